import type { Finding } from '../../checks/check.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import type { Client } from '../../clients/client.ts'
import { postureOf } from '../../posture/posture-of.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'
import { missingGrantTypes, type ResponseType, responseTypeNames } from '../response-types.ts'

/** @see RFC6749-3.1.1: a missing response_type is an error response, so it is redirected. */
export function checkResponseTypePresent({ values }: RequestInput): Finding | undefined {
  return values.has('response_type') ? undefined : { reason: 'response_type_missing', expected: responseTypeNames.join(', ') }
}

/** @see RFC6749-3.1.1, OMRT-3 */
export function checkResponseTypeSupported({ values, responseType }: RequestInput): Finding | undefined {
  const received = values.get('response_type')
  if (received === undefined || responseType !== undefined) return undefined
  return { reason: 'response_type_unsupported', expected: responseTypeNames.join(', '), received: showValue(received) }
}

/** The record must list the type and the grants that go with it. @see RFC6749-4.1.2.1, OIDCR-2 */
export function checkResponseTypeAllowed({ client, responseType }: RequestInput): Finding | undefined {
  if (responseType === undefined || isRegisteredFor(client, responseType)) return undefined
  return {
    reason: 'response_type_not_allowed',
    expected: `one of ${client.responseTypes.join(', ') || 'no response types'}, by ${client.grantTypes.join(', ') || 'no grants'}`,
    received: `${responseType.name}, by ${responseType.grantTypes.join(', ') || 'no grant'}`,
  }
}

/** An access token in an authorization response can leak and be replayed. @see RFC9700-2.1.2 */
export function checkFrontChannelToken({ responseType }: RequestInput): Finding | undefined {
  if (responseType?.token !== true) return undefined
  return { reason: 'front_channel_token_refused', expected: 'a response_type without token', received: responseType.name }
}

/** Whatever else comes through the browser than a code could be taken on the way. @see FAPI2SP-5.3.2.2 */
export function checkCodeFlow({ responseType }: RequestInput): Finding | undefined {
  if (responseType === undefined || (responseType.code && !responseType.token && !responseType.idToken)) return undefined
  return { reason: 'response_type_not_code', expected: 'code', received: responseType.name }
}

/** Whether the rules, as they are now, still let a request of this type be answered (LATCHKEY-0017-record-as-it-is-now). */
export function mayStillAnswer(client: Client, type: ResponseType, security: ServerPosture | undefined): boolean {
  if (!isRegisteredFor(client, type)) return false
  return !type.token || postureOf('front-channel-token', client, security) !== 'enforce'
}

function isRegisteredFor(client: Client, type: ResponseType): boolean {
  return client.responseTypes.includes(type.name) && missingGrantTypes([type.name], client.grantTypes).length === 0
}
