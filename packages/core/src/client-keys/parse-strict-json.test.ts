import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseStrictJson } from './parse-strict-json.ts'

describe('RFC8725-2.4 JSON that every parser reads alike', () => {
  const objects = [
    '{}',
    '{"a":1,"b":{"a":1}}',
    '{"a":{"x":1},"b":{"x":1}}',
    '{"a":[{"x":1},{"x":1}],"x":2}',
    '{"a":"a","b":"{\\"a\\":1,\\"a\\":2}"}',
    '{ "a" : [ "a" , "a" ] , "c" : "," }',
    '{"\\\\":1,"\\"":2,"":3}',
    '{"__proto__":1,"constructor":2}',
    `{"a":${'['.repeat(31)}${']'.repeat(31)}}`,
  ]
  for (const text of objects) {
    test(`${text.slice(0, 50)} is an object`, () => {
      const parsed = parseStrictJson(text)
      assert.ok(parsed.kind === 'object')
      assert.deepEqual(Object.entries(parsed.value), Object.entries(JSON.parse(text) as object))
    })
  }

  const refused: readonly (readonly [text: string, problem: string])[] = [
    ['', 'not_json'],
    ['{', 'not_json'],
    ['{"a":1}{"a":1}', 'not_json'],
    ['\ufeff{}', 'not_json'],
    ['[]', 'not_object'],
    ['null', 'not_object'],
    ['"a"', 'not_object'],
    ['1', 'not_object'],
    ['{"a":1,"a":1}', 'duplicate_member'],
    ['{"a":1,"b":2,"\\u0061":3}', 'duplicate_member'],
    ['{"a":{"b":1,"b":2}}', 'duplicate_member'],
    ['{"a":[{"b":1,"c":[],"b":2}]}', 'duplicate_member'],
    ['{"a":{},"a":[]}', 'duplicate_member'],
    ['{"a":"x,y","a":1}', 'duplicate_member'],
    ['{"__proto__":1,"__proto__":2}', 'duplicate_member'],
    [`{"a":${'['.repeat(32)}${']'.repeat(32)}}`, 'too_deep'],
  ]
  for (const [text, problem] of refused) {
    test(`${JSON.stringify(text).slice(0, 50)} is refused: ${problem}`, () => {
      const parsed = parseStrictJson(text)
      assert.equal(parsed.kind === 'refused' && parsed.problem, problem)
    })
  }
})
