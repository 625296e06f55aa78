import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { TestServer } from './start-server.ts'
import { waitUntil } from './wait-until.ts'

/**
 * Number of rows of each table of a server's database, read beside the running server when every audit event has its place in the chain,
 * which it gets a moment after it was written (decision 0021).
 */
export function rowCounts(server: TestServer): Promise<Readonly<Record<string, number>>> {
  const url = server.env['LATCHKEY_DATABASE']
  return waitUntil('no audit event waits for its place', async () => {
    const counts = url?.startsWith('postgres:') ? await countPostgres(url) : countSqlite(server.data)
    return counts['audit_pending'] === 0 ? counts : undefined
  })
}

function countSqlite(folder: string): Readonly<Record<string, number>> {
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => /\.(db|sqlite3?)$/.test(name))
  if (file === undefined) throw new Error(`no database file in the data folder`)
  const database = new DatabaseSync(join(folder, file), { readOnly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()
    return Object.fromEntries(
      tables.map(({ name }) => {
        const row = database.prepare(`SELECT count(*) AS rows FROM "${name}"`).get()
        return [String(name), Number(row?.['rows'])]
      }),
    )
  } finally {
    database.close()
  }
}

async function countPostgres(url: string): Promise<Readonly<Record<string, number>>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    const counts: Record<string, number> = {}
    for (const { name } of tables) {
      const { rows } = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${name}`)
      counts[name.replace(/^.*\./, '')] = Number(rows[0]?.rows)
    }
    return counts
  } finally {
    await client.end()
  }
}
