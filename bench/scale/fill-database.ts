import { DatabaseSync } from 'node:sqlite'
import type { ScaleCounts } from '../options.ts'

/**
 * Multiplies one account, one client and one grant with its refresh token, which are there already, to these many rows. Every copy has keys of
 * its own, in the columns and in the records; everything else is as the program wrote it. The server must not be running.
 *
 * @param database Path of the SQLite database.
 * @throws Error when a row to copy is missing.
 */
export function fillDatabase(database: string, { accounts, clients, grants }: ScaleCounts): void {
  using db = new DatabaseSync(database)
  // Of no use afterwards if the machine fails, and then it is made again.
  db.exec('PRAGMA synchronous = OFF')
  db.exec('PRAGMA cache_size = -400000')
  multiply(db, 'accounts', accounts, { account_id: 'acc_bulk', subject: 'bulk-subject-', username_key: 'bulk-name-' })
  multiply(db, 'clients', clients, { client_id: 'bulk-client-', object_id: 'bulk-client-' })
  multiply(db, 'grants', grants, { grant_id: 'gra_bulk', account_id: 'acc_bulk', client_id: 'bulk-client-' })
  multiply(db, 'refresh_tokens', grants, { digest: 'bulk-digest-', grant_id: 'gra_bulk', client_id: 'bulk-client-' })
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.exec('ANALYZE')
}

/** Copies of one statement: a transaction of bounded size. */
const batch = 100_000

/** Inserts copies of a table's newest row; in each, the `keys` columns become the given text followed by the copy's number. */
function multiply(db: DatabaseSync, table: string, count: number, keys: Readonly<Record<string, string>>): void {
  const row = db.prepare(`SELECT rowid AS original, * FROM ${table} ORDER BY rowid DESC LIMIT 1`).get()
  if (row === undefined) throw new Error(`${table} has no row to copy`)
  const columns = Object.keys(row).filter((column) => column !== 'original')
  const expressions = columns.map((column) => {
    const prefix = keys[column]
    if (prefix !== undefined) return `'${prefix}' || n`
    return column === 'data' ? inRecord(row, keys) : `row.${column}`
  })
  const insert = db.prepare(`
    WITH RECURSIVE numbers(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
    INSERT INTO ${table} (${columns.join(', ')}) SELECT ${expressions.join(', ')} FROM numbers, ${table} AS row WHERE row.rowid = ?`)
  for (let from = 1; from <= count; from += batch) {
    insert.run(from, Math.min(count, from + batch - 1), Number(row['original']))
  }
}

/** The record's JSON text with the keys of the original replaced by those of the copy. */
function inRecord(row: Readonly<Record<string, unknown>>, keys: Readonly<Record<string, string>>): string {
  return Object.entries(keys).reduce((text, [column, prefix]) => {
    const original = String(row[column]).replaceAll("'", "''")
    return `replace(${text}, '"${original}"', '"${prefix}' || n || '"')`
  }, 'row.data')
}
