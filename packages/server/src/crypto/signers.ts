import { constants, createHmac, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Algorithm } from '@latchkey/core'

/** Signs ASCII text; what `PrivateKey.handle` holds. */
export type Signer = (input: string) => Buffer | Promise<Buffer>

type SignerMaker = (algorithm: Algorithm, key: KeyObject) => Signer

/**
 * How each family of RFC7518-3 and RFC8037-3.1 signs. An ES256 signature costs less than to wait for another thread, so it is made at
 * once; an RSA signature takes long enough that all other requests would wait for it, so it goes to one.
 */
const makers: Readonly<Record<Algorithm['family'], SignerMaker>> = {
  'rsa-pkcs1': (algorithm, key) => {
    const options = { key, padding: constants.RSA_PKCS1_PADDING }
    return (input) => signElsewhere(algorithm.hash, input, options)
  },
  // RFC7518-3.5: the salt is as long as the hash.
  'rsa-pss': (algorithm, key) => {
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    return (input) => signElsewhere(algorithm.hash, input, options)
  },
  // RFC7518-3.4: R and S side by side, not DER.
  ecdsa: (algorithm, key) => {
    const options = { key, dsaEncoding: 'ieee-p1363' } as const
    return (input) => sign(algorithm.hash, Buffer.from(input), options)
  },
  eddsa: (_algorithm, key) => (input) => sign(null, Buffer.from(input), key),
  hmac: (algorithm, key) => (input) => createHmac(algorithm.hash, key).update(input).digest(),
}

const signAsync = promisify(sign)

function signElsewhere(hash: string, input: string, options: SignKeyObjectInput): Promise<Buffer> {
  return signAsync(hash, Buffer.from(input), options)
}

export function makeSigner(algorithm: Algorithm, key: KeyObject): Signer {
  return makers[algorithm.family](algorithm, key)
}

/** Compact JWS (RFC7515-7.1). Written here because it is a hot path; the tests verify it with jose for every algorithm. */
export async function signCompact(
  signer: Signer,
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${(await signer(input)).toString('base64url')}`
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
