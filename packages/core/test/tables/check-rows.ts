import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check, ReasonId } from '@latchkey/core'

/** A row of a table, an input that otherwise passes, and what the row says about it; `undefined`: it holds. */
export type RowCase<Input> = readonly [check: string, reason: ReasonId | undefined, what: string, change: Partial<Input>]

/**
 * Tests each row of a check table by itself: `passing` satisfies all of them, each case changes it, and every row has a case that it
 * refuses.
 */
export function testRows<Input, Endpoint extends string>(
  title: string,
  table: readonly Check<Input, Endpoint>[],
  passing: Input,
  cases: readonly RowCase<Input>[],
): void {
  describe(title, () => {
    test('a request that keeps every rule passes every row', () => {
      for (const check of table) assert.equal(check.run(passing), undefined, check.name)
    })

    for (const [name, reason, what, change] of cases) {
      test(`${name}: ${what} ${reason === undefined ? 'passes' : `is ${reason}`}`, () => {
        const check = table.find((row) => row.name === name)
        assert.ok(check, `no row is called ${name}`)
        assert.equal(check.run({ ...passing, ...change })?.reason, reason)
      })
    }

    test('every row refuses something', () => {
      const refusing = new Set(cases.flatMap(([name, reason]) => (reason === undefined ? [] : [name])))
      assert.deepEqual(
        table.map(({ name }) => name).filter((name) => !refusing.has(name)),
        [],
      )
    })
  })
}
