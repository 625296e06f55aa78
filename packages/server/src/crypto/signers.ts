import { constants, createHmac, type KeyObject, sign } from 'node:crypto'
import type { Algorithm } from '@latchkey/core'

/** Signs ASCII text; what `PrivateKey.handle` holds. */
export type Signer = (input: string) => Buffer

type SignerMaker = (algorithm: Algorithm, key: KeyObject) => Signer

/** How each family of RFC7518-3 and RFC8037-3.1 signs. Synchronous: an ES256 signature costs less than a turn of the event loop. */
const makers: Readonly<Record<Algorithm['family'], SignerMaker>> = {
  'rsa-pkcs1': (algorithm, key) => {
    const options = { key, padding: constants.RSA_PKCS1_PADDING }
    return (input) => sign(algorithm.hash, Buffer.from(input), options)
  },
  // RFC7518-3.5: the salt is as long as the hash.
  'rsa-pss': (algorithm, key) => {
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    return (input) => sign(algorithm.hash, Buffer.from(input), options)
  },
  // RFC7518-3.4: R and S side by side, not DER.
  ecdsa: (algorithm, key) => {
    const options = { key, dsaEncoding: 'ieee-p1363' } as const
    return (input) => sign(algorithm.hash, Buffer.from(input), options)
  },
  'ml-dsa': (_algorithm, key) => (input) => sign(null, Buffer.from(input), key),
  eddsa: (_algorithm, key) => (input) => sign(null, Buffer.from(input), key),
  hmac: (algorithm, key) => (input) => createHmac(algorithm.hash, key).update(input).digest(),
}

export function makeSigner(algorithm: Algorithm, key: KeyObject): Signer {
  return makers[algorithm.family](algorithm, key)
}

/** Compact JWS (RFC7515-7.1). Written here because it is a hot path; the tests verify it with jose for every algorithm. */
export function signCompact(
  signer: Signer,
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${signer(input).toString('base64url')}`
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
