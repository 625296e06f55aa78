import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { RandomBytes } from '@latchkey/core'
import { deriveKey } from './derive-key.ts'

const version = 'v1.'
const nonceLength = 12
const tagLength = 16

/** Seals secrets that must be read back, under the master key: `v1.` and base64url of `nonce(12) | ciphertext | tag(16)`. */
export class MasterSeal {
  readonly #key: Buffer
  readonly #randomBytes: RandomBytes

  constructor(masterKey: string, randomBytes: RandomBytes) {
    this.#key = deriveKey(masterKey, '', 'latchkey sealed secrets')
    this.#randomBytes = randomBytes
  }

  seal(plain: string): string {
    const nonce = this.#randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    const sealed = cipher.update(plain, 'utf8')
    const rest = cipher.final()
    return version + Buffer.concat([nonce, sealed, rest, cipher.getAuthTag()]).toString('base64url')
  }

  /** @throws Error for anything that this master key did not seal. */
  open(sealed: string): string {
    if (!sealed.startsWith(version)) throw new Error('a stored secret has an unknown form')
    const octets = Buffer.from(sealed.slice(version.length), 'base64url')
    if (octets.length < nonceLength + tagLength) throw new Error('a stored secret is cut short')
    const decipher = createDecipheriv('aes-256-gcm', this.#key, octets.subarray(0, nonceLength))
    decipher.setAuthTag(octets.subarray(octets.length - tagLength))
    try {
      return decipher.update(octets.subarray(nonceLength, octets.length - tagLength), undefined, 'utf8') + decipher.final('utf8')
    } catch (cause) {
      throw new Error('a stored secret was sealed with another master key', { cause })
    }
  }
}
