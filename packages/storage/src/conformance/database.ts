import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import * as records from './records.ts'

/** What holds for the database as a whole. */
export function databaseConformance(create: CreateDatabase): void {
  describe('database', () => {
    const nodes = twoNodes(create)

    test('several nodes can create a new database at the same time', async () => {
      const database = await create()
      const opened = await Promise.all(Array.from({ length: 4 }, () => database.open(() => now)))
      for (const storage of opened) await storage.ping()
      for (const storage of opened) await storage.close()
      await database.remove()
    })

    test('what was acknowledged is there after closing and opening again', async () => {
      const database = await create()
      const [code, account] = [records.aCode(), records.anAccount()]
      const first = await database.open(() => now)
      await first.provider.codes.insert(code)
      await first.provider.codes.redeem({ digest: code.digest, now, grant: code.grant })
      await first.identity.accounts.insert(account)
      await first.close()
      const second = await database.open(() => now)
      assert.deepEqual(await second.provider.grants.find(code.grant.grantId, now), code.grant)
      assert.deepEqual(await second.identity.accounts.find(account.accountId), account)
      await second.close()
      await database.remove()
    })

    test('closing waits for the writes under way, refuses later ones and may be repeated', async () => {
      const { database, here } = nodes()
      const storage = await database.open(() => now)
      const codes = Array.from({ length: 50 }, () => records.aCode())
      const writes = codes.map((code) => storage.provider.codes.insert(code))
      await Promise.all([storage.close(), storage.close()])
      await Promise.all(writes)
      for (const code of codes) assert.deepEqual(await here.provider.codes.find(code.digest, now), code)
      await assert.rejects(storage.provider.codes.insert(records.aCode()))
      await assert.rejects(storage.ping())
      await storage.close()
    })

    test('of many different operations at once each has its own outcome', async () => {
      const existing = records.aCode()
      await nodes().here.provider.codes.insert(existing)
      const outcomes = await race(60, nodes(), ({ provider }, i) =>
        provider.codes.insert(i % 3 === 0 ? existing : records.aCode()).then(
          () => 'inserted',
          () => 'refused',
        ),
      )
      assert.deepEqual(tally(outcomes), { inserted: 40, refused: 20 })
    })

    test('sweeping removes what has expired and nothing else', async () => {
      const database = await create()
      const storage = await database.open(() => now)
      const { provider, identity } = storage
      const at = now + 1_000
      const [old, live] = [{ expiresAt: at }, { expiresAt: at + 1 }]
      const clients = [records.aClient(old), records.aClient(live), records.aClient()] as const
      for (const client of clients) await provider.clients.insert(client)
      for (const expiry of [old, live]) {
        const code = records.aCode({ ...expiry, grant: records.aGrant(expiry) })
        await provider.codes.insert(code)
        const refreshToken = records.aRefreshToken(code.grant, expiry)
        await provider.codes.redeem({ digest: code.digest, now, grant: code.grant, refreshToken })
        await provider.sessions.insert(records.aSession(expiry))
        await provider.deviceAuthorizations.insert(records.aDeviceAuthorization(expiry), 5_000)
        await identity.throttle.add(records.aDigest(), now, expiry.expiresAt)
        await identity.oneTimeTokens.insert({ digest: records.aDigest(), purpose: 'setup', ...expiry })
        await provider.signingKeys.publish(records.aSigningKey({ publishedUntil: expiry.expiresAt }))
      }
      const transactions = Array.from({ length: 450 }, () => records.aTransaction(old))
      await Promise.all(transactions.map((transaction) => provider.transactions.insert(transaction)))
      const kept = records.aTransaction(live)
      await provider.transactions.insert(kept)

      assert.equal(await storage.sweep(at), 459)
      assert.equal(await storage.sweep(at), 0)
      const [expired, ...others] = clients
      assert.equal(await provider.clients.find(expired.clientId, now), undefined)
      for (const client of others) assert.deepEqual(await provider.clients.find(client.clientId, now), client)
      assert.deepEqual(await provider.transactions.find(kept.transactionId, at), kept)
      assert.equal(await storage.sweep(at + 1), 10)
      await storage.close()
      await database.remove()
    })
  })
}
