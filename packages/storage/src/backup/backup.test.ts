import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { now } from '../conformance/nodes.ts'
import { plainDescriber } from '../conformance/plain-describer.ts'
import { aClient, aCode, anAccount, aRefreshToken, aSession, origin } from '../conformance/records.ts'
import { openStorage } from '../open-storage.ts'
import { createPostgres } from '../postgres/temporary-database.ts'
import type { Storage } from '../storage.ts'
import { BackupRefused } from './backup-line.ts'
import { type RestoreOptions, restoreBackup } from './restore-backup.ts'
import { writeBackup } from './write-backup.ts'

const folder = await mkdtemp(join(tmpdir(), 'latchkey-backup-'))
after(() => rm(folder, { recursive: true, force: true }))

let files = 0
async function newFile(): Promise<string> {
  files += 1
  return `sqlite:${join(folder, `${files}.db`)}`
}

const open = (location: string): Promise<Storage> => openStorage({ location, clock: () => now, describe: plainDescriber })

async function linesOf(location: string): Promise<string[]> {
  return Array.fromAsync(writeBackup({ location, now, note: { by: 'test' } }))
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

function restored(lines: readonly string[], location: string, more: Partial<RestoreOptions> = {}): Promise<number> {
  return restoreBackup(each(lines), { location, accept: () => {}, ...more })
}

/** Rows of each table in an order of their own, as databases answer them in any. */
function contents(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const tables: Record<string, string[]> = {}
  let rows: string[] = []
  for (const line of lines.slice(1, -1)) {
    const parsed = JSON.parse(line) as { readonly table: string } | readonly unknown[]
    if ('table' in parsed) {
      rows = []
      tables[parsed.table] = rows
    } else rows.push(line)
  }
  for (const each of Object.values(tables)) each.sort()
  return tables
}

/** Some of everything; more rows than are read or written in one piece. */
async function fill(storage: Storage): Promise<void> {
  const [account, code] = [anAccount(), aCode()]
  await storage.identity.accounts.insert(account)
  await Promise.all(Array.from({ length: 600 }, () => storage.provider.clients.insert(aClient())))
  await storage.provider.sessions.insert(aSession())
  await storage.provider.codes.insert(code)
  await storage.provider.codes.redeem({ digest: code.digest, now, grant: code.grant, refreshToken: aRefreshToken(code.grant) })
  await storage.provider.settings.write('a', '{"text":"zwei\u2028Zeilen"}', 0, now)
  await storage.management.audit.record({ eventId: 'evt_a', at: now, kind: 'call', outcome: 'done', origin })
}

async function eventIds({ management }: Storage): Promise<readonly string[]> {
  const events = await management.audit.query({ kind: 'call', isAscending: false, limit: 10 })
  return events.map(({ event }) => event.eventId)
}

/** What an untouched backup is made of, for those who damage it. */
let whole: readonly string[] = []
let filled = ''

before(async () => {
  filled = await newFile()
  const storage = await open(filled)
  await fill(storage)
  await storage.close()
  whole = await linesOf(filled)
})

describe('a backup', () => {
  test('read into a new file holds every row, and the file works on', async () => {
    const location = await newFile()
    const progress: number[] = []
    const rows = await restored(whole, location, { onProgress: (count) => progress.push(count) })
    assert.deepEqual(contents(await linesOf(location)), contents(whole))
    assert.equal(rows, (JSON.parse(whole.at(-1) ?? '') as { readonly rows: number }).rows)
    assert.ok(progress.length > 1 && progress.at(-1) === rows)
    const storage = await open(location)
    assert.equal((await storage.provider.settings.find('a'))?.json, '{"text":"zwei\u2028Zeilen"}')
    await storage.provider.clients.insert(aClient())
    assert.deepEqual(await eventIds(storage), ['evt_a'])
    await storage.close()
  })

  test('is one state of a database that is written to meanwhile', async () => {
    const storage = await open(filled)
    const lines: string[] = []
    for await (const line of writeBackup({ location: filled, now, note: {} })) {
      if (lines.length % 200 === 0) await storage.provider.clients.insert(aClient())
      lines.push(line)
    }
    await storage.close()
    assert.deepEqual(contents(lines), contents(whole))
  })

  test('leaves out what lives for minutes and counts once', () => {
    const tables = Object.keys(contents(whole))
    assert.ok(tables.includes('refresh_tokens'))
    const passing = ['authorization_codes', 'backchannel_requests', 'device_authorizations', 'pushed_requests', 'transactions']
    for (const table of [...passing, 'schema_versions']) assert.equal(tables.includes(table), false, table)
  })

  test('of a database that does not exist is refused, and makes none', async () => {
    const location = await newFile()
    await assert.rejects(linesOf(location), new BackupRefused('there is no database yet'))
    await assert.rejects(linesOf(location), BackupRefused)
  })
})

describe('a backup that is refused changes nothing:', () => {
  const note = '{"latchkeyBackup":1'
  const cases: readonly (readonly [string, (lines: readonly string[]) => readonly string[], RegExp])[] = [
    ['no file of ours', () => ['hello'], /no backup of Latchkey/],
    ['an empty one', () => [], /no backup of Latchkey/],
    [
      'one of another kind',
      ([first = '', ...rest]) => [first.replace(note, '{"latchkeyBackup":2'), ...rest],
      /no backup of Latchkey/,
    ],
    [
      'one that says nothing of itself',
      ([first = '', ...rest]) => [first.replace(/"note":{[^}]*}/, '"note":null'), ...rest],
      /no backup/,
    ],
    ['a row before any table', (lines) => lines.toSpliced(1, 0, '[]'), /row of no table/],
    [
      'a column twice',
      (lines) => lines.with(1, JSON.stringify({ ...JSON.parse(lines[1] ?? ''), columns: ['account_id', 'account_id'] })),
      /column/,
    ],
    [
      'of a newer release',
      ([first = '', ...rest]) => [first.replace(/"schema":\d+/, '"schema":999'), ...rest],
      /newer than this program/,
    ],
    ['its end is missing', (lines) => lines.slice(0, -1), /cut short/],
    ['it goes on', (lines) => [...lines, '[]'], /goes on behind its end/],
    ['a row is missing', (lines) => lines.toSpliced(5, 1), /checksum/],
    ['a row was changed', (lines) => lines.map((line) => line.replaceAll('wiki.example', 'evil.example')), /checksum/],
    [
      'a table that is none of ours',
      (lines) => lines.with(1, '{"table":"sqlite_master","columns":["name"]}'),
      /does not know: "sqlite_master"/,
    ],
    [
      'a table of what counts once',
      (lines) => lines.with(1, '{"table":"backchannel_requests","columns":["request_id"]}'),
      /does not know: "backchannel_requests"/,
    ],
    ['another count of rows', (lines) => lines.with(-1, (lines.at(-1) ?? '').replace(/"rows":/, '"rows":1')), /checksum/],
    [
      'a column that is none of ours',
      (lines) => lines.with(1, '{"table":"accounts","columns":["a\\") --"]}'),
      /column that this program does not know/,
    ],
    ['a row with too few values', (lines) => lines.with(2, '[1]'), /row of no table/],
    ['a row with an object in it', (lines) => lines.map((line) => line.replace(/^\["acc_[^"]*"/, '[{}')), /row of no table/],
    ['damaged JSON', (lines) => lines.with(3, '{'), /damaged/],
  ]
  for (const [name, damage, expected] of cases) {
    test(name, async () => {
      const location = await newFile()
      await assert.rejects(
        restored(damage(whole), location),
        (error) => error instanceof BackupRefused && expected.test(error.message),
      )
      await assert.doesNotReject(restored(whole, location), 'the database is empty still')
    })
  }

  test('the database has contents', async () => {
    const location = await newFile()
    const storage = await open(location)
    const account = anAccount()
    await storage.identity.accounts.insert(account)
    await storage.close()
    await assert.rejects(restored(whole, location), /has contents already/)
    const again = await open(location)
    assert.deepEqual(await again.identity.accounts.find(account.accountId), account)
    await again.close()
  })

  test('what has to be done before it counts cannot be done', async () => {
    const location = await newFile()
    const beforeCommit = () => {
      throw new Error('no place for the key')
    }
    await assert.rejects(restored(whole, location, { beforeCommit }), /no place for the key/)
    await assert.doesNotReject(restored(whole, location), 'the database is empty still')
  })

  test('whoever reads it does not accept it', async () => {
    const location = await newFile()
    const accept = () => {
      throw new BackupRefused('not mine')
    }
    await assert.rejects(restored(whole, location, { accept }), new BackupRefused('not mine'))
  })
})

const server = process.env['LATCHKEY_TEST_POSTGRES']

describe('between databases', () => {
  test('a backup of SQLite read into PostgreSQL, and one of that into SQLite, hold the same', async () => {
    if (server === undefined) throw new Error('LATCHKEY_TEST_POSTGRES is not set; `npm test` starts a server')
    const postgres = await createPostgres(server)
    try {
      await restored(whole, postgres.location)
      const there = await linesOf(postgres.location)
      assert.deepEqual(contents(there), contents(whole))
      await assert.rejects(restored(whole, postgres.location), /has contents already/)
      const back = await newFile()
      await restored(there, back)
      assert.deepEqual(contents(await linesOf(back)), contents(whole))

      const storage = await open(postgres.location)
      await storage.management.audit.record({ eventId: 'evt_b', at: now, kind: 'call', outcome: 'done', origin })
      await storage.provider.clients.insert(aClient())
      assert.deepEqual(await eventIds(storage), ['evt_b', 'evt_a'])
      await storage.close()
    } finally {
      await postgres.remove()
    }
  })

  test('an empty PostgreSQL database has nothing to back up', async () => {
    if (server === undefined) throw new Error('LATCHKEY_TEST_POSTGRES is not set; `npm test` starts a server')
    const postgres = await createPostgres(server)
    await assert.rejects(linesOf(postgres.location), new BackupRefused('the database has nothing of Latchkey in it'))
    await postgres.remove()
  })
})
