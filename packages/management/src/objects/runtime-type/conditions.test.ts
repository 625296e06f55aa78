import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields } from '../../declarations/declaration.ts'
import type { JsonObject } from '../../ports/json.ts'
import { readConditions } from './conditions.ts'

const base = { label: 'Field', description: 'A field', update: 'serverSet' } as const
const fields: Fields = {
  actor: { ...base, type: { type: 'string', format: 'string' }, indexed: true },
  count: { ...base, type: { type: 'number', format: 'unsignedInteger' }, indexed: true },
  at: { ...base, type: { type: 'utcDateTime' }, indexed: true },
  note: { ...base, type: { type: 'string', format: 'string' } },
}
const noon = Date.UTC(2026, 0, 15, 12)
const date = '2026-01-15T12:00:00Z'

function spansOf(filter: JsonObject) {
  const read = readConditions(filter, fields)
  assert.ok('spans' in read)
  return read.spans.get('at')
}

describe('RFC8620-5.5 filters of what the server makes', () => {
  test('no filter has no conditions', () => {
    const read = readConditions(undefined, fields)
    assert.ok('equal' in read)
    assert.equal(read.equal.size + read.spans.size, 0)
    assert.equal(read.isImpossible, false)
  })

  test('conditions beside each other and below AND must all hold', () => {
    const filter = {
      operator: 'AND',
      conditions: [
        { actor: 'operator', count: 3 },
        { operator: 'AND', conditions: [{ actor: 'operator' }] },
      ],
    }
    const read = readConditions(filter, fields)
    assert.ok('equal' in read)
    assert.deepEqual(
      [...read.equal],
      [
        ['actor', 'operator'],
        ['count', 3],
      ],
    )
    assert.equal(read.isImpossible, false)
  })

  test('conditions that contradict each other find nothing', () => {
    const read = readConditions({ operator: 'AND', conditions: [{ actor: 'a' }, { actor: 'b' }] }, fields)
    assert.ok('equal' in read && read.isImpossible)
  })

  const spans: readonly (readonly [filter: JsonObject, span: { since?: number; until?: number }])[] = [
    [{ at: date }, { since: noon, until: noon + 1_000 }],
    [{ atIsGreaterThan: date }, { since: noon + 1_000 }],
    [{ atIsGreaterThanOrEqual: date }, { since: noon }],
    [{ atIsLessThan: date }, { until: noon }],
    [{ atIsLessThanOrEqual: date }, { until: noon + 1_000 }],
    [
      { atIsGreaterThanOrEqual: date, atIsLessThan: '2026-01-15T13:00:00Z' },
      { since: noon, until: noon + 3_600_000 },
    ],
    [{ operator: 'AND', conditions: [{ atIsGreaterThan: date }, { atIsGreaterThanOrEqual: date }] }, { since: noon + 1_000 }],
  ]
  for (const [filter, span] of spans) {
    test(`${JSON.stringify(filter)} is a span of whole seconds`, () => assert.deepEqual(spansOf(filter), span))
  }

  const refused: readonly (readonly [filter: JsonObject, type: string])[] = [
    [{ operator: 'OR', conditions: [{ actor: 'a' }] }, 'unsupportedFilter'],
    [{ operator: 'NOT', conditions: [{ actor: 'a' }] }, 'unsupportedFilter'],
    [{ operator: 'XOR', conditions: [] }, 'invalidArguments'],
    [{ operator: 'AND', conditions: { actor: 'a' } }, 'invalidArguments'],
    [{ operator: 'AND', conditions: ['actor'] }, 'invalidArguments'],
    [{ note: 'x' }, 'unsupportedFilter'],
    [{ unknown: 'x' }, 'unsupportedFilter'],
    [{ toString: 'x' }, 'unsupportedFilter'],
    [{ actorIsGreaterThan: 'x' }, 'unsupportedFilter'],
    [{ actor: 1 }, 'invalidArguments'],
    [{ actor: null }, 'invalidArguments'],
    [{ count: '1' }, 'invalidArguments'],
    [{ at: 1_700_000_000 }, 'invalidArguments'],
    [{ at: '2026-02-30T00:00:00Z' }, 'invalidArguments'],
    [{ atIsLessThan: 'yesterday' }, 'invalidArguments'],
  ]
  for (const [filter, type] of refused) {
    test(`${JSON.stringify(filter)} is refused`, () => {
      const read = readConditions(filter, fields)
      assert.equal('error' in read && read.error.type, type)
    })
  }

  test('operators within operators end somewhere', () => {
    let filter: JsonObject = { actor: 'a' }
    for (let depth = 0; depth < 100; depth += 1) filter = { operator: 'AND', conditions: [filter] }
    const read = readConditions(filter, fields)
    assert.equal('error' in read && read.error.type, 'unsupportedFilter')
  })
})
