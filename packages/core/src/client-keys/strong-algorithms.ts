import type { Finding } from '../checks/check.ts'
import type { ReasonId } from '../errors/reasons.ts'
import { showValue } from '../trace/show-value.ts'

/** JOSE names of the signatures that FAPI 2 allows; `EdDSA` there means Ed25519, which has a name of its own too. @see FAPI2SP-5.4.1 */
export const strongAlgorithms: readonly string[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

/** Whether FAPI 2 allows what somebody signed with. @see FAPI2SP-5.4.1 */
export function checkStrongAlgorithm(algorithm: string, reason: ReasonId): Finding | undefined {
  if (strongAlgorithms.includes(algorithm)) return undefined
  return { reason, expected: strongAlgorithms.join(', '), received: showValue(algorithm) }
}
