import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseDuration } from './duration.ts'

describe('a duration on the wire', () => {
  const table: readonly (readonly [value: unknown, milliseconds: number | undefined])[] = [
    [1, 1],
    [2_592_000_000, 2_592_000_000],
    ['1ms', 1],
    ['2s', 2_000],
    ['3m', 180_000],
    ['4h', 14_400_000],
    ['5d', 432_000_000],
    ['10  m', 600_000],
    ['007s', 7_000],
    ['1500', 1_500],
    [0, undefined],
    [-1, undefined],
    [0.5, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['0d', undefined],
    ['', undefined],
    [' 1m', undefined],
    ['1m ', undefined],
    ['1m\n', undefined],
    ['1w', undefined],
    ['1M', undefined],
    ['1h30m', undefined],
    ['+1m', undefined],
    ['1e3', undefined],
    ['٣m', undefined],
    ['9999999999999999d', undefined],
    [true, undefined],
    [null, undefined],
    [[1], undefined],
  ]
  for (const [value, milliseconds] of table) {
    test(`${JSON.stringify(value)} is ${milliseconds} ms`, () => assert.equal(parseDuration(value), milliseconds))
  }
})
