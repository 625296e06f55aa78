import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { FieldType } from '../../src/declarations/declaration.ts'
import { InvalidPatch } from '../../src/declarations/invalid-patch.ts'
import { type Patched, patchDocument } from '../../src/declarations/patch-document.ts'
import { sameJson } from '../../src/declarations/same-json.ts'
import { validateDocument } from '../../src/declarations/validate-document.ts'
import { formatPatchPointer } from '../../src/jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { registry, sample, stored } from './sample.ts'

const target = { declaration: sample, registry, current: stored, id: 's1' }
const runs = { numRuns: 2_000, seed: 20_260_101 }

/** Values that come near what the fields take, and values that do not. */
const leaf = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    1,
    -1,
    0.5,
    '',
    '****',
    'red',
    'Value',
    'File',
    'None',
    'k1',
    'r1',
    '10m',
    'a@example.com',
  ),
  fc.constantFrom('2026-01-01T00:00:00Z', 'https://a.example/', '__proto__', 'constructor'),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const key = fc.oneof(
  fc.constantFrom(
    ...Object.keys(sample.fields),
    '@type',
    'id',
    '0',
    '1',
    '2',
    'secret',
    'email',
    'roleId',
    'credentialId',
    'kind',
    'r1',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '~', '~1', '-1', '007', '1000000'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}))
const pointer = fc.array(key, { minLength: 1, maxLength: 4 }).map(formatPatchPointer)
const patch = fc.dictionary(fc.oneof(key, pointer, fc.constantFrom(...Object.keys(sample.fields))), value, { maxKeys: 4 })

function outcome(patch: JsonObject, current = stored): Patched | undefined {
  try {
    return patchDocument({ ...target, current }, patch)
  } catch (error) {
    if (error instanceof InvalidPatch) return undefined
    throw error
  }
}

describe('any patch whatsoever', () => {
  test('is applied or refused, and never breaks anything', () => {
    const before = JSON.stringify(stored)
    let applied = 0
    fc.assert(
      fc.property(patch, (anything) => {
        const patched = outcome(anything)
        if (patched === undefined) return
        applied += 1
        validateDocument({ fields: sample.fields, registry }, patched.document, patched.touched)
        const untouched = Object.keys(stored).filter((name) => !patched.touched.has(name))
        for (const name of untouched) assert.ok(sameJson(patched.document[name], stored[name]), name)
        assert.deepEqual(patched.document['createdAt'], stored['createdAt'])
        assert.deepEqual(patched.document['code'], stored['code'])
        for (const [name, field] of Object.entries(sample.fields)) assertCanonical(field.type, patched.document[name])
      }),
      runs,
    )
    assert.equal(JSON.stringify(stored), before)
    assert.equal(Object.getPrototypeOf({}), Object.prototype)
    assert.ok(applied > 50, `only ${applied} patches were applied`)
  })

  test('leaves what, sent back whole, changes nothing', () => {
    fc.assert(
      fc.property(patch, (anything) => {
        const patched = outcome(anything)
        if (patched === undefined) return
        // As get would answer it: secrets as masks.
        const shown = masked(patched.document)
        const again = patchDocument({ ...target, current: shown }, { id: 's1', ...shown })
        assert.ok(sameJson(again.document, shown), JSON.stringify([shown, again.document]))
      }),
      runs,
    )
  })

  test('applied twice is as applied once, unless it speaks of list items', () => {
    fc.assert(
      fc.property(patch, (anything) => {
        fc.pre(!Object.keys(anything).some((name) => /^(?:contacts|credentials)/.test(name)))
        const once = outcome(anything)
        const twice = once && outcome(anything, once.document)
        if (once !== undefined && twice !== undefined) assert.ok(sameJson(twice.document, once.document))
      }),
      runs,
    )
  })
})

test('an object read with get and sent back whole is as it was', () => {
  const { document } = patchDocument(target, { id: 's1', ...stored })
  assert.deepEqual(document, stored)
})

/** Secrets as masks, as on output. */
function masked(document: JsonObject): JsonObject {
  const hide = (name: string, member: JsonValue): JsonValue => {
    if (name === 'secret' && typeof member === 'string') return '****'
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member
    return Object.fromEntries(Object.entries(member).map(([inner, below]) => [inner, hide(inner, below)]))
  }
  const { labels = {}, ...others } = document
  return { ...Object.fromEntries(Object.entries(others).map(([name, member]) => [name, hide(name, member)])), labels }
}

function assertCanonical(type: FieldType, value: JsonValue | undefined): void {
  if (value === undefined || value === null) return
  switch (type.type) {
    case 'set':
      for (const member of Object.values(value)) assert.equal(member, true)
      return
    case 'objectList':
      assert.deepEqual(
        Object.keys(value),
        Object.keys(value).map((_, index) => String(index)),
      )
      return
    case 'number':
      assert.equal(typeof value, 'number')
      return
    case 'boolean':
      assert.equal(typeof value, 'boolean')
      return
    default:
  }
}
