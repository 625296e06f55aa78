import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { eventually, now, type TestDatabase } from '../conformance/nodes.ts'
import { plainDescriber } from '../conformance/plain-describer.ts'
import { storageConformance } from '../conformance/storage-conformance.ts'
import { openStorage } from '../open-storage.ts'

async function createDatabase(): Promise<TestDatabase & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sqlite-'))
  const file = join(folder, 'latchkey.db')
  return {
    file,
    open: (clock) => openStorage({ location: `sqlite:${file}`, clock, describe: plainDescriber }),
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

  test('several processes can create and use it at the same time, and hear of each other', async () => {
    const database = await createDatabase()
    const program = fileURLToPath(new URL('second-process.ts', import.meta.url))
    const children = ['one', 'two', 'three'].map((name) =>
      promisify(execFile)(process.execPath, [program, database.file, '100', name]),
    )
    const storage = await database.open(() => now)
    const heard: string[] = []
    storage.provider.settings.onChange((name) => heard.push(name))
    for (let i = 0; i < 100; i += 1) await storage.identity.throttle.add('shared' as never, 1, 1_000)
    await Promise.all(children)
    assert.equal((await storage.identity.throttle.find('shared' as never, 1))?.failures, 400)
    await eventually(() => heard.length >= 3)
    assert.deepEqual(heard.toSorted(), ['one', 'three', 'two'])
    await storage.close()
    await database.remove()
  })

  test('a file that cannot be opened is an error', async () => {
    await assert.rejects(
      openStorage({ location: 'sqlite:/nowhere/at/all/latchkey.db', clock: () => now, describe: plainDescriber }),
    )
  })
})
