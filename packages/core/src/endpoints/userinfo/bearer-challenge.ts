import type { OAuthError } from '../../errors/oauth-error.ts'

/** `WWW-Authenticate` for a request without credentials: no error code (RFC6750-3.1). */
export const bareChallenge = 'Bearer realm="latchkey"'

/**
 * `WWW-Authenticate` of a refusal. Public texts hold no characters that would need escaping in a quoted string.
 * @see RFC6750-3
 */
export function bearerChallenge(error: OAuthError): string {
  const scope = error.error === 'insufficient_scope' ? ', scope="openid"' : ''
  return `${bareChallenge}, error="${error.error}", error_description="${error.publicText}"${scope}`
}
