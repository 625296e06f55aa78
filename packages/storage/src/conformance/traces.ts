import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, twoNodes } from './nodes.ts'
import { aClient, aClientId, aTrace } from './records.ts'

export function traceConformance(create: CreateDatabase): void {
  describe('traces', () => {
    const nodes = twoNodes(create)
    const kept = async (traces: readonly { readonly traceId: `trc_${string}` }[]) => {
      const found = await Promise.all(traces.map(({ traceId }) => nodes().there.provider.traces.find(traceId)))
      return found.map((trace) => trace?.updatedAt)
    }

    test('a trace is found as it was saved last', async () => {
      const { traces } = nodes().here.provider
      const trace = aTrace()
      await traces.save([trace], 10)
      assert.deepEqual(await traces.find(trace.traceId), trace)
      const later = { ...trace, updatedAt: now + 1, droppedSteps: 3, steps: [] }
      await traces.save([later], 10)
      assert.deepEqual(await traces.find(trace.traceId), later)
      assert.equal(await traces.find('trc_unknown'), undefined)
      await traces.save([], 10)
    })

    test('of each client the newest are kept, those of others stay', async () => {
      const { clients, traces } = nodes().here.provider
      const [clientId, other] = [aClientId(), aClientId()]
      for (const id of [clientId, other]) await clients.insert(aClient({ clientId: id }))
      const [mine, theirs] = [series(clientId, 6), series(other, 3)]
      await traces.save(theirs, 3)
      await traces.save(mine.slice(0, 4).reverse(), 3)
      assert.deepEqual(await kept(mine.slice(0, 4)), [undefined, now + 1, now + 2, now + 3])
      await traces.save(mine.slice(4), 3)
      assert.deepEqual(await kept(mine), [undefined, undefined, undefined, now + 3, now + 4, now + 5])
      assert.deepEqual(await kept(theirs), [now, now + 1, now + 2])
    })

    test('traces without a client, and of clients without a record, are bounded together', async () => {
      const { traces } = nodes().here.provider
      const anonymous = series(undefined, 4)
      await traces.save(anonymous, 2)
      assert.deepEqual(await kept(anonymous), [undefined, undefined, now + 2, now + 3])
      const madeUp = Array.from({ length: 4 }, (_, i) => aTrace({ clientId: aClientId(), updatedAt: now + 10 + i }))
      await traces.save(madeUp, 2)
      assert.deepEqual(await kept([...anonymous, ...madeUp]), [...Array(6).fill(undefined), now + 12, now + 13])
    })

    test('the traces of a client that was removed are no longer kept for it', async () => {
      const { clients, traces } = nodes().here.provider
      const client = aClient()
      await clients.insert(client)
      const mine = series(client.clientId, 2)
      await traces.save(mine, 2)
      await clients.remove(client.clientId, now)
      assert.deepEqual(await kept(mine), [now, now + 1])
      const anonymous = series(undefined, 3).map((trace) => ({ ...trace, updatedAt: trace.updatedAt + 20 }))
      await traces.save(anonymous, 2)
      assert.deepEqual(await kept(mine), [undefined, undefined])
    })

    test('a client id that nobody would register does no harm', async () => {
      for (const clientId of ['a\0b', 'x'.repeat(100_000), '\ud800'] as never[]) {
        const trace = aTrace({ clientId })
        await nodes().here.provider.traces.save([trace], 5)
        assert.deepEqual(await nodes().there.provider.traces.find(trace.traceId), trace)
      }
    })

    test('traces are listed newest first, in pages, with their number', async () => {
      const { clients, traces } = nodes().here.provider
      const { traces: elsewhere } = nodes().there.provider
      const clientId = aClientId()
      await clients.insert(aClient({ clientId }))
      const madeUp = aClientId()
      const [mine, others] = [series(clientId, 5), series(madeUp, 2)]
      await traces.save([...mine, ...others], 100)
      const ids = mine.map(({ traceId }) => traceId).sort((a, b) => (a < b ? 1 : -1))
      const list = async (...of: Parameters<typeof traces.list>) => (await elsewhere.list(...of)).map(({ traceId }) => traceId)
      assert.deepEqual(await list({ clientId }, { limit: 10 }), ids)
      assert.deepEqual(await list({ clientId }, { limit: 2, offset: 1 }), ids.slice(1, 3))
      assert.deepEqual(await list({ clientId }, { limit: 2, after: ids[1] ?? 'trc_' }), ids.slice(2, 4))
      assert.equal((await list({ clientId: madeUp }, { limit: 10 })).length, 2)
      assert.deepEqual(await list({ clientId: aClientId() }, { limit: 10 }), [])
      assert.equal(await elsewhere.count({ clientId }), 5)
      assert.equal(await elsewhere.count({ clientId, newerThan: ids[2] ?? 'trc_' }), 2)

      const all = await list({}, { limit: 1_000 })
      assert.deepEqual(
        all,
        [...all].sort((a, b) => (a < b ? 1 : -1)),
      )
      assert.equal(await elsewhere.count({}), all.length)
      assert.equal(await elsewhere.count({ newerThan: all[3] ?? 'trc_' }), 3)
      assert.deepEqual(await list({}, { limit: 2, after: all[3] ?? 'trc_', offset: 1 }), all.slice(5, 7))
    })

    test('the time of the last change is known', async () => {
      const { traces } = nodes().here.provider
      await traces.save([aTrace({ updatedAt: now + 1_000_000 })], 100)
      await traces.save([aTrace({ updatedAt: now + 5 })], 100)
      assert.equal(await nodes().there.provider.traces.latest(), now + 1_000_000)
    })

    test('two nodes that save for the same clients at once do not lock each other out', async () => {
      const clients = Array.from({ length: 4 }, () => aClientId())
      await race(16, nodes(), ({ provider }) =>
        provider.traces.save(
          clients.map((clientId) => aTrace({ clientId })),
          5,
        ),
      )
    })
  })
}

function series(clientId: ReturnType<typeof aClientId> | undefined, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const { clientId: _client, ...trace } = aTrace({ updatedAt: now + i })
    return clientId === undefined ? trace : { ...trace, clientId }
  })
}
