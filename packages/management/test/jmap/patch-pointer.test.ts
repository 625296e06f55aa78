import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { maxPointerDepth, maxPointerLength, parsePatchPointer } from '../../src/jmap/patch-pointer.ts'

describe('RFC8620-5.3 keys of a PatchObject', () => {
  const parsed: readonly (readonly [pointer: string, names: readonly string[]])[] = [
    ['title', ['title']],
    ['deep/er/x', ['deep', 'er', 'x']],
    ['a~1b/~0', ['a/b', '~']],
    ['~01', ['~1']],
    ['', ['']],
    ['/', ['', '']],
  ]
  for (const [pointer, names] of parsed) {
    test(`"${pointer}" names ${JSON.stringify(names)}`, () => assert.deepEqual(parsePatchPointer(pointer), { names }))
  }

  const refused: readonly (readonly [name: string, pointer: string, rule: string])[] = [
    ['a wrong escape', 'a~2', '~ must be followed by 0 or 1'],
    ['an escape at the end', 'a~', '~ must be followed by 0 or 1'],
    ['__proto__', '__proto__', '__proto__ is not a property'],
    ['__proto__ inside', 'tags/__proto__/polluted', '__proto__ is not a property'],
    [
      'too many levels',
      Array(maxPointerDepth + 1)
        .fill('a')
        .join('/'),
      `more than ${maxPointerDepth} levels`,
    ],
    ['too many characters', '/'.repeat(5_000_000), `longer than ${maxPointerLength} characters`],
  ]
  for (const [name, pointer, rule] of refused) {
    test(`${name} is refused with the rule`, () => assert.deepEqual(parsePatchPointer(pointer), { rule }))
  }
})
