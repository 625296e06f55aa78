import { OAuthError } from '../../errors/oauth-error.ts'
import type { UserinfoInput } from '../../provider-contract.ts'

const scheme = 'bearer '

/**
 * The one access token of a request: in the header or in the form body, never in the URL.
 * @see RFC6750-2.1, RFC6750-2.2, RFC9700-4.3.2
 * @returns `undefined`: there is none.
 * @throws OAuthError when there is more than one, or one in the URL.
 */
export function presentedToken(input: UserinfoInput): string | undefined {
  if (input.tokenInQuery) throw new OAuthError('access_token_in_query')
  const fromHeader = bearerToken(input.authorization)
  const [fromBody, ...others] = input.bodyTokens
  if (others.length > 0 || (fromHeader !== undefined && fromBody !== undefined)) throw new OAuthError('access_token_repeated')
  return fromHeader ?? (fromBody === '' ? undefined : fromBody)
}

/** The scheme is compared without case (RFC9110-11.1). Another scheme is not for this endpoint. */
function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.slice(0, scheme.length).toLowerCase() !== scheme) return undefined
  const token = authorization.slice(scheme.length).trim()
  if (token === '' || token.includes(' ')) throw new OAuthError('access_token_malformed')
  return token
}
