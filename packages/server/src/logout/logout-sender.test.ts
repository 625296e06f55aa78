import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ClientId, type LogoutAttempt, type LogoutDelivery, newId, type SessionId, type Subject } from '@latchkey/core'
import { openStorage, type Storage } from '@latchkey/storage'
import { plainDescriber } from '@latchkey/storage/plain-describer'
import { temporaryFolder, waitUntil } from '@latchkey/testing'
import { createCrypto } from '../crypto/create-crypto.ts'
import { LogoutSender } from './logout-sender.ts'

const crypto = createCrypto({ masterKey: 'master key of the tests, long enough to be one', clock: Date.now })

function open(path: string): Promise<Storage> {
  return openStorage({ location: `sqlite:${path}/latchkey.db`, clock: Date.now, describe: plainDescriber })
}

/** Ends a session in which these clients got something. */
async function signOut({ provider }: Storage, clientIds: readonly string[]): Promise<SessionId> {
  const now = Date.now()
  const sessionId = newId('ses', { randomBytes: crypto.randomBytes, now })
  const proof = { authTime: now, acr: '1', amr: ['pwd'], createdAt: now, expiresAt: now + 60_000 }
  const whose = { sessionId, accountId: 'acc_a' as const, subject: 'a' as Subject }
  await provider.sessions.insert({ ...whose, ...proof, digest: crypto.digest(sessionId) })
  for (const clientId of clientIds) {
    const grantId = newId('gra', { randomBytes: crypto.randomBytes, now })
    const grant = {
      grantId,
      traceId: 'trc_a' as const,
      clientId: clientId as ClientId,
      scopes: ['openid'],
      authTimeRequested: false,
    }
    await provider.grants.insert({ ...whose, ...proof, ...grant, logoutChannels: ['back'] })
  }
  await provider.sessions.end(sessionId)
  return sessionId
}

/** Sends by doing what the test says; what came of it is recorded as the engine does. */
function sender(storage: Storage, send: (delivery: LogoutDelivery) => Promise<LogoutAttempt>): LogoutSender {
  const deliveries = storage.provider.logoutDeliveries
  return new LogoutSender({
    ...{ deliveries, clock: Date.now, random: () => 0.5 },
    provider: {
      async deliverLogout(delivery) {
        const attempt = await send(delivery)
        await deliveries.report(delivery, attempt, Date.now())
        return attempt
      },
    },
    onError: (cause) => assert.fail(String(cause)),
  })
}

describe('the sender of logout tokens', () => {
  test('of two processes each delivery is sent by one, whoever queued it', async () => {
    using folder = temporaryFolder()
    const storages = [await open(folder.path), await open(folder.path)] as const
    const sent: string[] = []
    const senders = storages.map((storage) =>
      sender(storage, async ({ deliveryId }) => {
        sent.push(deliveryId)
        return { state: 'delivered' }
      }),
    )
    const clientIds = ['a', 'b', 'c']
    await Promise.all(Array.from({ length: 30 }, (_, i) => signOut(storages[i % 2 === 0 ? 0 : 1], clientIds)))
    await waitUntil('all are sent', () => (sent.length >= 90 ? true : undefined))
    for (const each of senders) await each.close()
    assert.equal(sent.length, 90)
    assert.equal(new Set(sent).size, 90)
    for (const storage of storages) await storage.close()
  })

  test('a client that does not answer holds up no other client, and close waits for what is under way', async () => {
    using folder = temporaryFolder()
    const storage = await open(folder.path)
    const silence = Promise.withResolvers<void>()
    const sent: string[] = []
    let stuck = 0
    const sending = sender(storage, async ({ clientId }) => {
      if (clientId === 'silent') {
        stuck += 1
        await silence.promise
        return { state: 'waiting', problem: 'too_slow', nextAttemptAt: Date.now() + 60_000 }
      }
      sent.push(clientId)
      return { state: 'delivered' }
    })
    for (let i = 0; i < 20; i++) await signOut(storage, ['silent', 'well'])
    await waitUntil('the other client is told', () => (sent.length >= 20 ? true : undefined))
    assert.ok(stuck > 0 && stuck <= 8, `${stuck}`)
    const session = await signOut(storage, ['silent'])
    const [open1] = await sending.settled(session, 50)
    assert.deepEqual([open1?.state, open1?.problem], ['waiting', undefined])
    const closing = sending.close()
    silence.resolve()
    await closing
    const waiting = await storage.provider.logoutDeliveries.count(
      { clientId: 'silent' as ClientId, state: 'waiting' },
      Date.now(),
    )
    assert.equal(waiting, 21)
    await storage.close()
  })

  test('settled answers as soon as every client of the session has been tried', async () => {
    using folder = temporaryFolder()
    const storage = await open(folder.path)
    const sending = sender(storage, async ({ clientId }) =>
      clientId === 'down'
        ? { state: 'waiting', problem: 'unreachable', nextAttemptAt: Date.now() + 60_000 }
        : { state: 'delivered' },
    )
    const session = await signOut(storage, ['up', 'down'])
    const settled = await sending.settled(session, 60_000)
    assert.deepEqual(settled.map(({ clientId, state }) => `${clientId} ${state}`).sort(), ['down waiting', 'up delivered'])
    await sending.close()
    await storage.close()
  })
})
