import type { IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client'

type TokenAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers

/** What the application holds of one token response. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken?: string
  readonly idToken: string
  /** Verified by openid-client: signature, issuer, audience, nonce, times. */
  readonly claims: IDToken
  readonly scope: string
  /** Milliseconds since the epoch. */
  readonly receivedAt: number
  /** Seconds. */
  readonly expiresIn?: number
}

export interface SignedIn {
  readonly tokens: TokenSet
  /** The tokens before the last refresh. */
  readonly previous?: TokenSet
  /** From the `Latchkey-Trace` header of the token response. */
  readonly traceId?: string
}

/**
 * Reads a token response.
 *
 * @param before What was held before: a refresh may leave out what did not change (RFC6749-6, OIDCC-12.2).
 * @throws Error when there is no ID token.
 */
export function readTokens(answer: TokenAnswer, before?: TokenSet): TokenSet {
  const idToken = answer.id_token ?? before?.idToken
  const claims = answer.claims() ?? before?.claims
  if (idToken === undefined || claims === undefined) throw new Error('The provider sent no ID token.')
  const refreshToken = answer.refresh_token ?? before?.refreshToken
  return {
    accessToken: answer.access_token,
    idToken,
    claims,
    scope: answer.scope ?? before?.scope ?? '',
    receivedAt: Date.now(),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(answer.expires_in !== undefined && { expiresIn: answer.expires_in }),
  }
}
