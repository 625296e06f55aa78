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
