import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isJsonObject } from '../../src/jmap/json-object.ts'
import { formatPatchPointer } from '../../src/jmap/patch-pointer.ts'
import { evaluatePointer, resolveReferences } from '../../src/jmap/result-reference.ts'
import type { JsonValue } from '../../src/ports/json.ts'
import { anyName, jsonOf, prototypeNames } from './json-arbitrary.ts'

/** Every place of a document, as names. */
function places(value: JsonValue, names: readonly string[] = []): readonly (readonly [readonly string[], JsonValue])[] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [[names, value], ...members.flatMap(([name, member]) => places(member, [...names, name]))]
}

function pointerOf(names: readonly string[]): string {
  return names.length === 0 ? '' : `/${formatPatchPointer(names)}`
}

describe('RFC6901-4 evaluation, whatever the document', () => {
  test('the pointer to each place leads to it', () => {
    fc.assert(
      fc.property(jsonOf(anyName), (document) => {
        for (const [names, value] of places(document)) assert.equal(evaluatePointer(document, pointerOf(names)), value)
      }),
    )
  })

  test('any other pointer leads nowhere, or to a place of the document by *', () => {
    const pointer = fc.array(anyName, { maxLength: 4 }).map((parts) => parts.map((part) => `/${part}`).join(''))
    fc.assert(
      fc.property(jsonOf(anyName), pointer, (document, text) => {
        const value = evaluatePointer(document, text)
        const there = places(document)
        if (value === undefined || there.some(([names, other]) => pointerOf(names) === text && other === value)) return
        assert.ok(text.includes('*'), text)
        assert.ok(Array.isArray(value) && value.every((item) => there.some(([, other]) => Object.is(other, item))))
      }),
    )
  })
})

describe('RFC8620-3.7 references, whatever they hold', () => {
  test('* is what map and flat are', () => {
    const item = fc.oneof(
      jsonOf(anyName, 2),
      fc.record({ a: jsonOf(anyName, 2) }),
      fc.record({ a: fc.array(jsonOf(anyName, 1)) }),
    )
    fc.assert(
      fc.property(fc.array(item), (list) => {
        const values = list.map((one) => (isJsonObject(one) && Object.hasOwn(one, 'a') ? one['a'] : undefined))
        const expected = values.includes(undefined) ? undefined : values.flat(1)
        assert.deepEqual(evaluatePointer({ list }, '/list/*/a'), expected)
        assert.deepEqual(evaluatePointer({ list }, '/list/*'), list.flat(1))
      }),
    )
  })

  test('* inside of * is flatMap inside of flatMap', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ b: fc.array(fc.record({ c: fc.integer() })) })), (list) => {
        const expected = list.flatMap(({ b }) => b.map(({ c }) => c))
        assert.deepEqual(evaluatePointer(list, '/*/b/*/c'), expected)
      }),
    )
  })

  test('arguments are those that were sent with each reference replaced, or one of three errors', () => {
    const before = prototypeNames()
    const reference = fc.record(
      {
        resultOf: fc.constantFrom<JsonValue>('c0', 'c1', 1),
        name: fc.constantFrom<JsonValue>('Core/echo', 'other', null),
        path: fc.oneof(fc.constantFrom('', '/a', '/a/*', '/*', 'a'), jsonOf(anyName, 1)),
      },
      { requiredKeys: [] },
    )
    const args = fc
      .array(
        fc.tuple(
          fc.oneof(
            anyName,
            anyName.map((name) => `#${name}`),
          ),
          fc.oneof(reference, jsonOf(anyName, 1)),
        ),
        { maxLength: 3 },
      )
      .map((members) => Object.fromEntries(members))
    const errors = new Set(['invalidArguments', 'invalidResultReference', 'requestTooLarge'])
    fc.assert(
      fc.property(jsonOf(anyName, 3), args, (a, sent) => {
        try {
          const resolved = resolveReferences(sent, [['Core/echo', { a }, 'c0']], { left: 1000 })
          assert.deepEqual(
            Object.keys(resolved).sort(),
            Object.keys(sent)
              .map((name) => name.replace(/^#/, ''))
              .sort(),
          )
        } catch (error) {
          assert.ok(error instanceof Error && errors.has(error.message), String(error))
        }
        assert.equal(prototypeNames(), before)
      }),
    )
  })
})
