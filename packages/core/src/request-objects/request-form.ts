import { isSecret, type Secret } from '../ids.ts'
import type { Parameters } from '../wire/parameters.ts'

/** RFC9126-2.2: what precedes the handle in the `request_uri` of a pushed request. */
const pushedPrefix = 'urn:ietf:params:oauth:request_uri:'

/** The `request_uri` that stands for a pushed request. */
export function pushedRequestUri(handle: Secret<'requestUri'>): string {
  return pushedPrefix + handle
}

/** The handle in a `request_uri` of a pushed request; `undefined`: it says so and is none of ours. */
export function handleOf(requestUri: string): Secret<'requestUri'> | undefined {
  const handle = requestUri.slice(pushedPrefix.length)
  return isSecret('requestUri', handle) ? handle : undefined
}

/** Whether a request says that it was pushed: then nothing else in it counts but `client_id` (RFC9126-4). */
export function isPushed(parameters: Parameters): boolean {
  return parameters.some(([name, value]) => name === 'request_uri' && value.startsWith(pushedPrefix))
}
