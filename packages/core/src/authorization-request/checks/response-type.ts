import type { Finding } from '../../checks/check.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see RFC6749-3.1.1: a missing response_type is an error response, so it is redirected. */
export function checkResponseTypePresent({ values }: RequestInput): Finding | undefined {
  return values.has('response_type') ? undefined : { reason: 'response_type_missing', expected: 'code' }
}

/** @see RFC6749-3.1.1 */
export function checkResponseTypeSupported({ values }: RequestInput): Finding | undefined {
  const received = values.get('response_type')
  if (received === undefined || received === 'code') return undefined
  return { reason: 'response_type_unsupported', expected: 'code', received: showValue(received) }
}

/** The record must list the type and the grant that goes with it. @see RFC6749-4.1.2.1, OIDCR-2 */
export function checkResponseTypeAllowed({ client }: RequestInput): Finding | undefined {
  if (client.responseTypes.includes('code') && client.grantTypes.includes('authorization_code')) return undefined
  return {
    reason: 'response_type_not_allowed',
    expected: `one of ${client.responseTypes.join(', ') || 'no response types'}, by ${client.grantTypes.join(', ') || 'no grants'}`,
    received: 'code, by authorization_code',
  }
}
