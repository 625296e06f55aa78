import { hkdfSync } from 'node:crypto'

/** A 256-bit key from a secret of any length (RFC5869); equal only for equal `secret`, `salt` and `purpose`. */
export function deriveKey(secret: string, salt: Uint8Array | string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, 32))
}
