import type { SettingsAlgorithm } from '../keys/algorithms.ts'

/**
 * The `OidcProvider` settings as the running provider reads them: validated, secrets resolved. Durations are milliseconds.
 * How they are declared, stored and changed is the business of `management/objects/oidc-provider`.
 */
export interface ProviderSettings {
  /** Failed sign-ins of one transaction, or failed redemptions of one code, after which it is dead. 1 to 1000. */
  readonly authCodeMaxAttempts: number
  readonly anonymousClientRegistration: boolean
  readonly requireClientRegistration: boolean
  readonly authCodeExpiry: number
  readonly refreshTokenExpiry: number
  /** Remaining life of a refresh token at or below which its use yields a new one. */
  readonly refreshTokenRenewal: number
  readonly accessTokenExpiry: number
  readonly userCodeExpiry: number
  readonly idTokenExpiry: number
  /** Root of the keys that seal access tokens and derive successors of refresh tokens. */
  readonly encryptionKey: string
  readonly signatureAlgorithm: SettingsAlgorithm
  /** Private key PEM; for `hs*` any text (clients verify with their own secret, OIDCC-10.1). */
  readonly signatureKey: string
}
