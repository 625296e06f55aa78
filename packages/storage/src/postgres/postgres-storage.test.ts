import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually, now } from '../conformance/nodes.ts'
import { plainDescriber } from '../conformance/plain-describer.ts'
import { aCode, anAccount } from '../conformance/records.ts'
import { storageConformance } from '../conformance/storage-conformance.ts'
import { openStorage } from '../open-storage.ts'
import { DatabaseTooNewError } from '../sql/migrate.ts'
import { createPostgres } from './temporary-database.ts'

const server = process.env['LATCHKEY_TEST_POSTGRES']

if (server === undefined) {
  test('a PostgreSQL server is there to test against', () => {
    throw new Error(
      'Set LATCHKEY_TEST_POSTGRES to postgres://user:password@host:port/name of a PostgreSQL 15 or newer whose user may create databases, or run `npm test`, which starts one.',
    )
  })
} else {
  storageConformance('PostgreSQL', () => createPostgres(server))
  postgresTests(server)
}

function postgresTests(url: string): void {
  describe('PostgreSQL connections', () => {
    test('a node that was cut off believes nothing that it had in memory, and tells its listeners', async () => {
      const database = await createPostgres(url)
      const storage = await database.open(() => now)
      const [account, code] = [anAccount(), aCode()]
      await storage.identity.accounts.insert(account)
      await storage.provider.codes.insert(code)
      await storage.provider.codes.redeem({ digest: code.digest, now, grant: code.grant })
      await storage.provider.settings.write('a', '{}', 0, now)
      await storage.identity.accounts.find(account.accountId)
      const heard: string[] = []
      storage.provider.settings.onChange((name) => heard.push(name))

      // What nobody announces is not noticed: the rows are in memory.
      await database.execute(`update accounts set data = replace(data, '"disabled":false', '"disabled":true')`)
      await database.execute(`update grants set revoked_at = ${now}`)
      await database.execute('update settings set version = 2')
      assert.equal((await storage.identity.accounts.find(account.accountId))?.disabled, false)
      assert.equal((await storage.provider.grants.find(code.grant.grantId, now))?.revokedAt, undefined)

      await database.execute(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      const answers = (ask: () => Promise<boolean>) => () => ask().catch(() => false)
      const disabled = async () => (await storage.identity.accounts.find(account.accountId))?.disabled === true
      const revoked = async () => (await storage.provider.grants.find(code.grant.grantId, now))?.revokedAt === now
      await eventually(answers(disabled))
      await eventually(answers(revoked))
      // Heard when it listens again, and believes its memory again.
      await eventually(() => heard.length > 0)
      assert.deepEqual([...new Set(heard)], ['a'])
      assert.deepEqual([await disabled(), await revoked()], [true, true])

      const other = await database.open(() => now)
      await other.provider.settings.write('b', '{}', 0, now)
      await eventually(() => heard.includes('b'))
      await other.close()
      await storage.close()
      await database.remove()
    })

    test('a connection that is lost within a transaction fails that operation alone', async () => {
      const database = await createPostgres(url)
      const storage = await database.open(() => now)
      const insert = (count: number) =>
        Promise.allSettled(Array.from({ length: count }, () => storage.identity.accounts.insert(anAccount())))
      await insert(5)
      const writing = insert(100)
      await database.execute(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      assert.ok((await writing).some(({ status }) => status === 'rejected'))
      await eventually(async () => (await insert(1)).every(({ status }) => status === 'fulfilled'))
      await storage.close()
      await database.remove()
    })

    test('a database that needs a newer program is refused with the release that it needs, one that does not is opened', async () => {
      const database = await createPostgres(url)
      await (await database.open(() => now)).close()
      await database.execute("insert into schema_versions (number, release, oldest_reader) values (98, '9.8.0', 1)")
      await (await database.open(() => now)).close()
      await database.execute("insert into schema_versions (number, release, oldest_reader) values (99, '9.9.0', 99)")
      await assert.rejects(
        database.open(() => now),
        (error: unknown) => error instanceof DatabaseTooNewError && error.neededRelease === '9.9.0',
      )
      await database.remove()
    })

    test('one node sweeps at a time', async () => {
      const database = await createPostgres(url)
      const nodes = await Promise.all([database.open(() => now), database.open(() => now)])
      await Promise.all(Array.from({ length: 1_000 }, () => nodes[0].provider.codes.insert(aCode({ expiresAt: now }))))
      const swept = await Promise.all(nodes.map((node) => node.sweep(now)))
      assert.deepEqual(
        swept.toSorted((a, b) => a - b),
        [0, 1_000],
      )
      for (const node of nodes) await node.close()
      await database.remove()
    })

    test('a server that cannot be reached is an error', async () => {
      await assert.rejects(
        openStorage({ location: 'postgres://nobody@127.0.0.1:1/nothing', clock: () => now, describe: plainDescriber }),
      )
    })
  })
}
