/** @see RFC8620-2 */
export const coreCapability = 'urn:ietf:params:jmap:core'

/** Settings, clients, accounts and all other objects of this API. */
export const managementCapability = 'urn:stalwart:jmap'

/**
 * What existing web interfaces name in every request, whatever they ask for. We have none of it; a request that names it is still answered,
 * where RFC8620-3.3 would have it refused.
 */
export const toleratedCapabilities: readonly string[] = [
  'urn:ietf:params:jmap:blob',
  'urn:ietf:params:jmap:calendars',
  'urn:ietf:params:jmap:contacts',
  'urn:ietf:params:jmap:mail',
  'urn:ietf:params:jmap:principals',
  'urn:ietf:params:jmap:quota',
  'urn:ietf:params:jmap:sieve',
  'urn:ietf:params:jmap:submission',
  'urn:ietf:params:jmap:vacationresponse',
  'urn:ietf:params:jmap:websocket',
]
