import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { formatPatchPointer, parsePatchPointer } from '../../src/jmap/patch-pointer.ts'
import { anyName } from './json-arbitrary.ts'

describe('RFC6901-3 pointers, whatever their names', () => {
  test('what is formatted is parsed to the same names', () => {
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 1, maxLength: 20 }), (names) => {
        const parsed = parsePatchPointer(formatPatchPointer(names))
        if (names.includes('__proto__')) assert.ok('rule' in parsed)
        else assert.deepEqual(parsed, { names })
      }),
    )
  })

  test('what is parsed is formatted to the same pointer; anything else is refused by a rule', () => {
    const pointer = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('a', '/', '~', '~0', '~1', '0'), { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(pointer, (text) => {
        const parsed = parsePatchPointer(text)
        if ('names' in parsed) assert.equal(formatPatchPointer(parsed.names), text)
        else assert.ok(parsed.rule.length > 0 && (/~(?![01])/.test(text) || text.includes('__proto__')))
      }),
    )
  })
})
