import { createHash } from 'node:crypto'
import type { Client } from '@latchkey/core'
import { type CompactDecryptResult, compactDecrypt, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { ContentEncryption } from '../../src/encryption/content-encryption.ts'
import type { KeyManagement } from '../../src/encryption/key-management.ts'
import { clientSecret } from '../test-provider.ts'

/** A key pair of a client, whose public part it registers. */
export interface OwnKey {
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

const keys = new Map<string, Promise<OwnKey>>()

/** One for each curve, and one for each hash of RSA-OAEP; made once, as RSA keys take long. */
export function ownKey(algorithm: string, crv?: string): Promise<OwnKey> {
  const name = `${algorithm.startsWith('ECDH') ? 'ECDH-ES' : algorithm} ${crv}`
  const known = keys.get(name)
  if (known !== undefined) return known
  const made = makeKey(algorithm.startsWith('ECDH') ? 'ECDH-ES' : algorithm, crv)
  keys.set(name, made)
  return made
}

async function makeKey(algorithm: string, crv?: string): Promise<OwnKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true, ...(crv === undefined ? {} : { crv }) })
  return { privateKey: pair.privateKey, jwk: { ...(await exportJWK(pair.publicKey)), kid: `own-${algorithm}`, use: 'enc' } }
}

/** What the client registers, so that it can decrypt, and how it does so with nothing of ours. */
export async function recipientOf(
  management: KeyManagement,
  encryption: ContentEncryption,
  crv?: string,
): Promise<{ readonly members: Partial<Client>; decrypt(jwe: string): Promise<CompactDecryptResult> }> {
  const options = { keyManagementAlgorithms: [management.name], contentEncryptionAlgorithms: [encryption.name] }
  if (management.family === 'secret') {
    const key = derived(clientSecret, management.keyBits ?? encryption.keyBits)
    return { members: {}, decrypt: (jwe) => compactDecrypt(jwe, key, options) }
  }
  const { privateKey, jwk } = await ownKey(management.name, crv)
  return { members: { jwks: { keys: [{ ...jwk }] } }, decrypt: (jwe) => compactDecrypt(jwe, privateKey, options) }
}

/** OIDCC-10.2. */
export function derived(secret: string, bits: number): Uint8Array {
  const hash = bits > 384 ? 'sha512' : bits > 256 ? 'sha384' : 'sha256'
  return new Uint8Array(
    createHash(hash)
      .update(secret, 'utf8')
      .digest()
      .subarray(0, bits / 8),
  )
}

export function textOf({ plaintext }: CompactDecryptResult): string {
  return new TextDecoder().decode(plaintext)
}
