import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { storageConformance } from '../conformance/storage-conformance.ts'
import type { TestDatabase } from '../conformance/test-database.ts'
import { openStorage } from '../open-storage.ts'

const server = process.env['LATCHKEY_TEST_POSTGRES']

if (server === undefined) {
  test('a PostgreSQL server is there to test against', () => {
    throw new Error(
      'Set LATCHKEY_TEST_POSTGRES to postgres://user:password@host:port/name of a PostgreSQL 15 or newer whose user may create databases, or run `npm test`, which starts one.',
    )
  })
} else {
  storageConformance('PostgreSQL', () => createDatabase(server))
}

async function createDatabase(url: string): Promise<TestDatabase> {
  const name = `latchkey_${randomBytes(8).toString('hex')}`
  await execute(url, `create database ${name}`)
  const location = new URL(url)
  location.pathname = `/${name}`
  return {
    open: (clock) => openStorage({ location: location.href, clock }),
    remove: () => execute(url, `drop database ${name} with (force)`),
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}
