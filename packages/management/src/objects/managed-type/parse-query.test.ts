import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields } from '../../declarations/declaration.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { Filter } from '../../ports/objects.ts'
import { parseFilter, parseSort, QueryMistake } from './parse-query.ts'

const indexed = { label: 'Label', description: 'Description', update: 'mutable', indexed: true } as const
const fields: Fields = {
  name: { ...indexed, type: { type: 'string', format: 'string' }, searched: true },
  count: { ...indexed, type: { type: 'number', format: 'integer' } },
  at: { ...indexed, type: { type: 'utcDateTime' } },
  isOn: { ...indexed, type: { type: 'boolean' } },
  roleIds: { ...indexed, type: { type: 'set', class: { type: 'objectId', objectName: 'x:Role' } } },
  hidden: { label: 'Label', description: 'Description', update: 'mutable', type: { type: 'string', format: 'string' } },
}

const name: Filter = { kind: 'compare', property: 'name', by: 'equal', value: 'jane' }

function refusal(parse: () => unknown): string {
  try {
    parse()
  } catch (error) {
    if (error instanceof QueryMistake) return error.error.type
    throw error
  }
  return 'accepted'
}

function nested(depth: number): JsonObject {
  return depth === 0 ? { name: 'x' } : { operator: 'AND', conditions: [nested(depth - 1)] }
}

describe('RFC8620-5.5 a filter', () => {
  const accepted: readonly (readonly [filter: JsonObject, parsed: Filter])[] = [
    [{}, { kind: 'and', filters: [] }],
    [{ name: 'Jane' }, name],
    [{ roleIds: 'rol_1' }, { kind: 'compare', property: 'roleIds', by: 'equal', value: 'rol_1' }],
    [{ isOn: true }, { kind: 'compare', property: 'isOn', by: 'equal', value: 'true' }],
    [{ countIsGreaterThan: 1 }, { kind: 'compare', property: 'count', by: 'greater', value: '10000000000000001' }],
    [
      { countIsGreaterThanOrEqual: 1 },
      { kind: 'compare', property: 'count', by: 'greater-or-equal', value: '10000000000000001' },
    ],
    [{ atIsLessThan: '2026-01-01T00:00:00Z' }, { kind: 'compare', property: 'at', by: 'less', value: '2026-01-01T00:00:00Z' }],
    [
      { atIsLessThanOrEqual: '2026-01-01T00:00:00Z' },
      { kind: 'compare', property: 'at', by: 'less-or-equal', value: '2026-01-01T00:00:00Z' },
    ],
    [{ text: 'Jane Doe' }, { kind: 'text', words: ['jane', 'doe'] }],
    [
      { text: 'Jane', name: 'jane' },
      { kind: 'and', filters: [{ kind: 'text', words: ['jane'] }, name] },
    ],
    [
      { operator: 'OR', conditions: [{ name: 'jane' }] },
      { kind: 'or', filters: [name] },
    ],
    [
      { operator: 'OR', conditions: [] },
      { kind: 'or', filters: [] },
    ],
    [
      { operator: 'NOT', conditions: [{ name: 'jane' }] },
      { kind: 'not', filter: { kind: 'or', filters: [name] } },
    ],
    [
      { operator: 'AND', conditions: [{ name: 'jane' }, { operator: 'NOT', conditions: [{ name: 'jane' }] }] },
      { kind: 'and', filters: [name, { kind: 'not', filter: { kind: 'or', filters: [name] } }] },
    ],
  ]
  for (const [filter, parsed] of accepted) {
    test(`${JSON.stringify(filter)} is understood`, () => assert.deepEqual(parseFilter(fields, filter), parsed))
  }

  const refused: readonly (readonly [filter: JsonObject, type: string])[] = [
    [{ hidden: 'x' }, 'unsupportedFilter'],
    [{ unknown: 'x' }, 'unsupportedFilter'],
    [{ constructor: 'x' }, 'unsupportedFilter'],
    [{ IsGreaterThan: 1 }, 'unsupportedFilter'],
    [{ nameIsGreaterThan: 'x' }, 'unsupportedFilter'],
    [{ name: 1 }, 'invalidArguments'],
    [{ name: null }, 'invalidArguments'],
    [{ count: 'x' }, 'invalidArguments'],
    [{ atIsLessThan: 'yesterday' }, 'invalidArguments'],
    [{ text: 1 }, 'invalidArguments'],
    [{ operator: 'XOR', conditions: [] }, 'invalidArguments'],
    [{ operator: 'AND' }, 'invalidArguments'],
    [{ operator: 'AND', conditions: ['x'] }, 'invalidArguments'],
    [nested(10), 'unsupportedFilter'],
    [{ operator: 'OR', conditions: Array.from({ length: 101 }, () => ({ name: 'x' })) }, 'unsupportedFilter'],
  ]
  for (const [filter, type] of refused) {
    test(`${JSON.stringify(filter).slice(0, 80)} is ${type}`, () =>
      assert.equal(
        refusal(() => parseFilter(fields, filter)),
        type,
      ))
  }

  test('no refusal says back what was sent', () => {
    const filter = { '<script>': 'secret' }
    assert.throws(
      () => parseFilter(fields, filter),
      (error: Error) => !error.message.includes('script') && !error.message.includes('secret'),
    )
  })

  test('an object without searched fields has no text', () => {
    assert.equal(
      refusal(() => parseFilter({}, { text: 'x' })),
      'unsupportedFilter',
    )
  })
})

describe('RFC8620-5.5 a sort', () => {
  test('is by indexed properties of one value', () => {
    assert.deepEqual(parseSort(fields, [{ property: 'count', isAscending: false, collation: 'i;unicode-casemap' }]), [
      { property: 'count', isAscending: false },
    ])
    for (const property of ['hidden', 'roleIds', 'id', 'toString']) {
      assert.equal(
        refusal(() => parseSort(fields, [{ property, isAscending: true }])),
        'unsupportedSort',
        property,
      )
    }
    const collated = [{ property: 'name', isAscending: true, collation: 'i;basic' }]
    assert.equal(
      refusal(() => parseSort(fields, collated)),
      'unsupportedSort',
    )
  })
})
