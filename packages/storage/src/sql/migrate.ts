import type { Kysely } from 'kysely'
import type { SchemaDialect, SchemaStep } from './migrations/schema-step.ts'
import { schemaSteps } from './migrations/steps.ts'
import type { SchemaVersionRow, Tables } from './tables.ts'

/** The database was changed by a release that this program cannot work beside. */
export class DatabaseTooNewError extends Error {
  override readonly name = 'DatabaseTooNewError'
  readonly neededRelease: string
  constructor(neededRelease: string, ownRelease: string) {
    super(`The database needs Latchkey ${neededRelease} or newer; the newest that this program knows is ${ownRelease}.`)
    this.neededRelease = neededRelease
  }
}

/**
 * Whether the database lacks steps of this program.
 * @param versions the rows of `schema_versions`, empty for a new database
 * @throws DatabaseTooNewError when a newer release made a change that this program cannot work with
 */
export function needsMigration(versions: readonly SchemaVersionRow[], steps: readonly SchemaStep[] = schemaSteps): boolean {
  const own = steps.length
  const needed = Math.max(0, ...versions.map((row) => row.oldest_reader))
  if (needed > own) {
    const release = versions.find((row) => row.number === needed)?.release ?? 'a newer release'
    throw new DatabaseTooNewError(release, steps.at(-1)?.release ?? 'none')
  }
  return Math.max(0, ...versions.map((row) => row.number)) < own
}

/**
 * Brings the schema to this program's state. The caller makes sure that nobody else migrates meanwhile.
 * @param db on one connection, inside a transaction or with transactional schema changes
 * @throws DatabaseTooNewError see `needsMigration`; the error of the first step that fails, with nothing of it left behind
 */
export async function migrate(
  db: Kysely<Tables>,
  dialect: SchemaDialect,
  steps: readonly SchemaStep[] = schemaSteps,
): Promise<void> {
  await db.schema
    .createTable('schema_versions')
    .ifNotExists()
    .addColumn('number', 'integer', (c) => c.primaryKey())
    .addColumn('release', 'text', (c) => c.notNull())
    .addColumn('oldest_reader', 'integer', (c) => c.notNull())
    .execute()
  if (!needsMigration(await db.selectFrom('schema_versions').selectAll().execute(), steps)) return
  const { Migrator } = await import('kysely/migration')
  const migrations = Object.fromEntries(
    steps.map((step, index) => [
      step.name,
      {
        async up(on: Kysely<Tables>): Promise<void> {
          await step.up(on as unknown as Kysely<unknown>, dialect)
          const row = { number: index + 1, release: step.release, oldest_reader: step.oldestReader }
          await on.insertInto('schema_versions').values(row).execute()
        },
      },
    ]),
  )
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest()
  if (error !== undefined) throw error
}
