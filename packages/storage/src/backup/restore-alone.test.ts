import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { now } from '../conformance/nodes.ts'
import { plainDescriber } from '../conformance/plain-describer.ts'
import { anAccount } from '../conformance/records.ts'
import { DatabaseInUseError } from '../database-in-use-error.ts'
import { openStorage } from '../open-storage.ts'
import { createPostgres } from '../postgres/temporary-database.ts'
import type { Storage } from '../storage.ts'
import { BackupRefused } from './backup-line.ts'
import { restoreBackup } from './restore-backup.ts'
import { writeBackup } from './write-backup.ts'

interface Target extends AsyncDisposable {
  readonly location: string
}

const folder = await mkdtemp(join(tmpdir(), 'latchkey-restore-'))
after(() => rm(folder, { recursive: true, force: true }))
const server = process.env['LATCHKEY_TEST_POSTGRES']
let files = 0

const databases: readonly (readonly [name: string, create: () => Promise<Target>])[] = [
  [
    'SQLite',
    async () => {
      files += 1
      return { location: `sqlite:${join(folder, `${files}.db`)}`, async [Symbol.asyncDispose]() {} }
    },
  ],
  [
    'PostgreSQL',
    async () => {
      if (server === undefined) throw new Error('LATCHKEY_TEST_POSTGRES is not set; `npm test` starts a server')
      const database = await createPostgres(server)
      return { location: database.location, [Symbol.asyncDispose]: () => database.remove() }
    },
  ],
]

const account = anAccount()
let lines: readonly string[] = []

before(async () => {
  const location = `sqlite:${join(folder, 'source.db')}`
  const storage = await open(location)
  await storage.identity.accounts.insert(account)
  await storage.close()
  lines = await Array.fromAsync(writeBackup({ location, now, note: {} }))
})

function open(location: string, patience?: number): Promise<Storage> {
  return openStorage({ location, clock: () => now, describe: plainDescriber, ...(patience !== undefined && { patience }) })
}

/** The lines of the backup; before the last one `meanwhile` happens. */
async function* reading(meanwhile: () => Promise<void>): AsyncGenerator<string> {
  yield* lines.slice(0, -1)
  await meanwhile()
  yield* lines.slice(-1)
}

for (const [name, create] of databases) {
  describe(`${name}: while a backup is being restored`, () => {
    test('nobody else opens the database: they wait, and find all of it', async () => {
      await using target = await create()
      const opening: Promise<Storage>[] = []
      const meanwhile = async () => {
        for (let count = 0; count < 4; count += 1) opening.push(open(target.location, 60_000))
      }
      await restoreBackup(reading(meanwhile), { location: target.location, accept: () => {} })
      for (const storage of await Promise.all(opening)) {
        assert.deepEqual(await storage.identity.accounts.find(account.accountId), account)
        await storage.close()
      }
    })

    test('whoever does not want to wait is told why', async () => {
      await using target = await create()
      const meanwhile = () => assert.rejects(open(target.location, 0), DatabaseInUseError)
      await restoreBackup(reading(meanwhile), { location: target.location, accept: () => {} })
      await (await open(target.location)).close()
    })

    test('a database that somebody has open is not restored into, and stays as it is', async () => {
      await using target = await create()
      const storage = await open(target.location)
      const attempt = restoreBackup(
        reading(async () => {}),
        { location: target.location, accept: () => {} },
      )
      await assert.rejects(attempt, (error) => error instanceof BackupRefused && /works with the database/.test(error.message))
      assert.equal(await storage.identity.accounts.find(account.accountId), undefined)
      await storage.close()
      await restoreBackup(
        reading(async () => {}),
        { location: target.location, accept: () => {} },
      )
    })

    test('of several starts and restorations at once nothing is half: each start sees nothing or all', async () => {
      await using target = await create()
      const restoration = restoreBackup(
        reading(async () => {}),
        { location: target.location, accept: () => {} },
      ).then(
        () => 'restored',
        (error: unknown) => (error instanceof BackupRefused ? 'refused' : String(error)),
      )
      const starts = Array.from({ length: 8 }, async () => {
        await using storage = await open(target.location, 60_000)
        return (await storage.identity.accounts.find(account.accountId)) === undefined ? 'nothing' : 'all'
      })
      const outcomes = await Promise.all([restoration, ...starts])
      assert.ok(outcomes.slice(1).every((outcome) => outcome === 'nothing' || outcome === 'all'))
      assert.ok(outcomes[0] === 'restored' || outcomes[0] === 'refused', outcomes[0])
    })
  })
}
