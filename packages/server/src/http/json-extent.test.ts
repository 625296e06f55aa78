import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jsonExtent } from './json-extent.ts'

const cases: readonly (readonly [text: string, values: number, depth: number])[] = [
  ['', 1, 0],
  ['"a"', 1, 0],
  ['[]', 2, 1],
  ['[1,2,3]', 4, 1],
  ['{"a":1,"b":[{},{}]}', 7, 3],
  ['"[{,,,"', 1, 0],
  [String.raw`["a\"[[[,,,","\\",{}]`, 5, 2],
  [String.raw`["\\\"[,","[\\"]`, 3, 1],
  ['"no end [[[', 1, 0],
  ['[[[', 4, 3],
  ['"ä,ö"', 1, 0],
]

describe('how much a JSON text holds', () => {
  for (const [text, values, depth] of cases) {
    test(`${text === '' ? 'nothing' : text}`, () => {
      assert.deepEqual(jsonExtent(Buffer.from(text)), { values, depth })
    })
  }

  test('is never less than what a parser finds', () => {
    const value = { a: ['\\', '"', '\\"', ',', '[', { 'b"]': [[], {}, [1, [2]]] }], 'c,{': '\\\\"' }
    const count = (one: unknown): number =>
      typeof one === 'object' && one !== null ? 1 + Object.values(one).reduce((sum: number, inner) => sum + count(inner), 0) : 1
    assert.ok(jsonExtent(Buffer.from(JSON.stringify(value))).values >= count(value))
  })
})
