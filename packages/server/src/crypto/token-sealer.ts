import { createCipheriv, createDecipheriv, createSecretKey, hash, type KeyObject } from 'node:crypto'
import type { Clock, RandomBytes } from '@latchkey/core'
import { BoundedMap } from '../bounded-map.ts'
import { deriveKey } from './derive-key.ts'

const purpose = 'latchkey access token'
const saltLength = 16
const nonceLength = 12
const tagLength = 16
const head = saltLength + nonceLength
const overhead = head + tagLength
/** Octets of a token that is put together in its place; few are longer. */
const frameLength = 2_048
const longestToken = 16_384
/** Milliseconds for which one salt, and so one key, seals. */
const saltLifetime = 3_600_000
const usesPerSalt = 2 ** 32
const keptKeys = 256
const keptContents = 2_000
/** Characters of a content that is kept: few tokens say more, and who made many that do would fill the memory with them. */
const longestKept = 1_024

interface Sealing {
  readonly encryptionKey: string
  readonly key: KeyObject
  readonly renewAt: number
  /** Where tokens are put together, which costs less than to make octets for each part: the salt stands at its beginning. */
  readonly frame: Buffer
  /** Its part of the frame. */
  readonly nonce: Buffer
  uses: number
}

/**
 * Sealed access tokens: base64url of `salt(16) | nonce(12) | ciphertext | tag(16)`, AES-256-GCM under
 * HKDF-SHA256(encryption key, salt). Each process draws its own salt and renews it, and the nonce is a counter below it: so no
 * nonce repeats under one key, however many tokens and processes there are (random nonces alone would bound a key to 2^32 tokens).
 */
export class TokenSealer {
  readonly #clock: Clock
  readonly #randomBytes: RandomBytes
  #sealing: Sealing | undefined
  /** Only salts that have opened a token are kept, so made-up ones cannot push them out. */
  readonly #keys = new BoundedMap<string, Buffer>(keptKeys)

  /**
   * What tokens that were opened say, by their digests: an API asks about the same token many times, and to look it up costs a quarter of
   * opening it. A seal says the same for ever, so only another encryption key makes these wrong; what is still true of a token is not in it.
   */
  #contents = new BoundedMap<string, string>(keptContents)
  #contentsUnder = ''

  constructor(clock: Clock, randomBytes: RandomBytes) {
    this.#clock = clock
    this.#randomBytes = randomBytes
  }

  seal(encryptionKey: string, content: string): string {
    const sealing = this.#sealingFor(encryptionKey)
    const { key, nonce, frame } = sealing
    nonce.writeUIntBE(sealing.uses, nonceLength - 6, 6)
    sealing.uses += 1
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const sealed = cipher.update(content, 'utf8')
    // In this mode nothing is left for the end.
    cipher.final()
    const tag = cipher.getAuthTag()
    const end = head + sealed.length
    if (end + tagLength > frame.length) return Buffer.concat([frame.subarray(0, head), sealed, tag]).toString('base64url')
    frame.set(sealed, head)
    frame.set(tag, end)
    return frame.toString('base64url', 0, end + tagLength)
  }

  /** `undefined` for anything that `seal` did not make under this key, a different spelling of the same octets included. */
  open(encryptionKey: string, sealed: string): string | undefined {
    if (sealed.length > longestToken) return undefined
    if (this.#contentsUnder !== encryptionKey) {
      this.#contents = new BoundedMap(keptContents)
      this.#contentsUnder = encryptionKey
    }
    const digest = hash('sha256', sealed, 'base64url')
    const known = this.#contents.get(digest)
    if (known !== undefined) return known
    const content = this.#unseal(encryptionKey, sealed)
    if (content !== undefined && content.length <= longestKept) this.#contents.set(digest, content)
    return content
  }

  #unseal(encryptionKey: string, sealed: string): string | undefined {
    const octets = Buffer.from(sealed, 'base64url')
    if (octets.length < overhead || octets.toString('base64url') !== sealed) return undefined
    const cached = `${octets.toString('latin1', 0, saltLength)}${encryptionKey}`
    const known = this.#keys.get(cached)
    const key = known ?? deriveKey(encryptionKey, octets.subarray(0, saltLength), purpose)
    const decipher = createDecipheriv('aes-256-gcm', key, octets.subarray(saltLength, saltLength + nonceLength))
    decipher.setAuthTag(octets.subarray(octets.length - tagLength))
    try {
      const content = decipher.update(octets.subarray(saltLength + nonceLength, octets.length - tagLength), undefined, 'utf8')
      const opened = content + decipher.final('utf8')
      if (known === undefined) this.#keys.set(cached, key)
      return opened
    } catch {
      return undefined
    }
  }

  #sealingFor(encryptionKey: string): Sealing {
    const now = this.#clock()
    const current = this.#sealing
    if (current !== undefined && current.encryptionKey === encryptionKey && now < current.renewAt && current.uses < usesPerSalt) {
      return current
    }
    const frame = Buffer.alloc(frameLength)
    const salt = frame.subarray(0, saltLength)
    salt.set(this.#randomBytes(saltLength))
    const key = createSecretKey(deriveKey(encryptionKey, salt, purpose))
    const next = { encryptionKey, key, renewAt: now + saltLifetime, frame, nonce: frame.subarray(saltLength, head), uses: 0 }
    this.#sealing = next
    return next
  }
}
