import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { storageConformance } from '../conformance/storage-conformance.ts'
import { now, type TestDatabase } from '../conformance/test-database.ts'
import { openStorage } from '../open-storage.ts'

async function createDatabase(): Promise<TestDatabase & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sqlite-'))
  const file = join(folder, 'latchkey.db')
  return {
    file,
    open: (clock) => openStorage({ location: `sqlite:${file}`, clock }),
    remove: () => rm(folder, { recursive: true }),
  }
}

storageConformance('SQLite', createDatabase)

describe('SQLite file', () => {
  test('the database can be read by its owner alone', async () => {
    const database = await createDatabase()
    const storage = await database.open(() => now)
    await storage.provider.settings.write('a', '{}', 0, now)
    for (const suffix of ['', '-wal', '-shm']) assert.equal((await stat(database.file + suffix)).mode & 0o777, 0o600)
    await storage.close()
    await database.remove()
  })

  test('after closing everything is in the one file', async () => {
    const database = await createDatabase()
    const storage = await database.open(() => now)
    await storage.provider.settings.write('a', '{}', 0, now)
    await storage.close()
    await assert.rejects(stat(`${database.file}-wal`))
    await database.remove()
  })

  test('a file that cannot be opened is an error', async () => {
    await assert.rejects(openStorage({ location: 'sqlite:/nowhere/at/all/latchkey.db', clock: () => now }))
  })
})
