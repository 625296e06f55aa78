import type { Limits, RequestError } from './contract.ts'

/** The request is no I-JSON, or its media type is another. @see RFC8620-3.6.1 */
export function notJson(detail: string): RequestError {
  return { type: 'urn:ietf:params:jmap:error:notJSON', status: 400, detail }
}

/** The request is JSON, but no Request object. @see RFC8620-3.6.1 */
export function notRequest(detail: string): RequestError {
  return { type: 'urn:ietf:params:jmap:error:notRequest', status: 400, detail }
}

/** @see RFC8620-3.6.1 */
export function unknownCapability(capability: string): RequestError {
  const shown = JSON.stringify(capability.slice(0, 200))
  return {
    type: 'urn:ietf:params:jmap:error:unknownCapability',
    status: 400,
    detail: `using: ${shown} is not a capability of this server`,
  }
}

/** The request would go beyond a limit that the session object names. @see RFC8620-3.6.1 */
export function limitExceeded(
  limit: 'maxSizeRequest' | 'maxCallsInRequest' | 'maxConcurrentRequests',
  limits: Limits,
): RequestError {
  const unit = {
    maxSizeRequest: 'octets in a request',
    maxCallsInRequest: 'method calls in a request',
    maxConcurrentRequests: 'requests at a time',
  }
  return { type: 'urn:ietf:params:jmap:error:limit', status: 400, detail: `No more than ${limits[limit]} ${unit[limit]}.`, limit }
}
