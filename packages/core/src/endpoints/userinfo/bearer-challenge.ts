import { proofAlgorithms } from '../../dpop/parse-proof.ts'
import type { OAuthError } from '../../errors/oauth-error.ts'
import { type AuthenticationDemand, challengeOf } from '../../resources/authentication-demand.ts'
import type { TokenScheme } from './presented-token.ts'

/** `WWW-Authenticate` for a request without credentials: no error code (RFC6750-3.1). */
export const bareChallenge = 'Bearer realm="latchkey"'

/**
 * `WWW-Authenticate` of a refusal. Public texts hold no characters that would need escaping in a quoted string.
 * @see RFC6750-3, RFC9449-7.1, RFC9470-3
 */
export function bearerChallenge(error: OAuthError, scheme: TokenScheme, demand: AuthenticationDemand = {}): string {
  const scope = error.error === 'insufficient_scope' ? ', scope="openid"' : ''
  const wanted = error.error === 'insufficient_user_authentication' ? challengeOf(demand) : ''
  const start = scheme === 'Bearer' ? bareChallenge : `DPoP realm="latchkey", algs="${proofAlgorithms.join(' ')}"`
  return `${start}, error="${error.error}", error_description="${error.publicText}"${scope}${wanted}`
}
