import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '../../ports/json.ts'
import { type FieldDifference, fieldChanges } from './field-changes.ts'

describe('what changed of an object', () => {
  const cases: readonly (readonly [string, JsonObject | undefined, JsonObject | undefined, readonly FieldDifference[]])[] = [
    ['nothing', { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }, []],
    [
      'a text and a number',
      { a: 'x', b: 1 },
      { a: 'y', b: 2 },
      [
        { field: 'a', before: 'x', after: 'y' },
        { field: 'b', before: '1', after: '2' },
      ],
    ],
    [
      'a member within',
      { a: { b: { c: true } } },
      { a: { b: { c: false } } },
      [{ field: 'a/b/c', before: 'true', after: 'false' }],
    ],
    ['a member of a set', { a: { x: true } }, { a: { x: true, 'y/~': true } }, [{ field: 'a/y~1~0', after: 'true' }]],
    ['a list', { a: [1, 2] }, { a: [1] }, [{ field: 'a', before: '[1,2]', after: '[1]' }]],
    ['from null', { a: null }, { a: 'x' }, [{ field: 'a', after: 'x' }]],
    ['an object instead of nothing', {}, { a: { b: 1 } }, [{ field: 'a', after: '{"b":1}' }]],
    ['a creation', undefined, { a: 1 }, [{ field: 'a', after: '1' }]],
    ['a removal', { a: 1 }, undefined, [{ field: 'a', before: '1' }]],
    ['names that every object has', { constructor: 'x' }, {}, [{ field: 'constructor', before: 'x' }]],
  ]
  for (const [what, before, after, differences] of cases) {
    test(what, () => assert.deepEqual(fieldChanges(before, after), differences))
  }
})
