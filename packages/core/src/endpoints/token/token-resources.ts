import type { Awaitable } from '../../awaitable.ts'
import { type Check, runChecks } from '../../checks/check.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import type { Client } from '../../clients/client.ts'
import { postureOf } from '../../posture/posture-of.ts'
import {
  checkResourceEnabled,
  checkResourceForm,
  checkResourceKnown,
  type NamedResources,
} from '../../resources/named-resources.ts'
import { resourceTable } from '../../resources/resource-table.ts'
import { saysSomething } from '../../resources/token-target.ts'
import type { AuthorizationDetail } from '../../rich-authorization/detail-type.ts'
import type { Mint } from '../../tokens/issue.ts'
import { type PlannedToken, planAccessToken } from '../../tokens/plan-access-token.ts'
import { showValue } from '../../trace/show-value.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { chooseDetails } from './token-details.ts'

/** The resources of a token request, with those of its grant. */
export interface RequestedResources extends NamedResources {
  /** Empty: the authorization request named none, and so did not restrict what tokens may be for. */
  readonly granted: readonly string[]
  /** What the token may have at most. */
  readonly scopes: readonly string[]
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
}

/** In their order. */
export const tokenResourceChecks: readonly Check<RequestedResources, 'token'>[] = [
  { name: 'token-resource-form', spec: 'RFC8707-2', at: ['token'], run: checkResourceForm },
  {
    name: 'token-resource-known',
    spec: 'RFC8707-2',
    at: ['token'],
    posture: ({ client, security }) => postureOf('resource-known', client, security),
    run: checkResourceKnown,
  },
  { name: 'token-resource-enabled', spec: 'RFC8707-2', at: ['token'], run: checkResourceEnabled },
  {
    name: 'token-resource-granted',
    spec: 'RFC8707-2.2',
    at: ['token'],
    run({ resources, granted }) {
      if (granted.length === 0 || resources.every((resource) => granted.includes(resource))) return undefined
      return { reason: 'resource_not_granted', expected: granted.join(' '), received: showValue(resources.join(' ')) }
    },
  },
  {
    name: 'token-resource-allowed',
    spec: 'RFC9700-2.3',
    at: ['token'],
    // An API that nobody was shown is reached with what they allowed of it, and with nothing not at all: it may look at the audience alone. Of
    // one that nobody registered nothing can have been allowed.
    run({ resources, granted, scopes, table, issuer }) {
      if (granted.length > 0) return undefined
      const isReached = (resource: string): boolean =>
        resource === issuer ||
        (table.named(resource) !== undefined && scopes.some((scope) => saysSomething(scope, resource, { issuer, table })))
      const refused = resources.find((resource) => !isReached(resource))
      if (refused === undefined) return undefined
      return { reason: 'resource_not_allowed', expected: 'one of whose scopes one was granted', received: showValue(refused) }
    },
  },
]

/**
 * What the access token of a request is for: the resources that the request names, else all those of the grant (RFC8707-2.2), and what it
 * allows in detail. A resource is
 * judged as it is now, since it may have been removed or switched off after it was granted.
 * @param wanted `named`: of the request; `granted`: of the grant, if there is one; `scopes`: what the token may have at most
 * @throws OAuthError `invalid_target`, `invalid_authorization_details`
 */
export function chooseResources(
  wanted: {
    readonly client: Client
    readonly named: readonly string[]
    readonly granted?: readonly string[] | undefined
    readonly scopes: readonly string[]
    /** `authorization_details` of the request and what its grant allows in detail; absent: nothing. */
    readonly details?: { readonly text: string | undefined; readonly granted: readonly AuthorizationDetail[] | undefined }
  },
  mint: Mint,
  outcomes: CheckOutcome[],
): Awaitable<PlannedToken> {
  const { client, named, granted = [], scopes } = wanted
  const resources = named.length === 0 ? granted : named
  if (resources.length > 0) {
    const table = resourceTable(mint.ports.resources?.())
    const security = mint.ports.security?.()
    const requested = { client, resources, granted, scopes, table, issuer: mint.issuer, security }
    runChecks(tokenResourceChecks, 'token', requested, outcomes)
  }
  const { text, granted: allowed } = wanted.details ?? { text: undefined, granted: undefined }
  const details = chooseDetails({ client, text, available: allowed ?? [], granted: allowed }, mint.ports, outcomes)
  return planAccessToken({ client, scopes, resources, details }, mint)
}
