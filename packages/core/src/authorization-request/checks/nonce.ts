import type { Finding } from '../../checks/check.ts'
import type { RequestInput } from '../check-inputs.ts'

/** Characters. It is stored with the code and repeated in the ID token, so it may not be as long as any parameter. */
const maxNonceLength = 2048

/** What binds an ID token from the browser to the request of this browser. @see OIDCC-3.2.2.1, OIDCC-3.3.2.11 */
export function checkNoncePresent({ values, responseType }: RequestInput): Finding | undefined {
  if (responseType?.idToken !== true || values.has('nonce')) return undefined
  return { reason: 'nonce_missing', expected: `a nonce, since response_type is ${responseType.name}` }
}

/** Intact or refused, never cut. @see OIDCC-3.1.2.1 */
export function checkNonceLength({ values }: RequestInput): Finding | undefined {
  const length = values.get('nonce')?.length ?? 0
  if (length <= maxNonceLength) return undefined
  return { reason: 'nonce_too_long', expected: `at most ${maxNonceLength} characters`, received: `${length} characters` }
}
