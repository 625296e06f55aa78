import { base64url } from 'jose'
import { type ClientId, type Secret, secretPrefix } from '../ids.ts'
import type { CryptoPort, RandomBytes } from '../ports/crypto.ts'
import type { ClientSecret } from './client.ts'
import type { ClientMetadata } from './metadata.ts'

const idLength = 20
const idAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** Bytes from here on would favour the first letters. */
const unbiased = 256 - (256 % idAlphabet.length)

/** With its prefix longer than the 64 octets that HS512 wants of a key (RFC7518-3.2). */
const secretBytes = 48

/** Algorithms whose key is the client's secret (OIDCC-10.1, OIDCC-10.2). */
const symmetric = /^(?:HS\d{3}|dir|A\d{3}(?:GCM)?KW)$/

/**
 * Whether a client shares a secret with this server: to authenticate by it, which is so without a method too (OIDCR-2), or as the key of an
 * algorithm that it registered.
 */
export function needsSecret(metadata: ClientMetadata): boolean {
  const { tokenEndpointAuthMethod: method = 'client_secret_basic' } = metadata
  if (method.startsWith('client_secret_')) return true
  return Object.entries(metadata).some(([name, value]) => /Alg$/.test(name) && symmetric.test(String(value)))
}

/** A random `client_id`: 20 lower-case letters and digits. */
export function newClientId(randomBytes: RandomBytes): ClientId {
  let id = ''
  while (id.length < idLength) {
    for (const byte of randomBytes(idLength)) {
      if (byte < unbiased && id.length < idLength) id += idAlphabet.charAt(byte % idAlphabet.length)
    }
  }
  return id as ClientId
}

/** A random client secret. */
export function newClientSecret(randomBytes: RandomBytes): Secret<'clientSecret'> {
  return `${secretPrefix.clientSecret}${base64url.encode(randomBytes(secretBytes))}`
}

/** The form in which a secret is kept: a digest to compare with, and sealed for HS* (OIDCC-10.1). */
export function storedClientSecret(crypto: CryptoPort, secret: string, now: number): ClientSecret {
  return { digest: crypto.digest(secret), sealed: crypto.seal(secret), createdAt: now }
}
