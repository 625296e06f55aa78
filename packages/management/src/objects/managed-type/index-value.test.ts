import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { filterIndexValue, numberIndexValue, textIndexValue } from './index-value.ts'

describe('values of the search index', () => {
  test('numbers are in the order of their texts', () => {
    const numbers = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1000, max: 1000 }))
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const [a, b] = [numberIndexValue(one), numberIndexValue(other)]
        assert.equal(Math.sign(one - other), a < b ? -1 : a > b ? 1 : 0, `${one} ${a}, ${other} ${b}`)
      }),
    )
    const ordered = [-2, -1.5, -1.25, -1, -0.5, -0.001, 0, 0.001, 0.5, 1, 1.25, 2, 10].map(numberIndexValue)
    assert.deepEqual(ordered.toSorted(), ordered)
    assert.equal(numberIndexValue(3), '10000000000000003')
    assert.equal(numberIndexValue(-1), '09999999999999999')
  })

  test('texts are compared without regard to case and width, and long ones by a digest of all of them', () => {
    assert.equal(textIndexValue('Ｊａｎｅ DOE'), 'jane doe')
    const [one, other] = [`${'x'.repeat(500)}1`, `${'x'.repeat(500)}2`].map(textIndexValue)
    assert.notEqual(one, other)
    assert.ok(Buffer.byteLength(textIndexValue('\u{10ffff}'.repeat(1000))) < 1000)
    assert.ok(textIndexValue(`${'x'.repeat(199)}\u{1f600}${'y'.repeat(200)}`).isWellFormed())
  })

  const table = [
    [{ type: 'string', format: 'string' }, 'A', 'a'],
    [{ type: 'string', format: 'string' }, 1, undefined],
    [{ type: 'enum', enumName: 'Colour' }, 'Red', 'Red'],
    [{ type: 'objectId', objectName: 'x:Role' }, 'rol_A', 'rol_A'],
    [{ type: 'boolean' }, true, 'true'],
    [{ type: 'boolean' }, 'false', 'false'],
    [{ type: 'boolean' }, 'no', undefined],
    [{ type: 'number', format: 'duration' }, '1s', '10000000000001000'],
    [{ type: 'number', format: 'duration' }, 1000, '10000000000001000'],
    [{ type: 'number', format: 'duration' }, 'soon', undefined],
    [{ type: 'number', format: 'integer' }, '1', undefined],
    [{ type: 'utcDateTime' }, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    [{ type: 'utcDateTime' }, '2026-01-01', undefined],
    [
      { type: 'map', keyClass: { type: 'string', format: 'string' }, valueClass: { type: 'string', format: 'string' } },
      {},
      undefined,
    ],
  ] as const
  for (const [type, value, text] of table) {
    test(`${JSON.stringify(value)} as ${type.type} is ${text}`, () => assert.equal(filterIndexValue(type, value), text))
  }
})
