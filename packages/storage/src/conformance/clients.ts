import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Client, startOrderOf } from '@latchkey/core'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import { aClient, aClientId, aCode, aGrant } from './records.ts'

export function clientConformance(create: CreateDatabase): void {
  describe('clients', () => {
    const nodes = twoNodes(create)

    test('a client is found as it was inserted, by every node', async () => {
      const { here, there } = nodes()
      const client = aClient({ expiresAt: now + 1 })
      assert.equal(await here.provider.clients.insert(client), 'inserted')
      assert.deepEqual(await here.provider.clients.find(client.clientId, now), client)
      assert.deepEqual(await there.provider.clients.find(client.clientId, now), client)
    })

    test('an unknown client is absent, whatever its id looks like', async () => {
      for (const clientId of ['unknown', '', 'a\0b', "' or 1=1 --", '\ud800', 'x'.repeat(100_000)]) {
        assert.equal(await nodes().here.provider.clients.find(clientId as never, now), undefined)
      }
    })

    test('an expired client counts as absent, also for those who have read it before', async () => {
      const { clients } = nodes().here.provider
      const client = aClient({ expiresAt: now + 10 })
      await clients.insert(client)
      assert.deepEqual(await clients.find(client.clientId, now + 9), client)
      assert.equal(await clients.find(client.clientId, now + 10), undefined)
      assert.equal(await clients.replace({ ...client, expiresAt: now + 20, updatedAt: now + 1 }, now), 'replaced')
    })

    test('those that a person can start are listed by name, in pages, as they are now', async () => {
      const { here, there } = nodes()
      const mark = aClientId()
      const uri = `https://${mark}.example/start`
      const startable = (name: string, change: Partial<Client> = {}) =>
        aClient({ name: `${mark} ${name}`, origin: 'administrator', initiateLoginUri: uri, ...change })
      const listed = async (limit = 1000, after?: string) => {
        const page = await there.provider.clients.listStartable({ limit, now, ...(after !== undefined && { after }) })
        return page.filter(({ initiateLoginUri }) => initiateLoginUri === uri)
      }
      const names = (clients: readonly Client[]) => clients.map(({ name }) => name?.slice(mark.length + 1))
      const second = startable('Bravo')
      const { initiateLoginUri: _, ...withoutAddress } = startable('nowhere')
      const dynamic = startable('by itself', { origin: 'dynamic' })
      const strange = startable('charlie \0\ud800')
      for (const client of [
        strange,
        second,
        startable('alpha'),
        startable('gone', { expiresAt: now }),
        withoutAddress,
        dynamic,
      ]) {
        await here.provider.clients.insert(client)
      }
      const all = await listed()
      assert.deepEqual(names(all), ['alpha', 'Bravo', 'charlie \0\ud800'])
      assert.deepEqual(names(await listed(1, startOrderOf(all[0] ?? second))), ['Bravo'])
      await here.provider.clients.replace({ ...second, name: `${mark} Zulu` }, now)
      assert.deepEqual(names(await listed()).at(-1), 'Zulu')
      await here.provider.clients.remove(second.clientId, now)
      assert.equal((await listed()).length, 2)
    })

    test('an id that exists is refused; of concurrent insertions one is made', async () => {
      const clientId = aClientId()
      const answers = await race(16, nodes(), (storage, i) =>
        storage.provider.clients.insert(aClient({ clientId, name: `${i}` })),
      )
      assert.deepEqual(tally(answers), { inserted: 1, exists: 15 })
      assert.equal((await nodes().here.provider.clients.find(clientId, now))?.name, `${answers.indexOf('inserted')}`)
    })

    test('the id of an expired client is free, and none of its grants or consents pass to the new one', async () => {
      const { clients, codes, grants, consents } = nodes().here.provider
      const old = aClient({ expiresAt: now - 1 })
      const grant = aGrant({ clientId: old.clientId })
      const code = aCode({ grant })
      await clients.insert(old)
      await codes.insert(code)
      await codes.redeem({ digest: code.digest, now, grant })
      await consents.add(grant.accountId, old.clientId, ['openid'], now)
      assert.equal(await clients.insert(aClient({ clientId: old.clientId, name: 'new' })), 'inserted')
      assert.equal((await clients.find(old.clientId, now))?.name, 'new')
      assert.equal((await grants.find(grant.grantId, now))?.revokedAt, now)
      assert.deepEqual(await consents.find(grant.accountId, old.clientId), [])
    })

    test('a record is replaced only from the state that the writer has seen', async () => {
      const { here, there } = nodes()
      const client = aClient()
      await here.provider.clients.insert(client)
      await there.provider.clients.find(client.clientId, now)
      const renamed = { ...client, name: 'renamed', updatedAt: now + 5 }
      assert.equal(await here.provider.clients.replace(renamed, now), 'replaced')
      assert.equal(await here.provider.clients.replace({ ...renamed, name: 'late' }, now), 'changed')
      assert.deepEqual(await here.provider.clients.find(client.clientId, now), renamed)
      assert.equal(await here.provider.clients.replace(aClient(), now), 'absent')
    })

    test('of concurrent replacements one is made, also within one millisecond', async () => {
      const client = aClient()
      await nodes().here.provider.clients.insert(client)
      const answers = await race(16, nodes(), (storage, i) =>
        storage.provider.clients.replace({ ...client, name: `${i}` }, client.updatedAt),
      )
      assert.deepEqual(tally(answers), { replaced: 1, changed: 15 })
      assert.equal((await nodes().here.provider.clients.find(client.clientId, now))?.updatedAt, now + 1)
    })

    test('removing a client revokes its grants, kills its pending codes and forgets its consents, and no other client is touched', async () => {
      const { clients, codes, grants, consents } = nodes().here.provider
      const client = aClient()
      await clients.insert(client)
      const [granted, pending] = [
        aCode({ grant: aGrant({ clientId: client.clientId }) }),
        aCode({ grant: aGrant({ clientId: client.clientId }) }),
      ]
      const foreign = aCode()
      for (const code of [granted, pending, foreign]) await codes.insert(code)
      for (const { digest, grant } of [granted, foreign]) await codes.redeem({ digest, now, grant })
      await consents.add('acc_1', client.clientId, ['openid'], now)
      assert.deepEqual(await consents.find('acc_1', client.clientId), ['openid'])

      assert.equal(await clients.remove(client.clientId, now), true)
      assert.equal(await clients.find(client.clientId, now), undefined)
      assert.equal((await grants.find(granted.grant.grantId, now))?.revokedAt, now)
      assert.equal(await codes.redeem({ digest: pending.digest, now, grant: pending.grant }), 'absent')
      assert.deepEqual(await consents.find('acc_1', client.clientId), [])
      assert.deepEqual(await grants.find(foreign.grant.grantId, now), foreign.grant)
      assert.equal(await clients.remove(client.clientId, now), false)
    })
  })
}
