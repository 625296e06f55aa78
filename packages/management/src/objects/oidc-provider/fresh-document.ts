import { algorithmOfSetting, type CryptoPort, type RandomBytes } from '@latchkey/core'
import { defaultsOf } from '../../declarations/patch-document.ts'
import { type OidcProviderDocument, oidcProviderTarget } from './document.ts'

const keyLength = 64
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** Bytes from here on would favour the first letters. */
const unbiased = 256 - (256 % alphabet.length)

/**
 * What a fresh install starts with: the defaults, a random encryption key, and ES256 with a new key instead of the schema's `hs256`,
 * because ID tokens signed with it can be verified by every client.
 */
export async function freshDocument(crypto: CryptoPort): Promise<OidcProviderDocument> {
  const { privatePem } = await crypto.generateKey(algorithmOfSetting('es256'))
  // All but the secrets have defaults.
  const defaults = defaultsOf(oidcProviderTarget) as unknown as Omit<OidcProviderDocument, 'encryptionKey' | 'signatureKey'>
  return {
    ...defaults,
    encryptionKey: { '@type': 'Value', secret: randomAlphanumeric(crypto.randomBytes, keyLength) },
    signatureAlgorithm: 'es256',
    signatureKey: { '@type': 'Text', secret: privatePem },
  }
}

/** Letters and digits, each equally likely. */
function randomAlphanumeric(randomBytes: RandomBytes, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < unbiased && text.length < length) text += alphabet.charAt(byte % alphabet.length)
    }
  }
  return text
}
