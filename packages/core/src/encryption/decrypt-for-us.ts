import { base64url, compactDecrypt } from 'jose'
import { parseStrictJson } from '../client-keys/parse-strict-json.ts'
import type { Client } from '../clients/client.ts'
import { liveSecrets } from '../keys/client-secret-keys.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Ports } from '../ports/ports.ts'
import { type ContentEncryption, contentEncryptionNamed } from './content-encryption.ts'
import { type KeyManagement, keyManagementNamed } from './key-management.ts'
import { secretKeyBits, secretKeyOf } from './secret-key.ts'

/** Why a JWE is not decrypted. */
export type DecryptionProblem =
  | 'too_large'
  /** Not five base64url parts of which the first is a JSON object with every member once. */
  | 'malformed'
  /** The header wants compression or an extension: what it would cost or mean is the sender's to decide. */
  | 'header_forbidden'
  /** `alg` or `enc` is not in our tables, or not the one that the client registered. */
  | 'algorithm_not_allowed'
  /** No key of ours has this `kid`, or the client has no secret. */
  | 'key_unknown'
  /** Encrypted for somebody else, or altered. */
  | 'not_decrypted'

export type Decryption =
  /** `text` is what was encrypted: a JWS, if the sender did what it should. */
  | { readonly kind: 'decrypted'; readonly text: string }
  /** `detail`: for the trace, nothing of the content. */
  | { readonly kind: 'refused'; readonly problem: DecryptionProblem; readonly detail: string }

export interface DecryptionInput {
  /** Whose secrets are tried; `undefined`: those of nobody. */
  readonly client: Client | undefined
  /** `alg` and `enc` that the client registered; absent: every one of our tables. */
  readonly allowed?: { readonly alg?: string | undefined; readonly enc?: string | undefined }
  /** Longest text in characters; absent: 65,536. */
  readonly limit?: number
}

interface Header {
  readonly management: KeyManagement
  readonly encryption: ContentEncryption
  readonly kid: string | undefined
}

type Key = Parameters<typeof compactDecrypt>[1]

const maxLength = 65_536
const maxKidLength = 512
/** RSA-OAEP with the largest key that we could have yields 1,366 characters. */
const form = /^([\w-]{1,4096})\.[\w-]{0,2048}\.[\w-]{1,64}\.[\w-]{0,65536}\.[\w-]{1,64}$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Whether a text has the form of a compact JWE, so that it is not a JWS. */
export function isJwe(text: string): boolean {
  return text.split('.', 6).length === 5
}

/**
 * Decrypts what a client encrypted for this server: to a key of our JWK Set, or under a key from its secret (OIDCC-10.2), of which each
 * live one is tried. Says nothing about who encrypted it: anybody can encrypt to a public key.
 * @see RFC7516-5.2, RFC8725-3.2, RFC8725-3.6
 */
export async function decryptForUs(
  jwe: string,
  { client, allowed = {}, limit = maxLength }: DecryptionInput,
  { ports, keys }: { readonly ports: Ports; readonly keys: Pick<KeyRing, 'decryptionKeysFor'> },
): Promise<Decryption> {
  if (jwe.length > limit) return refused('too_large', `${jwe.length} characters, at most ${limit}`)
  const header = readHeader(jwe, allowed)
  if ('problem' in header) return header
  const candidates = header.management.family === 'secret' ? secretKeys(header, client, ports) : await ourKeys(header, keys)
  if (candidates.length === 0) return refused('key_unknown', `no key for ${header.management.name}`)
  for (const key of candidates) {
    const text = await decryptWith(key, jwe, header)
    if (text !== undefined) return { kind: 'decrypted', text }
  }
  return refused('not_decrypted', `${candidates.length} keys for ${header.management.name} do not open it`)
}

function readHeader(jwe: string, allowed: NonNullable<DecryptionInput['allowed']>): Header | (Decryption & { kind: 'refused' }) {
  const encoded = form.exec(jwe)?.[1]
  const parsed = parseStrictJson(encoded === undefined ? '' : decode(encoded))
  if (parsed.kind === 'refused') return refused('malformed', parsed.problem)
  const { alg, enc, kid } = parsed.value
  // No extension is understood, so whatever `crit` names is not (RFC7516-4.1.13); what is compressed can be a bomb (RFC8725-3.6).
  const forbidden = ['zip', 'crit'].find((name) => Object.hasOwn(parsed.value, name))
  if (forbidden !== undefined) return refused('header_forbidden', forbidden)
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > maxKidLength)) return refused('malformed', 'kid')
  const management = typeof alg === 'string' ? keyManagementNamed(alg) : undefined
  const encryption = typeof enc === 'string' ? contentEncryptionNamed(enc) : undefined
  if (management === undefined || (allowed.alg ?? management.name) !== management.name) {
    return refused('algorithm_not_allowed', `alg, ${allowed.alg ?? 'one of the supported'} expected`)
  }
  if (encryption === undefined || (allowed.enc ?? encryption.name) !== encryption.name) {
    return refused('algorithm_not_allowed', `enc, ${allowed.enc ?? 'one of the supported'} expected`)
  }
  return { management, encryption, kid }
}

function decode(encoded: string): string {
  try {
    return utf8.decode(base64url.decode(encoded))
  } catch {
    return ''
  }
}

function secretKeys({ management, encryption }: Header, client: Client | undefined, { crypto, clock }: Ports): readonly Key[] {
  if (client === undefined) return []
  const bits = secretKeyBits(management, encryption)
  return liveSecrets(client, clock()).map(({ sealed }) => secretKeyOf(crypto.openSealed(sealed), bits, crypto))
}

async function ourKeys({ management, kid }: Header, keys: Pick<KeyRing, 'decryptionKeysFor'>): Promise<readonly Key[]> {
  const all = await keys.decryptionKeysFor(management)
  return all.filter((candidate) => (kid ?? candidate.kid) === candidate.kid).map(({ key }) => key)
}

async function decryptWith(key: Key, jwe: string, { management, encryption }: Header): Promise<string | undefined> {
  const options = { keyManagementAlgorithms: [management.name], contentEncryptionAlgorithms: [encryption.name] }
  try {
    return utf8.decode((await compactDecrypt(jwe, key, { ...options, maxDecompressedLength: 0 })).plaintext)
  } catch {
    return undefined
  }
}

function refused(problem: DecryptionProblem, detail: string): Decryption & { readonly kind: 'refused' } {
  return { kind: 'refused', problem, detail }
}
