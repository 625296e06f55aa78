import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Pool } from 'pg'
import { migrate, needsMigration } from '../sql/migrate.ts'
import type { SchemaDialect, SchemaStep } from '../sql/migrations/schema-step.ts'
import { schemaSteps } from '../sql/migrations/steps.ts'
import type { SchemaVersionRow, Tables } from '../sql/tables.ts'
import { whileLocked } from './advisory.ts'

const dialect: SchemaDialect = { text: sql`text collate "C"`, counter: 'bigint', place: 'bigserial' }

/**
 * Brings the schema up to date; nodes that start at the same time do it one after the other.
 * @throws DatabaseTooNewError
 */
export async function migratePostgres(pool: Pool, steps: readonly SchemaStep[] = schemaSteps): Promise<void> {
  if (!needsMigration(await versions(pool), steps)) return
  // Kysely is never destroyed: the pool is not its own.
  await whileLocked(pool, 'migrate', () =>
    migrate(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), dialect, steps),
  )
}

async function versions(pool: Pool): Promise<readonly SchemaVersionRow[]> {
  const found = await pool.query("select to_regclass('schema_versions') is not null as exists")
  if (found.rows[0]?.exists !== true) return []
  return (await pool.query('select number, release, oldest_reader from schema_versions')).rows
}
