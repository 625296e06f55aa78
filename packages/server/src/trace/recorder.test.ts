import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId, Trace, TraceId, TraceStep, TraceStore } from '@latchkey/core'
import { Recorder, tracesPerClient } from './recorder.ts'

function memoryStore(): Pick<TraceStore, 'find' | 'save'> & { readonly saved: Map<string, Trace>; saves: number } {
  const saved = new Map<string, Trace>()
  return {
    saved,
    saves: 0,
    async save(traces) {
      this.saves += 1
      for (const trace of traces) saved.set(trace.traceId, trace)
    },
    async find(traceId) {
      return saved.get(traceId)
    },
  }
}

function step(endpoint: string, outcome: TraceStep['outcome'] = 'completed', at = 0): TraceStep {
  return { at, endpoint, outcome, checks: [] }
}

const client = 'app' as ClientId
const failed = (cause: unknown) => assert.fail(String(cause))

describe('trace recorder', () => {
  test('the steps of a transaction are written together', async () => {
    const store = memoryStore()
    const recorder = new Recorder({ store, clock: () => 5, onError: failed })
    recorder.record('trc_1', undefined, step('authorize', 'interaction'))
    recorder.record('trc_1', client, step('token'))
    await recorder.flush()
    const trace = store.saved.get('trc_1')
    assert.deepEqual(
      trace?.steps.map((each) => each.endpoint),
      ['authorize', 'token'],
    )
    assert.equal(trace?.clientId, client)
    assert.equal(store.saves, 1)
  })

  test('while a client fills its ring all the time, it is written less often', async () => {
    const [full, busy, calm] = [Promise.withResolvers<number>(), Promise.withResolvers<number>(), Promise.withResolvers<number>()]
    const store = memoryStore()
    let begun = 0
    const save: TraceStore['save'] = async (traces, perClient) => {
      await store.save(traces, perClient)
      ;[full, busy, calm][store.saves - 1]?.resolve(performance.now() - begun)
    }
    const recorder = new Recorder({ store: { ...store, save }, clock: () => 5, onError: failed })
    for (let count = 0; count < tracesPerClient; count += 1) recorder.record(`trc_${count}`, client, step('authorize'))
    await recorder.flush()
    begun = performance.now()
    recorder.record('trc_busy', client, step('authorize'))
    // Timers may be late, never early.
    const waiting = setTimeout(assert.fail, 60_000)
    assert.ok((await busy.promise) > 900)
    recorder.record('trc_calm', client, step('authorize'))
    await calm.promise
    clearTimeout(waiting)
    assert.equal(store.saved.size, tracesPerClient + 2)
  })

  test('what names itself a client is kept with bounds', async () => {
    const store = memoryStore()
    const recorder = new Recorder({ store, clock: () => 5, onError: failed })
    recorder.record('trc_1', `a\u{1f600}\r\nb\u{202e}${'x'.repeat(10_000)}` as ClientId, step('authorize', 'refused'))
    await recorder.flush()
    const kept = store.saved.get('trc_1')?.clientId ?? ''
    assert.equal(kept.slice(0, 10), 'a????b?xxx')
    assert.equal(kept.length, 2_000)
  })

  test('repeated userinfo answers are counted and write nothing', async () => {
    const store = memoryStore()
    const recorder = new Recorder({ store, clock: () => 5, onError: failed })
    recorder.record('trc_1', client, step('token'))
    recorder.record('trc_1', client, step('userinfo'))
    await recorder.flush()
    for (let count = 0; count < 10; count += 1) recorder.record('trc_1', client, step('userinfo'))
    recorder.record('trc_unknown', client, step('userinfo'))
    await recorder.flush()
    assert.equal(store.saves, 1)
    recorder.record('trc_1', client, step('userinfo', 'refused'))
    await recorder.flush()
    assert.equal(store.saved.get('trc_1')?.droppedSteps, 10)
    assert.equal(store.saved.get('trc_1')?.steps.length, 3)
  })

  test('a trace goes on after a restart', async () => {
    const store = memoryStore()
    const before = new Recorder({ store, clock: () => 5, onError: failed })
    before.record('trc_1', client, step('authorize', 'completed', 1))
    await before.flush()
    const after = new Recorder({ store, clock: () => 9, onError: failed })
    after.record('trc_1', client, step('token', 'completed', 2))
    await after.flush()
    assert.deepEqual(
      store.saved.get('trc_1')?.steps.map((each) => each.endpoint),
      ['authorize', 'token'],
    )
    assert.equal(store.saved.get('trc_1')?.startedAt, 5)
  })

  test('each client keeps its newest hundred, and a trace its first fifty steps', async () => {
    const store = memoryStore()
    const recorder = new Recorder({ store, clock: () => 5, onError: failed })
    for (let count = 0; count < 300; count += 1) recorder.record(`trc_${count}` as TraceId, client, step('authorize'))
    for (let count = 0; count < 60; count += 1) recorder.record('trc_long', client, step(`e${count}`))
    await recorder.flush()
    assert.equal(store.saved.get('trc_long')?.steps.length, 50)
    assert.equal(store.saved.get('trc_long')?.droppedSteps, 10)
  })

  test('a store that fails does not stop the recorder', async () => {
    const causes: unknown[] = []
    const store = { ...memoryStore(), save: () => Promise.reject(new Error('disk full')) }
    const recorder = new Recorder({ store, clock: () => 5, onError: (cause) => causes.push(cause) })
    recorder.record('trc_1', client, step('authorize'))
    await recorder.flush()
    recorder.record('trc_1', client, step('token'))
    await recorder.flush()
    assert.equal(causes.length, 2)
  })
})
