import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { migrate, needsMigration } from '../sql/migrate.ts'
import type { SchemaDialect, SchemaStep } from '../sql/migrations/schema-step.ts'
import { schemaSteps } from '../sql/migrations/steps.ts'
import type { SchemaVersionRow, Tables } from '../sql/tables.ts'
import { busyCode, resultCode, type SqliteConnection } from './sqlite-connection.ts'

const dialect: SchemaDialect = { text: 'text', counter: 'integer', place: 'integer', orderedByKey: sql`without rowid` }

/** How long to wait for another process that migrates, milliseconds. */
const patience = 60_000

/**
 * Brings the schema up to date, in one transaction that keeps other processes from writing.
 * @throws DatabaseTooNewError
 */
export async function migrateSqlite(connection: SqliteConnection, steps: readonly SchemaStep[] = schemaSteps): Promise<void> {
  if (!needsMigration(versions(connection), steps)) return
  await begin(connection)
  try {
    await migrate(new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(connection) }) }), dialect, steps)
    connection.exec('COMMIT')
  } catch (error) {
    if (connection.database.isTransaction) connection.exec('ROLLBACK')
    throw error
  }
}

function versions(connection: SqliteConnection): readonly SchemaVersionRow[] {
  const table = connection.all("select name from sqlite_master where type = 'table' and name = 'schema_versions'", [])
  if (table.length === 0) return []
  return connection.all('select number, release, oldest_reader from schema_versions', []) as readonly SchemaVersionRow[]
}

async function begin(connection: SqliteConnection): Promise<void> {
  const started = performance.now()
  for (;;) {
    try {
      connection.exec('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (resultCode(error) !== busyCode || performance.now() - started > patience) throw error
      await sleep(50)
    }
  }
}

/** The connection in the form that Kysely's dialect expects; the migrator never closes it. */
function adapt({ database }: SqliteConnection): ConstructorParameters<typeof SqliteDialect>[0]['database'] {
  type Bound = string | number | null
  return {
    close: () => {},
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as readonly Bound[])),
        run: (values) => statement.run(...(values as readonly Bound[])),
        iterate: (values) => statement.iterate(...(values as readonly Bound[])),
      }
    },
  }
}
