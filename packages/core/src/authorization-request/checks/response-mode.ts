import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'
import { deliveryOf, isQueryMode, isResponseMode, responseModes } from '../response-modes.ts'

/** @see OMRT-2.1, OFPRM-2, JARM-2.3 */
export function checkResponseMode({ values }: RequestInput): Finding | undefined {
  const received = values.get('response_mode')
  if (received === undefined || isResponseMode(received)) return undefined
  return { reason: 'response_mode_unsupported', expected: responseModes.join(', '), received: showValue(received) }
}

/** Deviation from JARM-2.3.1, which allows it for encrypted responses: there are none. @see OMRT-3, OMRT-5, JARM-2.3.1 */
export function checkNoTokenInQuery({ values, responseType }: RequestInput): Finding | undefined {
  const mode = values.get('response_mode')
  if (mode === undefined || !isQueryMode(mode)) return undefined
  if (responseType?.idToken !== true && responseType?.token !== true) return undefined
  return {
    reason: 'response_mode_query_refused',
    expected: 'fragment, form_post, or one of them with .jwt',
    received: `${mode} for ${responseType.name}`,
  }
}

/** An answer that is not signed can be changed on its way through the browser. @see FAPI2MS-5.4.1, JARM-2.3 */
export function checkSignedResponse({ values }: RequestInput): Finding | undefined {
  const mode = values.get('response_mode')
  if (deliveryOf(mode, values.get('response_type')).signed) return undefined
  return { reason: 'response_mode_not_signed', expected: 'jwt, or another one with .jwt', received: mode ?? 'none' }
}
