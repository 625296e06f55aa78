import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ClientId, deliveryLife, type LogoutChannel, type LogoutDelivery, type Session } from '@latchkey/core'
import type { Storage } from '../storage.ts'
import { type CreateDatabase, now, race, twoNodes } from './nodes.ts'
import { aClientId, aCode, aGrant, aSession } from './records.ts'

const lease = 20_000

export function logoutDeliveryConformance(create: CreateDatabase): void {
  describe('logout deliveries', () => {
    const nodes = twoNodes(create)

    test('the end of a session queues one delivery for each client with a back channel, once', async () => {
      const { here, there } = nodes()
      const session = await aSessionWith(here, [['back'], ['front'], ['back', 'front']])
      const ended = await Promise.all([here, there].map(({ provider }) => provider.sessions.end(session.sessionId)))
      const [answered, ...others] = ended.filter((one) => one !== undefined)
      assert.deepEqual(others, [])
      assert.deepEqual(answered?.participants.map(({ channels }) => channels.join(' ')).sort(), ['back', 'back front', 'front'])
      const queued = await there.provider.logoutDeliveries.ofSession(session.sessionId, now)
      assert.equal(queued.length, 2)
      for (const { accountId, subject, state, attempts, nextAttemptAt, createdAt } of queued) {
        assert.deepEqual([accountId, subject], [session.accountId, session.subject])
        assert.deepEqual([state, attempts, nextAttemptAt, createdAt], ['waiting', 0, now, now])
      }
    })

    test('a client that got several grants is told once, by the channels that it had last', async () => {
      const { provider } = nodes().here
      const session = aSession()
      await provider.sessions.insert(session)
      const { sessionId } = session
      const clientId = aClientId()
      await provider.grants.insert(aGrant({ sessionId, clientId, logoutChannels: ['front'] }))
      await provider.grants.insert(aGrant({ sessionId, clientId, logoutChannels: ['back'] }))
      await provider.grants.insert(aGrant({ sessionId, clientId: aClientId() }))
      assert.deepEqual(await provider.sessions.end(sessionId), { participants: [{ clientId, channels: ['back'] }] })
      assert.equal((await provider.logoutDeliveries.ofSession(sessionId, now)).length, 1)
    })

    test('a client is told although its grant expired and was swept long ago', async () => {
      const { here } = nodes()
      const session = aSession()
      await here.provider.sessions.insert(session)
      const grant = aGrant({ sessionId: session.sessionId, logoutChannels: ['back'], expiresAt: now + 1 })
      await here.provider.grants.insert(grant)
      await here.sweep(now + 2)
      assert.equal(await here.provider.grants.find(grant.grantId, now + 1), undefined)
      assert.equal((await here.provider.sessions.end(session.sessionId))?.participants.length, 1)
    })

    test('a session that is gone gets no participants, and a swept one tells nobody', async () => {
      const { here } = nodes()
      const session = aSession({ expiresAt: now + 1 })
      const grant = aGrant({ sessionId: session.sessionId, logoutChannels: ['back'] })
      await here.provider.grants.insert(grant)
      await here.provider.sessions.insert(session)
      await here.sweep(now + 2)
      assert.equal(await here.provider.sessions.end(session.sessionId), undefined)
      assert.deepEqual(await here.provider.logoutDeliveries.ofSession(session.sessionId, now), [])
    })

    test('sessions that end because of their account tell their clients too', async () => {
      const { here } = nodes()
      const session = await aSessionWith(here, [['back'], ['back']])
      await here.management.runtime.endAll(session.accountId, now, { actor: { kind: 'operator' }, through: 'api' })
      assert.equal((await here.provider.logoutDeliveries.ofSession(session.sessionId, now)).length, 2)
    })

    test('what a policy revokes goes with the session, and so do codes that were not redeemed', async () => {
      const { provider } = nodes().here
      const expectations = [
        ['keep', [true, true, true, true, true]],
        ['revoke-online', [false, true, true, true, false]],
        ['revoke', [false, false, false, false, false]],
      ] as const
      for (const [policy, lives] of expectations) {
        const session = aSession()
        await provider.sessions.insert(session)
        const { sessionId, accountId } = session
        const mine = { sessionId, accountId }
        const online = aGrant(mine)
        const offline = aGrant({ ...mine, scopes: ['openid', 'offline_access'] })
        const plain = aGrant({ ...mine, scopes: ['mail'] })
        const device = aGrant({ ...mine, outlivesSession: true })
        const other = aGrant({ accountId })
        for (const grant of [online, offline, plain, device, other]) await provider.grants.insert(grant)
        const code = aCode({ grant: aGrant(mine) })
        const otherCode = aCode({ grant: aGrant({ accountId }) })
        for (const each of [code, otherCode]) await provider.codes.insert(each)
        await provider.sessions.end(sessionId, undefined, policy)
        const found = await Promise.all([online, offline, plain, device].map(({ grantId }) => provider.grants.find(grantId, now)))
        const isLive = found.map((grant) => grant?.revokedAt === undefined)
        assert.deepEqual([...isLive, (await provider.codes.find(code.digest, now)) !== undefined], lives, policy)
        assert.equal((await provider.grants.find(other.grantId, now))?.revokedAt, undefined)
        assert.notEqual(await provider.codes.find(otherCode.digest, now), undefined)
      }
    })

    test('of 64 concurrent claims on two nodes each delivery is answered to one', async () => {
      const clientId = aClientId()
      for (let i = 0; i < 40; i++) await aDelivery(nodes().here, clientId)
      const claimed = await race(64, nodes(), ({ provider }) =>
        provider.logoutDeliveries.claim({ clientId, limit: 3, leaseUntil: now + lease, now }),
      )
      const ids = claimed.flat().map(({ deliveryId }) => deliveryId)
      assert.equal(new Set(ids).size, ids.length)
      assert.ok(claimed.every((some) => some.length <= 3))
      const rest = await nodes().here.provider.logoutDeliveries.claim({ clientId, limit: 40, leaseUntil: now + lease, now })
      assert.equal(ids.length + rest.length, 40)
    })

    test('a claimed delivery is due again when its lease has ended, and the report of the one who had it counts no more', async () => {
      const { provider } = nodes().here
      const { logoutDeliveries: queue } = provider
      const clientId = aClientId()
      await aDelivery(nodes().here, clientId)
      const claim = { clientId, limit: 1, leaseUntil: now + lease }
      const [first] = await queue.claim({ ...claim, now })
      assert.equal(first?.attempts, 1)
      assert.deepEqual(await queue.claim({ ...claim, now: now + lease - 1 }), [])
      assert.ok(!(await queue.dueClients(now)).includes(clientId))
      const [second] = await queue.claim({ ...claim, leaseUntil: now + 2 * lease, now: now + lease })
      assert.equal(second?.attempts, 2)
      assert.equal(await queue.report(first, { state: 'delivered' }, now + lease), false)
      assert.equal(await queue.report(second, { state: 'delivered' }, now + lease), true)
      assert.equal(await queue.report(second, { state: 'delivered' }, now + lease), false)
    })

    test('what came of an attempt is kept: to be tried later, given up, delivered', async () => {
      const { logoutDeliveries: queue } = nodes().here.provider
      const clientId = aClientId()
      await aDelivery(nodes().here, clientId)
      const claim = (at: number) => queue.claim({ clientId, limit: 1, leaseUntil: at + lease, now: at })
      const [first] = await claim(now)
      assert.ok(first !== undefined)
      await queue.report(first, { state: 'waiting', problem: 'unreachable', nextAttemptAt: now + 100 }, now + 1)
      const [waiting] = await queue.find([first.deliveryId], now)
      assert.deepEqual([waiting?.state, waiting?.problem, waiting?.nextAttemptAt], ['waiting', 'unreachable', now + 100])
      assert.deepEqual(await claim(now + 99), [])
      const [second] = await claim(now + 100)
      assert.ok(second !== undefined)
      await queue.report(second, { state: 'failed', problem: 'refused' }, now + 101)
      const [failed] = await queue.find([first.deliveryId], now)
      assert.deepEqual([failed?.state, failed?.problem, failed?.finishedAt], ['failed', 'refused', now + 101])
      assert.equal(failed?.nextAttemptAt, undefined)
      assert.deepEqual(await claim(now + deliveryLife), [])
    })

    test('deliveries are listed by client, session, account and state, newest first, counted and removed', async () => {
      const { here } = nodes()
      const { logoutDeliveries: queue } = here.provider
      const session = await aSessionWith(here, [['back'], ['back'], ['back']])
      await here.provider.sessions.end(session.sessionId)
      const filter = { sessionId: session.sessionId }
      const all = await queue.list(filter, { limit: 10 }, now)
      const ids = all.map(({ deliveryId }) => deliveryId)
      assert.deepEqual(ids, [...ids].sort().reverse())
      assert.equal(await queue.count(filter, now), 3)
      assert.equal(await queue.count({ ...filter, newerThan: ids[1] ?? '' }, now), 1)
      assert.deepEqual(await queue.list(filter, { after: ids[0] ?? '', limit: 1 }, now), all.slice(1, 2))
      assert.deepEqual(await queue.list(filter, { offset: 2, limit: 9 }, now), all.slice(2))
      const [first] = all
      assert.ok(first !== undefined)
      assert.deepEqual(await queue.list({ clientId: first.clientId }, { limit: 10 }, now), [first])
      assert.equal(await queue.count({ accountId: session.accountId, state: 'waiting' }, now), 3)
      assert.equal(await queue.count({ accountId: session.accountId, state: 'failed' }, now), 0)
      const before = await queue.state()
      assert.equal(await queue.remove(first.deliveryId, now + 10 * lease), true)
      assert.equal(await queue.remove(first.deliveryId, now + 10 * lease), false)
      assert.notEqual(await queue.state(), before)
      assert.equal(await queue.count(filter, now + 10 * lease), 2)
      assert.deepEqual(await queue.find([first.deliveryId], now + 10 * lease), [])
      assert.deepEqual(
        await queue.claim({ clientId: first.clientId, limit: 1, leaseUntil: now + 12 * lease, now: now + 11 * lease }),
        [],
      )
    })

    test('who listens is told when something was queued, and knows when it is due', async () => {
      const { here } = nodes()
      const { logoutDeliveries: queue } = here.provider
      let told = 0
      const stop = queue.onQueued(() => {
        told += 1
      })
      const clientId = aClientId()
      await aDelivery(here, clientId)
      assert.equal(told, 1)
      assert.ok(((await queue.nextDue()) ?? Number.POSITIVE_INFINITY) <= now)
      assert.ok((await queue.dueClients(now)).includes(clientId))
      stop()
      await aDelivery(here, clientId)
      assert.equal(told, 1)
    })

    test('deliveries are swept when people need not see them any more', async () => {
      const { here } = nodes()
      const { logoutDeliveries: queue } = here.provider
      const { deliveryId } = await aDelivery(here, aClientId())
      await here.sweep(now + deliveryLife - 1)
      assert.equal((await queue.find([deliveryId], now)).length, 1)
      await here.sweep(now + deliveryLife)
      assert.deepEqual(await queue.find([deliveryId], now), [])
    })
  })
}

/** A session in which clients with these channels got something. */
async function aSessionWith({ provider }: Storage, channels: readonly (readonly LogoutChannel[])[]): Promise<Session> {
  const session = aSession()
  await provider.sessions.insert(session)
  const { sessionId, accountId } = session
  for (const logoutChannels of channels) await provider.grants.insert(aGrant({ sessionId, accountId, logoutChannels }))
  return session
}

async function aDelivery({ provider }: Storage, clientId: ClientId): Promise<LogoutDelivery> {
  const session = aSession()
  await provider.sessions.insert(session)
  await provider.grants.insert(aGrant({ sessionId: session.sessionId, clientId, logoutChannels: ['back'] }))
  await provider.sessions.end(session.sessionId)
  const [delivery] = await provider.logoutDeliveries.ofSession(session.sessionId, now)
  assert.ok(delivery !== undefined)
  return delivery
}
