import type { Finding } from '../../checks/check.ts'
import type { RequestInput } from '../check-inputs.ts'

/** Who the hint is for is decided later; here it must be ours. @see OIDCC-3.1.2.1, OIDCC-3.1.2.2 */
export function checkIdTokenHint({ idTokenHint }: RequestInput): Finding | undefined {
  return idTokenHint === 'invalid' ? { reason: 'id_token_hint_invalid' } : undefined
}

/** Both ways to name the user must name the same one. @see OIDCC-3.1.2.2, OIDCC-5.5.1 */
export function checkOneSubject({ idTokenHint, claims }: RequestInput): Finding | undefined {
  if (idTokenHint === undefined || idTokenHint === 'invalid') return undefined
  if (claims === undefined || claims === 'malformed') return undefined
  const subjects = claims.idToken.get('sub')?.values
  if (subjects === undefined || subjects.includes(idTokenHint.subject)) return undefined
  return { reason: 'subject_contradiction' }
}
