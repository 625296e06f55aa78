import { claimsBeyondScopes } from '../claims/claims-beyond-scopes.ts'
import { releaseClaims } from '../claims/release-claims.ts'
import type { Client } from '../clients/client.ts'
import { findClient } from '../clients/find-client.ts'
import { splitConsentItems } from '../consent/consent-items.ts'
import { scopesInForce } from '../consent/granted-scopes.ts'
import type { AccountId, ClientId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import type { DescribedAccess } from '../provider-contract.ts'
import { describeResource } from '../resources/describe-resource.ts'
import { canonicalJson } from '../rich-authorization/canonical-json.ts'
import { type DescribedDetail, describeDetail } from '../rich-authorization/describe-detail.ts'
import { detailTypeTable } from '../rich-authorization/detail-type-table.ts'
import { scopeTable } from '../scopes/known-scopes.ts'

/** All that a client has of an account; `undefined`: nothing. */
export async function describeAccess(
  accountId: AccountId,
  clientId: ClientId,
  ports: Ports,
): Promise<DescribedAccess | undefined> {
  const now = ports.clock()
  const { accountAccess, consents } = ports.stores
  const all = await accountAccess.listClients(accountId, now)
  const found = all.find((one) => one.clientId === clientId)
  if (found === undefined) return undefined
  const [grants, remembered, client] = await Promise.all([
    accountAccess.listGrants(accountId, clientId, now),
    consents.find(accountId, clientId),
    findClient(clientId, ports),
  ])
  const lastRefreshAt = await accountAccess.lastRefreshAt(grants.map(({ grantId }) => grantId))
  const allowed = splitConsentItems(remembered)
  const known = scopeTable(ports.scopes?.())
  const resources = new Set([...grants.flatMap((grant) => grant.resources ?? []), ...allowed.resources])
  const isInformed = client !== undefined
  return {
    ...found,
    ...(isInformed && { client }),
    ...(lastRefreshAt !== undefined && { lastRefreshAt }),
    ...(grants.length > 0 && { endsAt: Math.max(...grants.map(({ expiresAt }) => expiresAt)) }),
    // A refresh token may be there without the scope.
    isOffline: lastRefreshAt !== undefined || grants.some(({ scopes }) => scopes.includes('offline_access')),
    scopes: inOrder([...grants.flatMap(({ scopes }) => scopes), ...allowed.scopes], known.names),
    claims: [...new Set([...grants.flatMap((grant) => claimsByName(grant, client)), ...allowed.claims])],
    resources: [...resources].map((resource) => describeResource(resource, ports)),
    details: describedDetails(grants, ports),
    scopeDescriptions: known.descriptions,
    released: isInformed ? await released(accountId, grants, client, ports) : new Map(),
  }
}

function inOrder(scopes: readonly string[], order: readonly string[]): readonly string[] {
  const place = (scope: string) => (order.includes(scope) ? order.indexOf(scope) : order.length)
  return [...new Set(scopes)].sort((a, b) => place(a) - place(b))
}

function claimsByName({ claims, scopes }: Grant, client: Client | undefined): readonly string[] {
  return client === undefined ? [] : claimsBeyondScopes(claims, client, scopes)
}

/** Each detail once. One whose type is gone says nothing to people, and is honoured nowhere. */
function describedDetails(grants: readonly Grant[], ports: Ports): readonly DescribedDetail[] {
  const table = detailTypeTable(ports.detailTypes?.())
  const details = new Map(grants.flatMap((grant) => grant.authorizationDetails ?? []).map((one) => [canonicalJson(one), one]))
  return [...details.values()].flatMap((detail) => {
    const definition = table.named(detail.type)
    return definition === undefined ? [] : [describeDetail(detail, definition)]
  })
}

/** What tokens, UserInfo and introspection would say now. */
async function released(
  accountId: AccountId,
  grants: readonly Grant[],
  client: Client,
  ports: Ports,
): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>()
  const account = await ports.subjects.find(accountId)
  if (account === undefined) return values
  const known = scopeTable(ports.scopes?.())
  for (const grant of grants) {
    const scopes = scopesInForce(grant.scopes, client, known)
    const { claims, claimsLocales: locales } = grant
    for (const place of ['userinfo', 'id_token', 'access_token'] as const) {
      const release = { place, client, account, scopes, withScopeClaims: place === 'userinfo', claims, locales }
      for (const [name, { value }] of releaseClaims(release)) if (!values.has(name)) values.set(name, value)
    }
  }
  return values
}
