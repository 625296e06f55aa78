import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isJsonObject } from '../../src/jmap/json-object.ts'
import { applyPatch, formatPatchPointer, parsePatchPointer } from '../../src/jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { anyName, jsonOf, objectOf, plainName, prototypeNames } from './json-arbitrary.ts'

type Paths = readonly (readonly [names: readonly string[], value: JsonValue])[]

/** Patches as lists of names, in the form that a client would write. */
const anyPaths: fc.Arbitrary<Paths> = fc.array(
  fc.tuple(fc.array(plainName, { minLength: 1, maxLength: 3 }), jsonOf(plainName, 2)),
  { maxLength: 4 },
)

/**
 * The rules of RFC8620-5.3 in the plainest way: one key after the other on a copy, with lists of names instead of pointers. `undefined`:
 * refused.
 */
function model(object: JsonObject, paths: Paths): JsonValue | undefined {
  const isBeginning = (shorter: readonly string[], longer: readonly string[]): boolean =>
    shorter.length < longer.length && shorter.every((name, index) => longer[index] === name)
  if (paths.some(([one]) => paths.some(([other]) => isBeginning(one, other)))) return undefined
  let result: Map<string, unknown> = toMaps(object) as Map<string, unknown>
  for (const [names, value] of paths) {
    let parent: unknown = result
    for (const name of names.slice(0, -1)) parent = parent instanceof Map ? parent.get(name) : undefined
    if (!(parent instanceof Map)) return undefined
    const last = names.at(-1) ?? ''
    if (value === null) parent.delete(last)
    else parent.set(last, value)
  }
  result = new Map(result)
  return fromMaps(result)
}

function toMaps(value: JsonValue): unknown {
  return isJsonObject(value) ? new Map(Object.entries(value).map(([name, member]) => [name, toMaps(member)])) : value
}

function fromMaps(value: unknown): JsonValue {
  if (!(value instanceof Map)) return value as JsonValue
  return Object.fromEntries([...value].map(([name, member]) => [name, fromMaps(member)]))
}

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

describe('RFC8620-5.3 patches, whatever they hold', () => {
  test('a patch does what the rules say, one key after the other', () => {
    let applied = 0
    fc.assert(
      fc.property(objectOf(plainName, jsonOf(plainName, 3)), anyPaths, (object, paths) => {
        const last = new Map(paths.map(([names, value]) => [formatPatchPointer(names), [names, value] as const]))
        const patch = Object.fromEntries([...last].map(([pointer, [, value]]) => [pointer, value]))
        const expected = model(object, [...last.values()])
        const outcome = applyPatch(object, patch)
        if (expected === undefined) assert.ok('error' in outcome)
        else {
          assert.deepEqual(outcome, { patched: expected })
          applied += 1
        }
      }),
      { numRuns: 3000 },
    )
    assert.ok(applied > 300, `only ${applied} patches were sound`)
  })

  test('none throws, changes what it is given, or pollutes a prototype', () => {
    const before = prototypeNames()
    const pointer = fc.array(anyName, { maxLength: 4 }).map((names) => names.join('/'))
    fc.assert(
      fc.property(objectOf(anyName, jsonOf(anyName)), objectOf(pointer, jsonOf(anyName, 2)), (object, patch) => {
        const texts = JSON.stringify([object, patch])
        const outcome = applyPatch(object, patch)
        if ('patched' in outcome) assert.equal(Object.getPrototypeOf(outcome.patched), Object.prototype)
        assert.equal(JSON.stringify([object, patch]), texts)
        assert.equal(prototypeNames(), before)
      }),
    )
  })

  test('the same patch twice is the same as once', () => {
    fc.assert(
      fc.property(objectOf(plainName, jsonOf(plainName, 3)), objectOf(plainName, jsonOf(plainName, 2)), (object, patch) => {
        const once = applyPatch(object, patch)
        if ('patched' in once) assert.deepEqual(applyPatch(once.patched, patch), once)
      }),
    )
  })

  test('a patch of one member leaves every other one alone', () => {
    fc.assert(
      fc.property(objectOf(plainName, jsonOf(plainName, 3)), plainName, jsonOf(plainName, 2), (object, name, value) => {
        const outcome = applyPatch(object, { [formatPatchPointer([name])]: value })
        assert.ok('patched' in outcome)
        const rest = (of: JsonObject): JsonValue => Object.fromEntries(Object.entries(of).filter(([other]) => other !== name))
        assert.deepEqual(rest(outcome.patched), rest(object))
        assert.deepEqual(Object.hasOwn(outcome.patched, name) ? outcome.patched[name] : null, value)
      }),
    )
  })
})
