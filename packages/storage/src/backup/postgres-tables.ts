import pg from 'pg'
import { patiently } from '../patiently.ts'
import { holds } from '../postgres/advisory.ts'
import { clientConfig, createPool } from '../postgres/connection-pool.ts'
import { migratePostgres } from '../postgres/migrate-postgres.ts'
import { schemaSteps } from '../sql/migrations/steps.ts'
import type { SchemaVersionRow } from '../sql/tables.ts'
import { BackupRefused, type BackupTable, inUse, isSchemaTable, patience } from './backup-line.ts'
import type { TableSource, TableTarget } from './tables-port.ts'

/** Rows in one piece. */
const piece = 500

/** @throws BackupRefused when the database has nothing of ours; the driver's error when the server does not answer or refuses */
export async function postgresSource(location: string): Promise<TableSource> {
  const client = await connected(location)
  try {
    // One state for all tables, whatever running servers write meanwhile.
    await client.query('begin isolation level repeatable read read only')
    const known = await client.query("select to_regclass('schema_versions') is not null as exists")
    if (known.rows[0]?.exists !== true) throw new BackupRefused('the database has nothing of Latchkey in it')
    const newest = 'select number, release, oldest_reader from schema_versions order by number desc limit 1'
    const { rows } = await client.query<SchemaVersionRow>(newest)
    const [version] = rows
    if (version === undefined) throw new BackupRefused('the database has nothing of Latchkey in it')
    return {
      version,
      tables: await tablesOf(client),
      async *rows({ table, columns }) {
        await client.query(`declare backup no scroll cursor for select ${quoted(columns)} from "${table}"`)
        for (;;) {
          const found = await client.query({ text: `fetch ${piece} from backup`, rowMode: 'array' })
          if (found.rows.length === 0) break
          yield found.rows
        }
        await client.query('close backup')
      },
      [Symbol.asyncDispose]: () => client.end(),
    }
  } catch (error) {
    await client.end()
    throw error
  }
}

/**
 * Opens the database with the schema as of `schema` changes. As long as it is open no server opens it.
 * @throws DatabaseTooNewError; BackupRefused when somebody works with it; the driver's error when the server does not answer or refuses
 */
export async function postgresTarget(location: string, schema: number): Promise<TableTarget> {
  const client = await connected(location)
  try {
    if (!(await patiently(patience, () => holds(client, 'alone')))) throw new BackupRefused(inUse)
    await migrated(location, schema)
    await client.query('begin')
    return targetOn(client, await tablesOf(client))
  } catch (error) {
    await client.end()
    throw error
  }
}

async function migrated(location: string, schema: number): Promise<void> {
  const pool = createPool(location, () => {})
  try {
    await migratePostgres(pool, schemaSteps.slice(0, schema))
  } finally {
    await pool.end()
  }
}

function targetOn(client: pg.Client, tables: readonly BackupTable[]): TableTarget {
  return {
    tables,
    isEmpty: async (table) => (await client.query(`select 1 from "${table}" limit 1`)).rows.length === 0,
    async removeAll(table) {
      await client.query(`delete from "${table}"`)
    },
    async insert({ table, columns }, rows) {
      const objects = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])))
      const source = `select ${quoted(columns)} from json_populate_recordset(null::"${table}", $1::json)`
      await client.query(`insert into "${table}" (${quoted(columns)}) ${source}`, [JSON.stringify(objects)])
    },
    async commit() {
      await continueCounting(client)
      await client.query('commit')
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

async function connected(location: string): Promise<pg.Client> {
  // The file may be slow, and the transaction waits for it.
  const client = new pg.Client({ ...clientConfig(location), idle_in_transaction_session_timeout: 0 })
  await client.connect()
  return client
}

async function tablesOf(client: pg.Client): Promise<readonly BackupTable[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select table_name::text as "table", array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = current_schema() and table_type = 'BASE TABLE' group by table_name order by table_name`,
  )
  return rows.filter(({ table }) => !isSchemaTable(table))
}

/** Lets what the database counts itself go on behind what was inserted. */
async function continueCounting(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name::text as "table", column_name::text as "column" from information_schema.columns
      where table_schema = current_schema() and column_default like 'nextval(%'`,
  )
  for (const { table, column } of rows) {
    const next = `coalesce((select max("${column}") from "${table}"), 0) + 1`
    await client.query(`select setval(pg_get_serial_sequence('"${table}"', '${column}'), ${next}, false)`)
  }
}

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ')
}
