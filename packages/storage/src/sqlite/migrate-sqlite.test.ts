import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { now } from '../conformance/nodes.ts'
import { plainDescriber } from '../conformance/plain-describer.ts'
import { aClient } from '../conformance/records.ts'
import { openStorage } from '../open-storage.ts'
import { DatabaseTooNewError } from '../sql/migrate.ts'
import type { SchemaStep } from '../sql/migrations/schema-step.ts'
import { schemaSteps } from '../sql/migrations/steps.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { SqliteConnection } from './sqlite-connection.ts'

const nextStep: SchemaStep = {
  name: '9999-next',
  release: '9.9.0',
  oldestReader: 1,
  up: (db) => db.schema.alterTable('clients').addColumn('added', 'text').execute(),
}

describe('schema changes', () => {
  let folder = ''
  let count = 0
  const newFile = () => join(folder, `${count++}.db`)
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-migrate-'))
  })
  after(() => rm(folder, { recursive: true }))

  test('a later step keeps what is stored, and the program before it can still open the database', async () => {
    const file = newFile()
    const client = aClient()
    const first = await openStorage({ location: `sqlite:${file}`, clock: () => now, describe: plainDescriber })
    await first.provider.clients.insert(client)
    await first.close()
    const connection = new SqliteConnection(file)
    await migrateSqlite(connection, [...schemaSteps, nextStep])
    await migrateSqlite(connection, [...schemaSteps, nextStep])
    assert.equal(connection.all('select added from clients', []).length, 1)
    connection.close()
    const again = await openStorage({ location: `sqlite:${file}`, clock: () => now, describe: plainDescriber })
    assert.deepEqual(await again.provider.clients.find(client.clientId, now), client)
    await again.close()
  })

  test('a step that fails leaves nothing of itself behind', async () => {
    const connection = new SqliteConnection(newFile())
    const failing: SchemaStep = {
      ...nextStep,
      async up(db, dialect) {
        await nextStep.up(db, dialect)
        throw new Error('half way')
      },
    }
    await assert.rejects(migrateSqlite(connection, [...schemaSteps, failing]), /half way/)
    assert.deepEqual(connection.all("select name from sqlite_master where name = 'clients'", []), [])
    await migrateSqlite(connection, [...schemaSteps, nextStep])
    assert.deepEqual(connection.all('select added from clients', []), [])
    connection.close()
  })

  test('a database that needs a newer program is refused with the release that it needs', async () => {
    const file = newFile()
    const connection = new SqliteConnection(file)
    await migrateSqlite(connection, [...schemaSteps, { ...nextStep, oldestReader: schemaSteps.length + 1 }])
    connection.close()
    await assert.rejects(
      openStorage({ location: `sqlite:${file}`, clock: () => now, describe: plainDescriber }),
      (error: unknown) => {
        assert.ok(error instanceof DatabaseTooNewError)
        assert.equal(error.neededRelease, '9.9.0')
        return true
      },
    )
  })
})
