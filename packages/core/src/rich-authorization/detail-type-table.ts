import type { DetailTypeDefinition } from './detail-type.ts'

/** The types of authorization details that this server knows at one moment. */
export interface DetailTypeTable {
  /** One that is switched off counts as unknown. */
  named(type: string): DetailTypeDefinition | undefined
  /** In the order of discovery. */
  readonly names: readonly string[]
}

const none: readonly DetailTypeDefinition[] = []
const tables = new WeakMap<readonly DetailTypeDefinition[], DetailTypeTable>()

/** @param defined the same list as long as nothing changes: then the answer is the same table */
export function detailTypeTable(defined: readonly DetailTypeDefinition[] = none): DetailTypeTable {
  const made = tables.get(defined)
  if (made !== undefined) return made
  const byType = new Map(defined.flatMap((definition) => (definition.enabled ? [[definition.type, definition] as const] : [])))
  const table: DetailTypeTable = { named: (type) => byType.get(type), names: [...byType.keys()] }
  tables.set(defined, table)
  return table
}
