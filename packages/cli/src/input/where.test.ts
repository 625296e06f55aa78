import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sampleSchema as schema } from '../../test/sample-schema.ts'
import { UsageError } from '../command.ts'
import { findKind } from '../objects/kind.ts'
import { readFilter } from './where.ts'

const { kind } = findKind(schema, 'thing')

describe('conditions', () => {
  test('all become members of one filter, by the types of their fields', () => {
    assert.deepEqual(
      readFilter(schema, kind, [
        'text=two words',
        'is-open=true',
        'count>=2',
        'count<5',
        'life<=1h',
        'createdAt>2026-01-01',
        'uris=a',
      ]),
      {
        text: 'two words',
        isOpen: true,
        countIsGreaterThanOrEqual: 2,
        countIsLessThan: 5,
        lifeIsLessThanOrEqual: 3_600_000,
        createdAtIsGreaterThan: '2026-01-01T00:00:00Z',
        uris: 'a',
      },
    )
  })

  for (const [condition, said] of [
    ['name', /needs FIELD=VALUE/],
    ['=x', /needs FIELD=VALUE/],
    ['name>=a', /can only be compared with =/],
    ['text>a', /can only be compared with =/],
    ['count=x', /whole number/],
  ] as const) {
    test(`${condition} is refused`, () => {
      assert.throws(
        () => readFilter(schema, kind, [condition]),
        (error: unknown) => error instanceof UsageError && said.test(error.message),
      )
    })
  }

  test('are not given twice', () => assert.throws(() => readFilter(schema, kind, ['name=a', 'name=b']), UsageError))
})
