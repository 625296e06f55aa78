import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { Algorithm, GeneratedKey } from '@latchkey/core'
import { makeSigner, type Signer } from './signers.ts'

const smallestModulus = 2048
const largestModulus = 8192
const generate = promisify(generateKeyPair)

/** OpenSSL's names of the curves of RFC7518-6.2.1.1. */
const curveNames: ReadonlyMap<string, string> = new Map([
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
])

/** A new key for an algorithm, RSA with 2048 bits; on the thread pool, since an RSA key takes long. */
export async function generatePrivateKey(algorithm: Algorithm): Promise<GeneratedKey> {
  const { privateKey } = await generateFor(algorithm)
  return { privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicJwk: publicJwkOf(privateKey) }
}

function generateFor(algorithm: Algorithm): Promise<{ readonly privateKey: KeyObject }> {
  switch (algorithm.family) {
    case 'rsa-pkcs1':
    case 'rsa-pss':
      return generate('rsa', { modulusLength: smallestModulus })
    case 'ecdsa':
      return generate('ec', { namedCurve: curveNames.get(algorithm.curve ?? '') ?? '' })
    case 'eddsa':
      return generate('ed25519', {})
    case 'ml-dsa':
      return generate(typeOfMlDsa(algorithm) as 'ml-dsa-65', {})
    case 'hmac':
      throw new TypeError(`${algorithm.name} has no private key`)
  }
}

/**
 * Parses a PKCS#8, PKCS#1 or SEC1 PEM and checks that the key fits the algorithm.
 * @throws Error with a sentence for the administrator; it never quotes the text.
 */
export function importPrivateKey(
  algorithm: Algorithm,
  pem: string,
): { readonly handle: Signer; readonly publicJwk: Readonly<Record<string, string>> } {
  const key = parsePem(pem)
  checkFits(algorithm, key)
  return { handle: makeSigner(algorithm, key), publicJwk: publicJwkOf(key) }
}

function parsePem(pem: string): KeyObject {
  // SEC1 files often begin with a block of EC PARAMETERS, which not every runtime skips.
  const block = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/.exec(pem)
  if (block === null) throw new Error('The key is not a PEM private key (PKCS#8, PKCS#1 or SEC1).')
  if (block[1] === 'ENCRYPTED PRIVATE KEY' || block[0].includes('ENCRYPTED')) {
    throw new Error('The private key is protected with a passphrase; give it without one.')
  }
  try {
    return createPrivateKey(`${block[0]}\n`)
  } catch (cause) {
    throw new Error('The private key PEM cannot be read; it may be damaged.', { cause })
  }
}

function checkFits(algorithm: Algorithm, key: KeyObject): void {
  const type = key.asymmetricKeyType
  switch (algorithm.family) {
    case 'rsa-pkcs1':
    case 'rsa-pss': {
      if (type !== 'rsa') throw new Error(`${algorithm.name} needs an RSA key, this is ${describe(type)}.`)
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
      if (bits < smallestModulus || bits > largestModulus) {
        throw new Error(`The RSA key has ${bits} bits; ${smallestModulus} to ${largestModulus} are accepted.`)
      }
      return
    }
    case 'ecdsa': {
      if (type !== 'ec') throw new Error(`${algorithm.name} needs an EC key on ${algorithm.curve}, this is ${describe(type)}.`)
      const curve = publicJwkOf(key)['crv']
      if (curve !== algorithm.curve) throw new Error(`${algorithm.name} needs a key on ${algorithm.curve}, this is on ${curve}.`)
      return
    }
    case 'eddsa':
      if (type !== 'ed25519') throw new Error(`${algorithm.name} needs an Ed25519 key, this is ${describe(type)}.`)
      return
    case 'ml-dsa':
      if (type !== typeOfMlDsa(algorithm))
        throw new Error(`${algorithm.name} needs a key of that kind, this is ${describe(type)}.`)
      return
    case 'hmac':
      throw new Error(`${algorithm.name} signs with a secret, not with a private key.`)
  }
}

/** OpenSSL's name. */
function typeOfMlDsa({ name }: Algorithm): string {
  return name.toLowerCase()
}

function describe(type: string | undefined): string {
  return `a key of type ${type ?? 'unknown'}`
}

/** Only the public members of RFC7518-6: nothing private can slip in. */
function publicJwkOf(privateKey: KeyObject): Readonly<Record<string, string>> {
  const jwk: Readonly<Record<string, unknown>> = { ...createPublicKey(privateKey).export({ format: 'jwk' }) }
  const members = ['kty', 'crv', 'x', 'y', 'n', 'e', 'alg', 'pub'].flatMap((name) => {
    const value = jwk[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  return Object.fromEntries(members)
}
