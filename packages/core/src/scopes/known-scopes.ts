import { managementScope } from './management-scope.ts'

/**
 * Scopes of the specifications, and the one for management, in the order of discovery and of the consent page (OIDCC-5.4, OIDCC-11).
 */
export const knownScopes = [
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'groups',
  'offline_access',
  managementScope,
] as const
export type KnownScope = (typeof knownScopes)[number]

const names: ReadonlySet<string> = new Set(knownScopes)

export function isKnownScope(token: string): token is KnownScope {
  return names.has(token)
}

/** A scope that an administrator defined. */
export interface ScopeDefinition {
  /** RFC6749-3.3: a scope-token. */
  readonly name: string
  /** What people read on the consent page. */
  readonly description: string
}

/** The scopes that this server knows at one moment. */
export interface ScopeTable {
  /** Those of the specifications first. */
  readonly names: readonly string[]
  has(token: string): boolean
  /** What people read of those that an administrator defined, by their names. */
  readonly descriptions: ReadonlyMap<string, string>
}

const standard: ScopeTable = { names: knownScopes, has: isKnownScope, descriptions: new Map() }
const tables = new WeakMap<readonly ScopeDefinition[], ScopeTable>()

/**
 * The scopes of the specifications with those that administrators defined.
 * @param defined the same list as long as nothing changes: then the answer is the same table
 */
export function scopeTable(defined: readonly ScopeDefinition[] = []): ScopeTable {
  if (defined.length === 0) return standard
  const made = tables.get(defined)
  if (made !== undefined) return made
  const all = new Set<string>([...knownScopes, ...defined.map(({ name }) => name)])
  const descriptions = new Map(defined.map(({ name, description }) => [name, description]))
  const table: ScopeTable = { names: [...all], has: (token) => all.has(token), descriptions }
  tables.set(defined, table)
  return table
}
