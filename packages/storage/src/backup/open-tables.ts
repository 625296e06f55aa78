import type { TableSource, TableTarget } from './tables-port.ts'

/** @throws TypeError when the location names no database that is known; see the databases */
export async function openSource(location: string): Promise<TableSource> {
  const file = sqliteFile(location)
  if (file !== undefined) return (await import('./sqlite-tables.ts')).sqliteSource(file)
  return (await import('./postgres-tables.ts')).postgresSource(location)
}

/** @param schema how many schema changes the database is to have, if it is new */
export async function openTarget(location: string, schema: number): Promise<TableTarget> {
  const file = sqliteFile(location)
  if (file !== undefined) return (await import('./sqlite-tables.ts')).sqliteTarget(file, schema)
  return (await import('./postgres-tables.ts')).postgresTarget(location, schema)
}

function sqliteFile(location: string): string | undefined {
  if (/^postgres(ql)?:/.test(location)) return undefined
  if (!location.startsWith('sqlite:'))
    throw new TypeError('a database location starts with one of: sqlite: postgres: postgresql:')
  return location.slice('sqlite:'.length)
}
