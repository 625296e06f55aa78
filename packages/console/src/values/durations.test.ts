import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatDuration, parseDuration } from './durations.ts'

describe('durations', () => {
  const shown: readonly (readonly [number, string])[] = [
    [0, '0s'],
    [1, '1ms'],
    [600_000, '10m'],
    [5_400_000, '1h 30m'],
    [2_592_000_000, '30d'],
    [90_061_001, '1d 1h 1m 1s 1ms'],
  ]
  for (const [milliseconds, text] of shown) {
    test(`${milliseconds} milliseconds are shown and typed as ${text}`, () => {
      assert.equal(formatDuration(milliseconds), text)
      assert.equal(parseDuration(text), milliseconds)
    })
  }

  test('what people type in other ways is understood', () => {
    assert.deepEqual(
      ['1h30m', ' 1 d 5 h ', '3600000', '2H', '500ms'].map(parseDuration),
      [5_400_000, 104_400_000, 3_600_000, 7_200_000, 500],
    )
  })

  test('everything else is no duration', () => {
    for (const text of ['', 'soon', '1x', '-1h', '1.5h', 'h', '99999999999999d'])
      assert.equal(parseDuration(text), undefined, text)
  })
})
