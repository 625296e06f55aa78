import type { CryptoPort } from '../ports/crypto.ts'
import type { ContentEncryption } from './content-encryption.ts'
import type { KeyManagement } from './key-management.ts'

/** Bits of the symmetric key that a pair of algorithms of the family `secret` needs. */
export function secretKeyBits(management: KeyManagement, encryption: ContentEncryption): number {
  return management.keyBits ?? encryption.keyBits
}

/** The key from a client secret: the left bits of the shortest SHA-2 hash that has as many (OIDCC-10.2). */
export function secretKeyOf(secret: string, bits: number, crypto: Pick<CryptoPort, 'hash'>): Uint8Array {
  return crypto.hash(bits <= 256 ? 'sha256' : bits <= 384 ? 'sha384' : 'sha512', secret).subarray(0, bits / 8)
}
