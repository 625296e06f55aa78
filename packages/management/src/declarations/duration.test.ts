import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { durationText, parseDuration } from './duration.ts'

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

  test('no time at all is a value where it is meant', () => {
    assert.equal(parseDuration(0, 0), 0)
    assert.equal(parseDuration('0s', 0), 0)
    assert.equal(parseDuration(-1, 0), undefined)
  })

  test('its text has the largest unit that leaves no rest, and is read back as it was', () => {
    const texts = [1, 999, 1000, 90_000, 3_600_000, 86_400_000, 36_500 * 86_400_000].map(durationText)
    assert.deepEqual(texts, ['1ms', '999ms', '1s', '90s', '1h', '1d', '36500d'])
    assert.equal(parseDuration(durationText(0), 0), 0)
  })
})
