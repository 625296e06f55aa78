import type { Finding } from '../../checks/check.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see OIDCC-6.1, OIDCC-3.1.2.6 */
export function checkNoRequestObject({ values }: RequestInput): Finding | undefined {
  return values.has('request') ? { reason: 'request_object_unsupported' } : undefined
}

/** @see OIDCC-6.2, OIDCC-3.1.2.6 */
export function checkNoRequestUri({ values }: RequestInput): Finding | undefined {
  return values.has('request_uri') ? { reason: 'request_uri_unsupported' } : undefined
}

/** @see OIDCC-7.2.1, OIDCC-3.1.2.6 */
export function checkNoRegistration({ values }: RequestInput): Finding | undefined {
  return values.has('registration') ? { reason: 'registration_unsupported' } : undefined
}
