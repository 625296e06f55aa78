import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { difference } from './difference.ts'

describe('expected against received', () => {
  const cases: readonly (readonly [expected: string, received: string, markedExpected: string, markedReceived: string])[] = [
    ['https://a/cb', 'https://a/cb/', 'https://a/cb', 'https://a/cb<mark>/</mark>'],
    ['https://a/cb', 'http://a/cb', 'http<mark>s</mark>://a/cb', 'http://a/cb'],
    ['https://a/cb?x', 'https://b/cb?x', 'https://<mark>a</mark>/cb?x', 'https://<mark>b</mark>/cb?x'],
    ['S256', 'plain', 'S256', 'plain'],
    ['aa', 'aaa', 'aa', 'aa<mark>a</mark>'],
    ['same', 'same', 'same', 'same'],
    ['', 'x', '', 'x'],
    ['x<1>y', 'x<2>y', 'x&lt;<mark>1</mark>&gt;y', 'x&lt;<mark>2</mark>&gt;y'],
    ['k🔑', 'k🔒', 'k<mark>🔑</mark>', 'k<mark>🔒</mark>'],
  ]
  for (const [expected, received, markedExpected, markedReceived] of cases) {
    test(`${expected} against ${received}`, () => {
      const marked = difference(expected, received)
      assert.deepEqual([marked.expected.toString(), marked.received.toString()], [markedExpected, markedReceived])
    })
  }
})
