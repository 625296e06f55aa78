import type { AuthorizationRequest } from './authorization-request.ts'
import { validatedTarget } from './redirect-target.ts'

/** Version of the stored form; a text of another one is not read. */
const version = 2

/** The JSON text in which an accepted request waits for its user. */
export function requestToText(request: AuthorizationRequest): string {
  return JSON.stringify({ version, request })
}

/**
 * The request of a stored text. The text comes from our own store, so beside its version nothing is checked again.
 * @throws TypeError for a text that `requestToText` of this version did not make
 */
export function requestFromText(text: string): AuthorizationRequest {
  const stored: { readonly version?: unknown; readonly request: AuthorizationRequest } = JSON.parse(text)
  if (stored.version !== version) throw new TypeError('a stored authorization request is of another version')
  return { ...stored.request, target: validatedTarget(stored.request.target) }
}
