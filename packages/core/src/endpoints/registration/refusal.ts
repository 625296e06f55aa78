import type { OAuthError } from '../../errors/oauth-error.ts'
import { registrationPolicyReasons, registrationPostureReasons } from '../../errors/reasons/registration-policy.ts'
import type { ReasonId } from '../../errors/reasons.ts'
import type { JsonAnswer } from '../../provider-contract.ts'

/** Longest description that is sent, in characters. */
const longestDescription = 1000
/** Seconds after which it is worth while to register again, where too many did. */
const retryAfter = 600

/**
 * The answer to a registration that is refused. Where a rule of the administrator was broken it says what is allowed, which is the
 * administrator's text and nothing of the request; where a security rule was, the name of the rule.
 * @see RFC7591-3.2.2, RFC6750-3
 */
export function refusal(error: OAuthError, traceId: JsonAnswer['traceId']): JsonAnswer {
  const { status } = error
  const text = describe(error)
  const answer = { status, body: { error: error.error, error_description: text }, traceId, refusal: error }
  if (status === 429) return { ...answer, retryAfter }
  if (status !== 401) return answer
  return { ...answer, challenge: `Bearer realm="latchkey", error="${error.error}", error_description="${text}"` }
}

function describe({ reason, publicText, detail }: OAuthError): string {
  const said = detail?.expected
  const more =
    said === undefined
      ? undefined
      : Object.hasOwn(registrationPostureReasons, reason)
        ? `rule: ${said}`
        : isOfPolicy(reason)
          ? `allowed: ${said}`
          : undefined
  if (more === undefined) return publicText
  // RFC6749-5.2: what an error_description may hold.
  return `${publicText}; ${more}`.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?').slice(0, longestDescription)
}

function isOfPolicy(reason: ReasonId): boolean {
  return Object.hasOwn(registrationPolicyReasons, reason)
}
