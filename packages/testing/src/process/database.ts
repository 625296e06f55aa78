import { randomBytes } from 'node:crypto'
import pg from 'pg'

export type DatabaseKind = 'sqlite' | 'postgres'

/** A database of one test's own. */
export interface TestDatabase {
  readonly kind: DatabaseKind
  /** Value of `LATCHKEY_DATABASE`; absent: the embedded database in the data folder. */
  readonly url?: string
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>
}

/** PostgreSQL when `LATCHKEY_TEST_POSTGRES` names a server, else the embedded database. */
export function testDatabaseKind(): DatabaseKind {
  return (process.env['LATCHKEY_TEST_POSTGRES'] ?? '') === '' ? 'sqlite' : 'postgres'
}

/** A new empty database; on PostgreSQL one on the server that `LATCHKEY_TEST_POSTGRES` names as `postgres://user@host:port/name`. */
export async function createDatabase(kind: DatabaseKind = testDatabaseKind()): Promise<TestDatabase> {
  if (kind === 'sqlite') return { kind, drop: async () => {} }
  const server = process.env['LATCHKEY_TEST_POSTGRES'] ?? ''
  if (server === '') throw new Error('LATCHKEY_TEST_POSTGRES is not set: it must name a PostgreSQL server')
  const name = `latchkey_${randomBytes(8).toString('hex')}`
  await run(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { kind, url: url.href, drop: () => run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
