import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'

/** Names that break careless code, beside ordinary ones and any text. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'id', 'ids', '', '~', '/', 'a/b', '~0', '~1', '*', '#k', '0', '1', '-'),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '\0'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)

/** Names of few kinds, so that patches and paths meet. */
export const plainName: fc.Arbitrary<string> = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  '~',
  '/',
  'a/b',
  '~1',
  '*',
  '0',
  'constructor',
  'toString',
)

/** JSON of any kind with such names. */
export function jsonOf(name: fc.Arbitrary<string>, depth = 4): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
    object: objectOf(name, tie('value')),
    value: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      fc.oneof(
        fc.constantFrom<JsonValue>(null, true, false, 0, -1, 2 ** 53, 1.5, ''),
        anyName,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('object'),
    ),
  })).value
}

/** As `JSON.parse` makes objects: every name is an ordinary member. */
export function objectOf(name: fc.Arbitrary<string>, value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(name, value), { maxLength: 5 }).map((members) => Object.fromEntries(members))
}

/** What `Object.prototype` has; the same before and after, unless something polluted it. */
export function prototypeNames(): string {
  return JSON.stringify([Object.getOwnPropertyNames(Object.prototype).sort(), Object.keys(Array.prototype)])
}
