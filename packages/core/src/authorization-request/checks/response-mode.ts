import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'
import { isResponseMode, responseModes } from '../redirect-target.ts'

/** @see OMRT-2.1, OFPRM-2 */
export function checkResponseMode({ values }: RequestInput): Finding | undefined {
  const received = values.get('response_mode')
  if (received === undefined || isResponseMode(received)) return undefined
  return { reason: 'response_mode_unsupported', expected: responseModes.join(', '), received: showValue(received) }
}
