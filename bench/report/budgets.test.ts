import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Measurement, ServerName } from '../measure/measurement.ts'
import type { OperationName } from '../operations/operation.ts'
import { isMet, judge } from './budgets.ts'
import type { BenchResult } from './result.ts'

function measured(server: ServerName, operation: OperationName, rates: readonly number[], othersBusy = 0): Measurement {
  const rounds = rates.map((rate) => ({ rate, cost: 1000 / rate, serverBusy: 1, generatorBusy: 0.5, othersBusy }))
  return { server, operation, rounds, p50: 1, p95: 2, p99: 3, memory: 100e6 }
}

function judged(measurements: readonly Measurement[], more: Partial<BenchResult> = {}) {
  const result: BenchResult = { measurements, starts: [], signing: { rs256: 2000, es256: 30_000 }, ...more }
  return new Map(judge(result, ['bun']).map((outcome) => [outcome.title, outcome]))
}

describe('budgets', () => {
  test('compare within a round, so that a slow round of both does not count', () => {
    const outcomes = judged([
      measured('latchkey-bun', 'discovery', [90, 9, 90]),
      measured('bare-bun', 'discovery', [100, 10, 100]),
    ])
    const outcome = outcomes.get('discovery against the bare listener')
    assert.ok(outcome && isMet(outcome))
    assert.equal(outcome.reached.toFixed(2), '0.90')
  })

  test('are missed when the ratio is below what is required', () => {
    const outcomes = judged([measured('latchkey-bun', 'userinfo', [400]), measured('oidc-provider', 'userinfo', [100])])
    const outcome = outcomes.get('userinfo against oidc-provider')
    assert.ok(outcome && !isMet(outcome))
    assert.equal(outcome.reached, 4)
  })

  test('tell when something else used the core', () => {
    const title = 'discovery against the bare listener'
    const quiet = judged([measured('latchkey-bun', 'discovery', [90]), measured('bare-bun', 'discovery', [100])])
    const noisy = judged([measured('latchkey-bun', 'discovery', [90], 0.5), measured('bare-bun', 'discovery', [100])])
    assert.equal(quiet.get(title)?.wasShared, false)
    assert.equal(noisy.get(title)?.wasShared, true)
  })

  test('hold RS256 refreshes against the signing rate', () => {
    const outcomes = judged([measured('latchkey-bun', 'refresh-rs256', [1800])])
    const outcome = outcomes.get('refresh-rs256 against RSA-2048 of openssl')
    assert.equal(outcome?.reached, 0.9)
    assert.equal(outcome.byCost?.toFixed(2), '0.90')
  })

  test('say nothing of what was not measured', () => {
    assert.deepEqual([...judged([]).keys()], [])
  })

  test('name the operation that slowed down most on the full database', () => {
    const counts = { accounts: 1, clients: 1, grants: 1 }
    const empty = [measured('latchkey-bun', 'userinfo', [100]), measured('latchkey-bun', 'code-flow', [100])]
    const full = [measured('latchkey-bun', 'userinfo', [95]), measured('latchkey-bun', 'code-flow', [50])]
    const outcome = judged([], { scale: { ...counts, empty, full } }).get(
      'slowest operation on the full database against the empty one',
    )
    assert.ok(outcome && !isMet(outcome))
    assert.equal(outcome.reached, 2)
  })
})
