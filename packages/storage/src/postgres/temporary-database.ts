import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { TestDatabase } from '../conformance/nodes.ts'
import { plainDescriber } from '../conformance/plain-describer.ts'
import { openStorage } from '../open-storage.ts'

export interface PostgresTestDatabase extends TestDatabase {
  readonly location: string
  /** Executes SQL on a connection of its own. */
  execute(sql: string): Promise<void>
}

/** Makes a new database on the server of the address, whose user may create databases. */
export async function createPostgres(url: string): Promise<PostgresTestDatabase> {
  const name = `latchkey_${randomBytes(8).toString('hex')}`
  await execute(url, `create database ${name}`)
  const location = new URL(url)
  location.pathname = `/${name}`
  return {
    location: location.href,
    open: (clock) => openStorage({ location: location.href, clock, describe: plainDescriber }),
    execute: (sql) => execute(location.href, sql),
    remove: () => execute(url, `drop database ${name} with (force)`),
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
