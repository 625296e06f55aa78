import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { byCodePoints, sharedBeginning } from './code-points.ts'

describe('texts in the order of the databases', () => {
  test('the order is that of UTF-8', () => {
    const texts = ['', 'a', 'aa', 'b', 'é', '\u{ffee}', '\u{ffee}a', '\u{1f600}', '\u{1f600}a', '\u{10ffff}']
    for (const a of texts) {
      for (const b of texts) {
        const expected = Buffer.compare(Buffer.from(a), Buffer.from(b))
        assert.equal(Math.sign(byCodePoints(a, b)), expected, JSON.stringify([a, b]))
      }
    }
  })

  const shared = [
    ['', 'abc', 0],
    ['abc', 'abd', 2],
    ['ab', 'abc', 2],
    ['abc', 'abc', 3],
    ['\u{1f600}a', '\u{1f600}b', 1],
    // The same high surrogate is no code point in common.
    ['\u{1f600}', '\u{1f601}', 0],
  ] as const
  for (const [a, b, count] of shared) {
    test(`${JSON.stringify(a)} and ${JSON.stringify(b)} begin with ${count} code points in common`, () => {
      assert.equal(sharedBeginning(a, b), count)
    })
  }
})
