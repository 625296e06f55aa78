import type { ResourceDefinition } from './resource.ts'

/** The APIs that this server knows at one moment. */
export interface ResourceTable {
  named(resource: string): ResourceDefinition | undefined
  /** Whether a scope belongs to some of them, and so says nothing to others. */
  owns(scope: string): boolean
}

const none: readonly ResourceDefinition[] = []
const tables = new WeakMap<readonly ResourceDefinition[], ResourceTable>()

/** @param defined the same list as long as nothing changes: then the answer is the same table */
export function resourceTable(defined: readonly ResourceDefinition[] = none): ResourceTable {
  const made = tables.get(defined)
  if (made !== undefined) return made
  const byName = new Map(defined.map((definition) => [definition.resource, definition]))
  const owned = new Set(defined.flatMap(({ scopes }) => scopes))
  const table: ResourceTable = { named: (resource) => byName.get(resource), owns: (scope) => owned.has(scope) }
  tables.set(defined, table)
  return table
}
