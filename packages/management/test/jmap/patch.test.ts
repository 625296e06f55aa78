import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyPatch, maxPointerDepth, maxPointerLength } from '../../src/jmap/patch-pointer.ts'
import type { JsonObject } from '../../src/ports/json.ts'

const note: JsonObject = {
  title: 't',
  tags: { a: true, b: true },
  deep: { er: { x: 1 } },
  list: [{ x: 1 }],
  none: null,
  'a/b': { '~': 1 },
}

describe('RFC8620-5.3 PatchObject', () => {
  const applied: readonly (readonly [string, JsonObject, JsonObject])[] = [
    ['sets a property', { title: 'new' }, { ...note, title: 'new' }],
    ['adds a property', { more: [1] }, { ...note, more: [1] }],
    ['replaces a whole object', { tags: { c: true } }, { ...note, tags: { c: true } }],
    ['sets a member inside', { 'tags/c': true }, { ...note, tags: { a: true, b: true, c: true } }],
    ['removes a member inside by null', { 'tags/a': null }, { ...note, tags: { b: true } }],
    ['removing what is not there does nothing', { 'tags/z': null, zz: null }, note],
    ['removes a property by null', { list: null }, Object.fromEntries(Object.entries(note).filter(([name]) => name !== 'list'))],
    ['reaches deep', { 'deep/er/x': 2, 'deep/er/y': 3 }, { ...note, deep: { er: { x: 2, y: 3 } } }],
    ['replaces a list', { list: [] }, { ...note, list: [] }],
    ['decodes ~0 and ~1', { 'a~1b/~0': 2 }, { ...note, 'a/b': { '~': 2 } }],
    ['an empty patch does nothing', {}, note],
    [
      'keys that only look alike do not overlap',
      { tags: {}, tagsx: 1, 'deep/e': 1, 'deep/er/x': 2 },
      { ...note, tags: {}, tagsx: 1, deep: { e: 1, er: { x: 2 } } },
    ],
    ['an empty name is a name', { '': 1 }, { ...note, '': 1 }],
  ]
  for (const [name, patch, expected] of applied) {
    test(name, () => {
      const before = JSON.stringify(note)
      assert.deepEqual(applyPatch(note, patch), { patched: expected })
      assert.equal(JSON.stringify(note), before)
    })
  }

  const refused: readonly (readonly [string, JsonObject, string, string])[] = [
    ['a parent that is not there', { 'nowhere/x': 1 }, 'nowhere/x', 'its parent does not exist'],
    ['a parent that is not there, deep', { 'deep/nowhere/x': null }, 'deep/nowhere/x', 'its parent does not exist'],
    ['a parent that is null', { 'none/x': 1 }, 'none/x', 'its parent does not exist'],
    ['a parent that is a text', { 'title/length': 1 }, 'title/length', 'its parent does not exist'],
    [
      'a parent that only the prototype has',
      { 'constructor/prototype': 1 },
      'constructor/prototype',
      'its parent does not exist',
    ],
    ['an item of a list', { 'list/0': 1 }, 'list/0', 'inside an array, which must be replaced as a whole'],
    ['inside an item of a list', { 'list/0/x': 1 }, 'list/0/x', 'inside an array, which must be replaced as a whole'],
    ['a key below another', { tags: {}, 'tags/a': true }, 'tags/a', 'overlaps another key'],
    ['a key above another', { 'deep/er/x': 1, deep: {} }, 'deep', 'overlaps another key'],
    ['a wrong escape', { 'a~2': 1 }, 'a~2', '~ must be followed by 0 or 1'],
    ['an escape at the end', { 'a~': 1 }, 'a~', '~ must be followed by 0 or 1'],
    ['__proto__', JSON.parse('{"__proto__":{"polluted":true}}'), '__proto__', '__proto__ is not a property'],
    ['__proto__ inside', { 'tags/__proto__/polluted': true }, 'tags/__proto__/polluted', '__proto__ is not a property'],
  ]
  for (const [name, patch, pointer, rule] of refused) {
    test(`${name} is invalidPatch, and nothing is applied`, () => {
      assert.deepEqual(applyPatch(note, { zzz: 1, ...patch }), {
        error: { type: 'invalidPatch', description: `Invalid JSON Pointer path: ${rule}`, properties: [pointer] },
      })
      assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
    })
  }

  test('pointers have bounds', () => {
    const deep = Array.from({ length: maxPointerDepth + 1 }, () => 'a').join('/')
    const long = 'a'.repeat(maxPointerLength + 1)
    for (const pointer of [deep, long, '/'.repeat(5_000_000)]) assert.ok('error' in applyPatch(note, { [pointer]: 1 }))
  })

  test('20,000 members of one set are patched at once', () => {
    const patch = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`tags/m${index}`, true]))
    const outcome = applyPatch(note, patch)
    assert.ok('patched' in outcome && Object.keys(Object(outcome.patched['tags'])).length === 20_002)
  })
})
