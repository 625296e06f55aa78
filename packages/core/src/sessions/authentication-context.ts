/** What an authentication was worth, as relying parties read it (LATCHKEY-0007-acr-values). */
export interface AuthenticationContext {
  readonly acr: string
  /** RFC8176-2. */
  readonly amr: readonly string[]
}

/** A sign-in with user name and password. */
export const passwordContext: AuthenticationContext = { acr: '1', amr: ['pwd'] }

/** `acr_values_supported`: all that a sign-in here can reach. */
export const acrValuesSupported: readonly string[] = [passwordContext.acr]
