import type { Digest } from '../ids.ts'
import type { Algorithm } from '../keys/algorithms.ts'

/** Milliseconds since the epoch. */
export type Clock = () => number

/** Cryptographically secure random bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** A private key in the form of the implementation, with what the ring knows of it. */
export interface PrivateKey {
  readonly kid: string
  readonly algorithm: Algorithm
  /** Opaque to core: made by `importPrivateKey`. */
  readonly handle: unknown
}

export interface GeneratedKey {
  /** PKCS#8 PEM. */
  readonly privatePem: string
  /** Public JWK members (RFC7517-4) without `kid`, `use` and `alg`. */
  readonly publicJwk: Readonly<Record<string, string>>
}

/** What the runtime does for the engine. Synchronous where the hot path needs it. */
export interface CryptoPort {
  readonly randomBytes: RandomBytes
  /** SHA-256, base64url without padding. */
  digest(text: string): Digest
  /** Constant-time comparison of two digests. */
  equalDigests(a: Digest, b: Digest): boolean
  /** Hash of the algorithm over ASCII text, for `at_hash` and `c_hash`. */
  hash(name: Algorithm['hash'], text: string): Uint8Array
  /** HMAC-SHA-256 under a key derived (HKDF) from the settings' encryption key for `purpose`; base64url. */
  mac(encryptionKey: string, purpose: string, text: string): string
  /** Seals an access token's content under a key derived from `encryptionKey`; without prefix. */
  sealToken(encryptionKey: string, content: string): string
  /** `undefined` for anything that was not sealed under this key, whatever its form. */
  openToken(encryptionKey: string, sealed: string): string | undefined
  /** A compact JWS over the header and the claims. `key` of an `hmac` algorithm is made by `secretKey`. */
  signJwt(key: PrivateKey, header: Readonly<Record<string, unknown>>, claims: Readonly<Record<string, unknown>>): Promise<string>
  generateKey(algorithm: Algorithm): Promise<GeneratedKey>
  /**
   * Parses a PKCS#8, PKCS#1 or SEC1 PEM.
   * @throws Error with a sentence fit for the administrator when it does not parse or does not fit the algorithm.
   */
  importPrivateKey(
    algorithm: Algorithm,
    pem: string,
  ): { readonly handle: unknown; readonly publicJwk: Readonly<Record<string, string>> }
  /** A MAC key from a client secret (OIDCC-10.1: its UTF-8 octets). */
  secretKey(algorithm: Algorithm, secret: string): PrivateKey
  /** Opens what storage or management sealed with the master key. @throws Error if it was not sealed with it. */
  openSealed(sealed: string): string
  /** Seals under the master key, for secrets that must be read back. */
  seal(plain: string): string
}
