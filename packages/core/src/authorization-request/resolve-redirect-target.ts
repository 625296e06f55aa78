import { runChecks } from '../checks/check.ts'
import type { ServerPosture } from '../checks/posture.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Parameters } from '../wire/parameters.ts'
import type { AuthorizationEndpoint } from './check-inputs.ts'
import { redirectChecks } from './checks.ts'
import type { IdentifiedClient } from './identify-client.ts'
import { type RedirectTarget, validatedTarget } from './redirect-target.ts'
import { deliveryOf } from './response-modes.ts'

/** Longest `state` that is repeated in an error, as in `wire/parameters.ts`. */
const maxStateLength = 8192

/** Who asks for what target, at which endpoint. */
export interface RequestedTarget extends IdentifiedClient {
  readonly endpoint: AuthorizationEndpoint
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
}

/**
 * Where the client can be answered. From here on failures are sent there.
 * @param parameters those that count: of the request itself, or of its request object
 * @throws OAuthError for the person in front of the browser, or for whoever pushed the request
 */
export function resolveRedirectTarget(
  { client, redirectUri, endpoint, security }: RequestedTarget,
  parameters: Parameters,
  outcomes: CheckOutcome[],
): RedirectTarget {
  const scopes = parameters.flatMap(([name, value]) => (name === 'scope' ? [value] : []))
  const scope = scopes.length === 0 ? undefined : scopes.join(' ')
  runChecks(redirectChecks, endpoint, { client, redirectUri, scope, security }, outcomes)
  const resolved = redirectUri ?? client.redirectUris[0]
  if (resolved === undefined) throw new TypeError('a request without a redirect URI passed the checks')
  const state = onlyValue(parameters, 'state')
  return validatedTarget({
    redirectUri: resolved,
    requested: redirectUri !== undefined,
    ...deliveryOf(onlyValue(parameters, 'response_mode'), onlyValue(parameters, 'response_type')),
    ...(state === undefined || state.length > maxStateLength ? {} : { state }),
  })
}

/** A value that can be repeated to the client even if the request turns out to be malformed. */
export function onlyValue(parameters: Parameters, wanted: string): string | undefined {
  let only: string | undefined
  for (const [name, value] of parameters) {
    if (name !== wanted || value === '') continue
    if (only !== undefined) return undefined
    only = value
  }
  return only
}
