import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see OIDCC-3.1.2.1 */
export function checkMaxAge({ values }: RequestInput): Finding | undefined {
  const received = values.get('max_age')
  if (received === undefined || /^\d{1,15}$/.test(received)) return undefined
  return { reason: 'max_age_malformed', expected: 'digits', received: showValue(received) }
}
