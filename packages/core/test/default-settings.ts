import type { ProviderSettings } from '@latchkey/core'

const minute = 60_000
const day = 24 * 60 * minute

/** What providers of the tests have unless a test says otherwise; the key is made by each. */
export const defaultSettings: Omit<ProviderSettings, 'signatureKey'> = {
  authCodeMaxAttempts: 3,
  anonymousClientRegistration: false,
  requireClientRegistration: true,
  authCodeExpiry: 10 * minute,
  refreshTokenExpiry: 30 * day,
  refreshTokenRenewal: 4 * day,
  accessTokenExpiry: 60 * minute,
  userCodeExpiry: 30 * minute,
  idTokenExpiry: 15 * minute,
  encryptionKey: 'encryption key of the tests, sixty-four characters long or so...',
  signatureAlgorithm: 'es256',
}
