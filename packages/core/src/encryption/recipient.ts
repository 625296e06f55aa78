import { CompactEncrypt, importJWK } from 'jose'
import { findClientKeys } from '../client-keys/find-client-keys.ts'
import type { PublicJwk } from '../client-keys/key-fit.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import { liveSecrets } from '../keys/client-secret-keys.ts'
import type { Ports } from '../ports/ports.ts'
import { type EncryptedAnswer, type EncryptionPair, encryptionOf } from './answer-encryption.ts'
import { secretKeyBits, secretKeyOf } from './secret-key.ts'

type ImportedKey = Awaited<ReturnType<typeof importJWK>>

/** Whom an answer is encrypted for, and how. */
export interface Recipient extends EncryptionPair {
  /** A public key of the client, or a key from its secret. */
  readonly key: ImportedKey
  readonly kid?: string
}

/**
 * The recipient of an answer that a client wants encrypted; `undefined`: it wants it plain. Asked for before anything is stored or
 * redeemed, so that a client whose key cannot be had loses nothing by it. Of several keys that fit the first one is taken, of several
 * secrets the newest.
 * @throws OAuthError `client_encryption_key_missing`: such a client never gets a plain answer instead
 * @see OIDCC-10.2, JARM-2.2
 */
export async function recipientFor(client: Client, answer: EncryptedAnswer, ports: Ports): Promise<Recipient | undefined> {
  const pair = encryptionOf(client, answer)
  if (pair === undefined) return undefined
  return pair.management.family === 'secret' ? bySecret(client, pair, ports) : byPublicKey(client, pair, ports)
}

function bySecret(client: Client, pair: EncryptionPair, { crypto, clock }: Ports): Recipient {
  const newest = liveSecrets(client, clock())[0]
  if (newest === undefined) throw keyMissing('no secret of the client is in force')
  const bits = secretKeyBits(pair.management, pair.encryption)
  return { ...pair, key: secretKeyOf(crypto.openSealed(newest.sealed), bits, crypto) }
}

async function byPublicKey(client: Client, pair: EncryptionPair, ports: Ports): Promise<Recipient> {
  const found = await findClientKeys(client, { use: 'enc', algorithm: pair.management.name }, ports)
  if (found.kind === 'missing') throw keyMissing(found.detail)
  const jwk = found.keys[0]
  const key = jwk && (await importOnce(jwk, pair.management.name))
  if (key === undefined) throw keyMissing('the key that fits is none, such as a point that is not on its curve')
  return { ...pair, key, ...(jwk?.kid === undefined ? {} : { kid: jwk.kid }) }
}

/** A key set is kept as long as nothing changes, and importing costs as much as encrypting. An RSA key is imported for one hash. */
const imported = new WeakMap<PublicJwk, Map<string, Promise<ImportedKey | undefined>>>()

function importOnce(jwk: PublicJwk, algorithm: string): Promise<ImportedKey | undefined> {
  const known = imported.get(jwk)?.get(algorithm)
  if (known !== undefined) return known
  const importing = importJWK({ ...jwk }, algorithm).catch(() => undefined)
  imported.set(jwk, (imported.get(jwk) ?? new Map()).set(algorithm, importing))
  return importing
}

/** The only place where an answer fails for want of a key. */
function keyMissing(received: string, cause?: unknown): OAuthError {
  return new OAuthError('client_encryption_key_missing', { detail: { received }, ...(cause === undefined ? {} : { cause }) })
}

/**
 * A compact JWE for the recipient.
 * @param content `jwt`: a JWS, which makes it a nested JWT, and `cty` say so (RFC7519-5.2); `claims`: the JSON text of claims that are
 *   not signed
 * @throws OAuthError `client_encryption_key_missing` when nothing can be encrypted to the public key of the client
 */
export async function encryptFor(recipient: Recipient, text: string, content: 'jwt' | 'claims'): Promise<string> {
  const { management, encryption, key, kid } = recipient
  const header = {
    alg: management.name,
    enc: encryption.name,
    ...(kid === undefined ? {} : { kid }),
    ...(content === 'jwt' ? { cty: 'JWT' } : { typ: 'JWT' }),
  }
  try {
    return await new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(key)
  } catch (cause) {
    if (management.family === 'secret') throw cause
    throw keyMissing('nothing can be encrypted to the key that fits', cause)
  }
}
