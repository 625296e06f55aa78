import { createHash, createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto'
import type { Clock, CryptoPort, Digest, PrivateKey, RandomBytes } from '@latchkey/core'
import { BoundedMap } from '../bounded-map.ts'
import { deriveKey } from './derive-key.ts'
import { MasterSeal } from './master-seal.ts'
import { pooledRandomBytes } from './pooled-random-bytes.ts'
import { generatePrivateKey, importPrivateKey } from './private-keys.ts'
import { makeSigner, type Signer, signCompact } from './signers.ts'
import { TokenSealer } from './token-sealer.ts'

export interface CryptoOptions {
  /** Root of everything that is sealed at rest; any text with at least 256 bits of entropy. */
  readonly masterKey: string
  readonly clock?: Clock
  readonly randomBytes?: RandomBytes
}

/** FIPS 202, 512 bits: what independent clients compute for `at_hash` beside ML-DSA. */
function shake256(text: string): Buffer {
  return createHash('shake256', { outputLength: 64 }).update(text).digest()
}

/** As long as a digest; written anew for each comparison, which costs less than to make them. */
const [one, other] = [Buffer.alloc(43), Buffer.alloc(43)]

/** In constant time. Texts of another length than digests have are compared as they are. */
function equalDigests(a: Digest, b: Digest): boolean {
  if (a.length !== b.length) return false
  if (a.length !== one.length) return timingSafeEqual(Buffer.from(a), Buffer.from(b))
  one.write(a, 'latin1')
  other.write(b, 'latin1')
  return timingSafeEqual(one, other)
}

/** The engine's cryptography on `node:crypto`. */
export function createCrypto(options: CryptoOptions): CryptoPort {
  const randomBytes = options.randomBytes ?? pooledRandomBytes()
  const tokens = new TokenSealer(options.clock ?? Date.now, randomBytes)
  const master = new MasterSeal(options.masterKey, randomBytes)
  const macKeys = new BoundedMap<string, Buffer>(64)
  return {
    randomBytes,
    digest: (text) => hash('sha256', text, 'base64url') as Digest,
    equalDigests,
    hash: (name, text) => (name === 'shake256' ? shake256(text) : hash(name, text, 'buffer')),
    mac(encryptionKey, purpose, text) {
      const cached = `${purpose}\n${encryptionKey}`
      const known = macKeys.get(cached)
      const key = known ?? deriveKey(encryptionKey, '', `latchkey mac ${purpose}`)
      if (known === undefined) macKeys.set(cached, key)
      return createHmac('sha256', key).update(text).digest('base64url')
    },
    sealToken: (encryptionKey, content) => tokens.seal(encryptionKey, content),
    openToken: (encryptionKey, sealed) => tokens.open(encryptionKey, sealed),
    signJwt: async (key, header, claims) => signCompact(signerOf(key), header, claims),
    generateKey: generatePrivateKey,
    importPrivateKey,
    secretKey: (algorithm, secret) => ({
      kid: '',
      algorithm,
      handle: makeSigner(algorithm, createSecretKey(Buffer.from(secret, 'utf8'))),
    }),
    openSealed: (sealed) => master.open(sealed),
    seal: (plain) => master.seal(plain),
  }
}

function signerOf(key: PrivateKey): Signer {
  if (typeof key.handle !== 'function') throw new TypeError('the key was not made by this implementation')
  return key.handle as Signer
}
