import type { Finding } from '../../checks/check.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see OIDCC-7.2.1, OIDCC-3.1.2.6 */
export function checkNoRegistration({ values }: RequestInput): Finding | undefined {
  return values.has('registration') ? { reason: 'registration_unsupported' } : undefined
}
