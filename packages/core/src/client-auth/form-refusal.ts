import type { OAuthError } from '../errors/oauth-error.ts'
import type { TraceId } from '../ids.ts'
import type { JsonAnswer } from '../provider-contract.ts'

/**
 * The error answer of an endpoint that clients call with a form. A failed client authentication names the scheme `Basic` only if
 * the client used the `Authorization` header, as RFC6749-5.2 says.
 * Deviation: RFC9110-15.5.2 wants a challenge with every 401; to a request without the header it would make browsers ask the person
 * for a password.
 * @see RFC6749-5.2
 */
export function formRefusal(error: OAuthError, traceId: TraceId, authorization: string | undefined): JsonAnswer {
  const body = { error: error.error, error_description: error.publicText }
  const answer = { status: error.status, body, traceId, refusal: error }
  if (error.status !== 401 || authorization === undefined) return answer
  return { ...answer, challenge: 'Basic realm="latchkey", charset="UTF-8"' }
}
