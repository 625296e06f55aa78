import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { SigningAlgorithm } from '../keys/algorithms.ts'
import type { Ports } from '../ports/ports.ts'
import { isKnownScope } from '../scopes/known-scopes.ts'
import type { AccessTokenFormat } from './resource.ts'
import { type ResourceTable, resourceTable } from './resource-table.ts'

/** What an access token is for, and how it looks. */
export interface TokenTarget {
  /** Empty: the endpoints of this server. */
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  readonly format: AccessTokenFormat
  /** Of a JWT; absent: that of the settings. */
  readonly algorithm?: SigningAlgorithm
  /** Milliseconds. */
  readonly life: number
}

interface Wanted {
  readonly client: Client
  /** What has been granted, or less. */
  readonly scopes: readonly string[]
  /** None: the token is for this server. */
  readonly resources: readonly string[]
  readonly issuer: string
}

/**
 * The token for some resources. It has those of the scopes that say something to them (RFC8707-2.2), so what is granted for one API never
 * reaches another; one for no resource has all of them. For an API that nobody registered a JWT is issued, as nobody could look it up.
 * @throws OAuthError `resource_forms_differ`: one text cannot be a JWT and sealed, nor signed by two algorithms
 */
export function tokenTarget({ client, scopes, resources, issuer }: Wanted, ports: Ports): TokenTarget {
  const { accessTokenExpiry } = ports.settings()
  const own = client.accessTokenFormat ?? 'sealed'
  if (resources.length === 0) return { audience: [], scopes, format: own, life: accessTokenExpiry }
  const table = resourceTable(ports.resources?.())
  const [form, ...others] = resources.map((resource) => formOf(resource, { client, issuer, table }))
  if (form === undefined) throw new TypeError('a token for resources has none')
  if (others.some(({ format, algorithm }) => format !== form.format || algorithm !== form.algorithm)) {
    throw new OAuthError('resource_forms_differ', { detail: { received: resources.join(' ') } })
  }
  return {
    ...form,
    audience: resources,
    scopes: scopesSayingSomething(scopes, resources, { issuer, ports }),
    life: Math.min(...resources.map((resource) => table.named(resource)?.accessTokenExpiry ?? accessTokenExpiry)),
  }
}

/** Those of the scopes that say something to at least one of the resources. */
export function scopesSayingSomething(
  scopes: readonly string[],
  resources: readonly string[],
  { issuer, ports }: { readonly issuer: string; readonly ports: Pick<Ports, 'resources'> },
): readonly string[] {
  const table = resourceTable(ports.resources?.())
  return scopes.filter((scope) => resources.some((resource) => saysSomething(scope, resource, { issuer, table })))
}

/** How long an access token for any of these resources lives at most, milliseconds. */
export function longestAccessTokenLife(
  granted: readonly string[] = [],
  { settings, resources }: Pick<Ports, 'settings' | 'resources'>,
): number {
  const table = resourceTable(resources?.())
  const lives = granted.flatMap((resource) => table.named(resource)?.accessTokenExpiry ?? [])
  return Math.max(settings().accessTokenExpiry, ...lives)
}

/** Longest time that a token which is issued now may be verified, milliseconds; its key is published at least that long. */
export function longestTokenLife({ settings, resources }: Pick<Ports, 'settings' | 'resources'>): number {
  const { idTokenExpiry, accessTokenExpiry } = settings()
  const lives = resources?.().flatMap((resource) => resource.accessTokenExpiry ?? []) ?? []
  return Math.max(idTokenExpiry, accessTokenExpiry, ...lives)
}

type Form = Pick<TokenTarget, 'format' | 'algorithm'>
interface Known {
  readonly issuer: string
  readonly table: ResourceTable
}

function formOf(resource: string, { client, issuer, table }: Known & Pick<Wanted, 'client'>): Form {
  if (resource === issuer) return { format: client.accessTokenFormat ?? 'sealed' }
  const definition = table.named(resource)
  if (definition === undefined) return { format: 'jwt' }
  const { accessTokenFormat: format, accessTokenSigningAlg: algorithm } = definition
  return format === 'jwt' && algorithm !== undefined ? { format, algorithm } : { format }
}

/** Whether a scope says something to a resource: those of the specifications do to this server, those that belong to an API to it alone. */
export function saysSomething(scope: string, resource: string, { issuer, table }: Known): boolean {
  if (resource === issuer) return isKnownScope(scope) || !table.owns(scope)
  const { scopes = [] } = table.named(resource) ?? {}
  return scopes.length > 0 ? scopes.includes(scope) : !isKnownScope(scope) && !table.owns(scope)
}
