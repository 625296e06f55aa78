import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'

/** A SHA-256 in base64url without padding: the last character carries four bits only (RFC4648-3.5). */
const s256Form = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** @see RFC7636-4.3 */
export function checkPkceMethodAlone({ values }: RequestInput): Finding | undefined {
  if (!values.has('code_challenge_method') || values.has('code_challenge')) return undefined
  return { reason: 'pkce_method_without_challenge' }
}

/** Deviation: RFC7636-4.3 reads an absent method as `plain`; RFC9700-2.1.1 allows only methods that do not expose the verifier. */
export function checkPkceMethod({ values }: RequestInput): Finding | undefined {
  if (!values.has('code_challenge')) return undefined
  const method = values.get('code_challenge_method')
  if (method === 'S256') return undefined
  return {
    reason: 'pkce_method_unsupported',
    expected: 'S256',
    received: method === undefined ? 'no method, which means plain' : showValue(method),
  }
}

/** The challenge itself is not shown. @see RFC7636-4.2 */
export function checkPkceChallenge({ values }: RequestInput): Finding | undefined {
  const challenge = values.get('code_challenge')
  if (challenge === undefined || s256Form.test(challenge)) return undefined
  return {
    reason: 'pkce_challenge_malformed',
    expected: '43 characters of base64url',
    received: challenge.length === 43 ? '43 characters, not all of base64url' : `${challenge.length} characters`,
  }
}

/** Without a code there is nothing to bind. @see RFC9700-2.1.1 */
export function checkPkcePresent({ values, responseType }: RequestInput): Finding | undefined {
  if (responseType?.code === false) return undefined
  return values.has('code_challenge') ? undefined : { reason: 'pkce_challenge_missing', expected: 'code_challenge with S256' }
}
