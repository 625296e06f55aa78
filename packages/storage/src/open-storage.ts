import { randomBytes } from 'node:crypto'
import type { OpenOptions } from './open-options.ts'
import type { Storage } from './storage.ts'

type Open = (location: string, options: OpenOptions) => Promise<Storage>

const postgres: Open = async (location, options) => {
  const { openPostgres } = await import('./postgres/open-postgres.ts')
  return openPostgres(location, options)
}

const usualPatience = 10_000

/** By the location's scheme; loaded when chosen, so that an embedded database needs no PostgreSQL driver. */
const databases: ReadonlyMap<string, Open> = new Map<string, Open>([
  [
    'sqlite:',
    async (location, options) => {
      const { openSqlite } = await import('./sqlite/open-sqlite.ts')
      return openSqlite(location.slice('sqlite:'.length), options)
    },
  ],
  ['postgres:', postgres],
  ['postgresql:', postgres],
])

/**
 * Opens the database, creates or migrates its tables.
 * @throws TypeError when the location names no database that is known; DatabaseTooNewError when a newer release has changed it; DatabaseInUseError while a backup
 *   is being restored into it; the driver's error when it cannot be opened
 */
export async function openStorage(
  options: Pick<OpenOptions, 'location' | 'clock' | 'describe'> & Partial<OpenOptions>,
): Promise<Storage> {
  const scheme = options.location.slice(0, options.location.indexOf(':') + 1)
  const open = databases.get(scheme)
  if (open === undefined) throw new TypeError(`a database location starts with one of: ${[...databases.keys()].join(' ')}`)
  return open(options.location, { onError: () => {}, randomBytes, patience: usualPatience, ...options })
}
