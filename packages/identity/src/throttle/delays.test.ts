import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountRule, delayAfter, networkRule, siteRule } from './delays.ts'

describe('the delay after failures', () => {
  const table = [
    [accountRule, 0, 0],
    [accountRule, 5, 0],
    [accountRule, 6, 1_000],
    [accountRule, 7, 2_000],
    [accountRule, 15, 512_000],
    [accountRule, 16, 900_000],
    [accountRule, 1_000_000, 900_000],
    [networkRule, 50, 0],
    [networkRule, 51, 1_000],
    [networkRule, 57, 60_000],
    [siteRule, 30, 0],
    [siteRule, 1_000_000, 60_000],
  ] as const
  for (const [rule, failures, delay] of table) {
    test(`${failures} failures of a rule with ${rule.free} free ones cost ${delay} ms`, () => {
      assert.equal(delayAfter(rule, failures), delay)
    })
  }

  for (const rule of [accountRule, networkRule, siteRule]) {
    test(`a counter with ${rule.free} free failures outlives its longest delay`, () => assert.ok(rule.memory > rule.longest))
  }
})
