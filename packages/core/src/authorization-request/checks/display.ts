import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'

const displayValues = ['page', 'popup', 'touch', 'wap']

/** Never enforced: the pages are the same for every display. @see OIDCC-3.1.2.1 */
export function checkDisplay({ values }: RequestInput): Finding | undefined {
  const received = values.get('display')
  if (received === undefined || displayValues.includes(received)) return undefined
  return { reason: 'display_unknown', expected: displayValues.join(', '), received: showValue(received) }
}
