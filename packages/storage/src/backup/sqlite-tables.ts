import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { schemaSteps } from '../sql/migrations/steps.ts'
import type { SchemaVersionRow } from '../sql/tables.ts'
import { migrateSqlite } from '../sqlite/migrate-sqlite.ts'
import { connectPatiently } from '../sqlite/sqlite-connection.ts'
import { BackupRefused, type BackupRow, type BackupTable, inUse, isSchemaTable, patience } from './backup-line.ts'
import type { TableSource, TableTarget } from './tables-port.ts'

/** Rows in one piece. */
const piece = 500

/** @throws BackupRefused when there is no database of ours */
export function sqliteSource(path: string): TableSource {
  if (!existsSync(path)) throw new BackupRefused('there is no database yet')
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    // A read transaction sees one state, whatever a running server writes meanwhile.
    database.exec('BEGIN')
    const known = database.prepare("select count(*) as count from sqlite_master where name = 'schema_versions'").get()
    if (known?.['count'] !== 1) throw new BackupRefused('the database has nothing of Latchkey in it')
    const newest = 'select number, release, oldest_reader from schema_versions order by number desc limit 1'
    return {
      version: database.prepare(newest).get() as unknown as SchemaVersionRow,
      tables: tablesOf(database),
      async *rows({ table, columns }) {
        let rows: BackupRow[] = []
        for (const row of database.prepare(`select ${quoted(columns)} from "${table}"`).iterate()) {
          rows.push(columns.map((column) => row[column] as BackupRow[number]))
          if (rows.length < piece) continue
          yield rows
          rows = []
        }
        yield rows
      },
      async [Symbol.asyncDispose]() {
        database.close()
      },
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Opens or creates the file, with the schema as of `schema` changes. As long as it is open nobody else can open it.
 * @throws DatabaseTooNewError; BackupRefused when somebody has it open
 */
export async function sqliteTarget(path: string, schema: number): Promise<TableTarget> {
  const connection = await connectPatiently(path, 'alone', patience)
  if (connection === undefined) throw new BackupRefused(inUse)
  const { database } = connection
  try {
    await migrateSqlite(connection, schemaSteps.slice(0, schema))
    database.exec('BEGIN IMMEDIATE')
  } catch (error) {
    connection.close()
    throw error
  }
  return {
    tables: tablesOf(database),
    isEmpty: async (table) => connection.all(`select 1 from "${table}" limit 1`, []).length === 0,
    async removeAll(table) {
      database.exec(`delete from "${table}"`)
    },
    async insert({ table, columns }, rows) {
      const places = columns.map(() => '?').join(', ')
      for (const row of rows) connection.all(`insert into "${table}" (${quoted(columns)}) values (${places})`, row)
    },
    async commit() {
      database.exec('COMMIT')
    },
    async [Symbol.asyncDispose]() {
      if (database.isTransaction) database.exec('ROLLBACK')
      connection.close()
    },
  }
}

function tablesOf(database: DatabaseSync): readonly BackupTable[] {
  const names = database.prepare("select name from sqlite_master where type = 'table' order by name").all()
  return names
    .map(({ name }) => String(name))
    .filter((name) => !isSchemaTable(name))
    .map((table) => ({
      table,
      columns: database
        .prepare('select name from pragma_table_info(?) order by cid')
        .all(table)
        .map(({ name }) => String(name)),
    }))
}

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ')
}
