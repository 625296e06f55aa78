import type { Client } from '../clients/client.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import { mayHaveScope } from '../scopes/management-scope.ts'
import type { ClaimPlace } from './claim-mapping.ts'
import { isLocalizable, lookUpLanguage, splitTag } from './localized-claims.ts'
import { mappedValue } from './mapped-value.ts'
import { releasable } from './releasable.ts'
import { requestedClaims } from './requested-claims.ts'
import { isStandardClaim, type ReleasableClaim, scopeClaims, scopeOfClaim } from './scope-claims.ts'

/** What decides what a client may learn. One without a record is `unregistered`. */
export type InformedClient = Pick<Client, 'origin' | 'scopes' | 'claimMapping'>

/** Who is told what, where. */
export interface Release {
  readonly place: ClaimPlace
  readonly client: InformedClient
  readonly account: SubjectRecord
  /** Granted ones. */
  readonly scopes: readonly string[]
  /** The claims of the scopes are released here (OIDCC-5.4). */
  readonly withScopeClaims: boolean
  /** The `claims` parameter as it was accepted. */
  readonly claims?: string | undefined
  /** `claims_locales` of the request, in their order. */
  readonly locales?: readonly string[] | undefined
}

/** Why a claim is released. */
export type ReleaseReason =
  | { readonly kind: 'scope'; readonly scope: string }
  /** The `claims` parameter names it. */
  | { readonly kind: 'requested' }
  /** The client's record maps it. */
  | { readonly kind: 'mapping'; readonly scope?: string }

export interface ReleasedClaim {
  readonly value: unknown
  readonly reason: ReleaseReason
}

/**
 * What a client learns of an account at one place, by claim: those of the scopes, those that the `claims` parameter names and whose scope
 * the client may have, and those that its record maps. A claim that is mapped for this place is decided by its mapping alone. A claim
 * without value is left out; so is a name that means nothing here (OIDCC-5.5.1).
 * @see OIDCC-5.2, OIDCC-5.4, OIDCC-5.5
 */
export function releaseClaims(release: Release): ReadonlyMap<string, ReleasedClaim> {
  const { place, client, account, scopes, withScopeClaims, claims } = release
  const released = new Map<string, ReleasedClaim>()
  if (withScopeClaims && place !== 'access_token') {
    for (const scope of scopes) {
      for (const name of scopeClaims.get(scope) ?? []) addWithLanguage(released, name, { kind: 'scope', scope }, release)
    }
  }
  if (claims !== undefined && place !== 'access_token') {
    for (const name of requestedClaims(claims, place)) addRequested(released, name, release)
  }
  for (const [name, mapping] of Object.entries(client.claimMapping ?? {})) {
    if (!mapping.places.includes(place)) continue
    released.delete(name)
    if (mapping.scope !== undefined && !scopes.includes(mapping.scope)) continue
    const value = mappedValue(mapping.source, account)
    const { scope } = mapping
    if (value !== undefined) released.set(name, { value, reason: { kind: 'mapping', ...(scope === undefined ? {} : { scope }) } })
  }
  return released
}

/** The values alone, as members of a token or an answer. */
export function releasedValues(release: Release): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, { value }] of releaseClaims(release)) values[name] = value
  return values
}

/**
 * Whether the `claims` parameter can get a client a claim: one of OIDCC-5.1, and the scope that it belongs to is one that the client may
 * have, or else a client that is kept from a scope would get its claims one by one.
 */
export function mayRequestClaim(client: InformedClient, base: string): boolean {
  if (!isStandardClaim(base)) return false
  const scope = scopeOfClaim.get(base)
  return scope !== undefined && mayHaveScope(client, scope)
}

function addRequested(released: Map<string, ReleasedClaim>, name: string, release: Release): void {
  const { base, tag } = splitTag(name)
  if (!isStandardClaim(base) || !mayRequestClaim(release.client, base)) return
  if (tag === undefined) addWithLanguage(released, base, { kind: 'requested' }, release)
  else addLanguage(released, base, { kind: 'requested' }, { ...release, locales: [tag] })
}

/** The claim as it is, and in the first language of `claims_locales` that there is (OIDCC-5.2). */
function addWithLanguage(
  released: Map<string, ReleasedClaim>,
  name: ReleasableClaim,
  reason: ReleaseReason,
  release: Release,
): void {
  const value = releasable(release.account.claims[name])
  if (value !== undefined && !released.has(name)) released.set(name, { value, reason })
  addLanguage(released, name, reason, release)
}

function addLanguage(
  released: Map<string, ReleasedClaim>,
  name: ReleasableClaim,
  reason: ReleaseReason,
  { account: { localized = {} }, locales = [] }: Release,
): void {
  if (locales.length === 0 || !isLocalizable(name)) return
  const tags = Object.keys(localized).flatMap((key) => {
    const { base, tag } = splitTag(key)
    return base === name && tag !== undefined ? [tag] : []
  })
  const tag = lookUpLanguage(tags, locales)
  if (tag === undefined) return
  const value = releasable(localized[`${name}#${tag}`])
  if (value !== undefined) released.set(`${name}#${tag}`, { value, reason })
}
