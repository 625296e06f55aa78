import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CheckOutcome, ClientId, PostureBreach, TraceStep } from '@latchkey/core'
import { BreachTally } from './breach-tally.ts'

const app = 'app' as ClientId
const failed = (cause: unknown) => assert.fail(String(cause))

function outcome(check: string, what: CheckOutcome['outcome']): CheckOutcome {
  return { check, spec: 'RFC9700-2.1.1', outcome: what }
}

function step(checks: readonly CheckOutcome[], at = 0, ending: TraceStep['outcome'] = 'completed'): TraceStep {
  return { at, endpoint: 'authorize', outcome: ending, checks }
}

function openTally(onError = failed) {
  const written: (readonly PostureBreach[])[] = []
  const store = { add: async (breaches: readonly PostureBreach[]) => void written.push(breaches) }
  return { written, tally: new BreachTally({ store, clock: () => 9, onError }) }
}

describe('tally of breaches', () => {
  test('breaches of one rule by one client are written as one sum, with the time of the last', async () => {
    const { tally, written } = openTally()
    for (const at of [1, 2, 3])
      tally.note(app, step([outcome('pkce-required', 'would-fail'), outcome('display', 'would-fail')], at))
    tally.note('other' as ClientId, step([outcome('token-resource-known', 'would-fail')], 4, 'interaction'))
    await tally.flush()
    assert.deepEqual(written, [
      [
        { rule: 'pkce-required', clientId: 'app', count: 3, lastAt: 3 },
        { rule: 'resource-known', clientId: 'other', count: 1, lastAt: 4 },
      ],
    ])
    await tally.flush()
    assert.equal(written.length, 1)
  })

  test('what passed, what was refused anyway and what names no client is not counted', async () => {
    const { tally, written } = openTally()
    tally.note(app, step([outcome('pkce-required', 'passed')]))
    tally.note(app, step([outcome('pkce-required', 'would-fail')], 0, 'refused'))
    tally.note(undefined, step([outcome('pkce-required', 'would-fail')]))
    await tally.flush()
    assert.deepEqual(written, [])
  })

  test('client ids that are made up have bounds, and so has their number', async () => {
    const { tally, written } = openTally()
    for (let count = 0; count < 6_000; count += 1) {
      tally.note(`${count}\0${'x'.repeat(3_000)}` as ClientId, step([outcome('pkce-required', 'would-fail')]))
    }
    await tally.flush()
    assert.equal(written[0]?.length, 5_000)
    assert.match(written[0]?.[0]?.clientId ?? '', /^0\?x{1998}$/)
  })

  test('a store that fails does not stop the counting', async () => {
    const causes: unknown[] = []
    const store = { add: () => Promise.reject(new Error('disk full')) }
    const tally = new BreachTally({ store, clock: () => 0, onError: (cause) => causes.push(cause) })
    for (const at of [1, 2]) {
      tally.note(app, step([outcome('pkce-required', 'would-fail')], at))
      await tally.flush()
    }
    assert.equal(causes.length, 2)
  })
})
