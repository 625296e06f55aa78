import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields } from '../../declarations/declaration.ts'
import type { QueryRequest } from '../../jmap/contract.ts'
import { answerQuery } from './answer-query.ts'
import type { Conditions } from './conditions.ts'
import type { RuntimeSource } from './runtime-source.ts'

interface Entry {
  readonly id: string
  readonly owner: string
}

const owner = {
  label: 'Owner',
  description: 'Whose it is',
  type: { type: 'string', format: 'string' },
  update: 'serverSet',
} as const
const searchable = { fields: { owner: { ...owner, indexed: true } } satisfies Fields, timeProperties: ['at'] }

/** Newest first: n9, n8, ... n0; the even ones are of `ann`. */
const entries: readonly Entry[] = Array.from({ length: 10 }, (_, i) => ({ id: `n${9 - i}`, owner: i % 2 === 1 ? 'ann' : 'bob' }))

const source: RuntimeSource<Entry> = {
  state: async () => 's1',
  idOf: ({ id }) => id,
  find: async (ids) => entries.filter(({ id }) => ids.includes(id)),
  async list(conditions, { after, offset, limit }) {
    const all = matching(conditions)
    const start = all.findIndex(({ id }) => id === after) + 1 + offset
    return all.slice(start, start + limit)
  },
  count: async (conditions) => matching(conditions).length,
  async place(conditions, id) {
    const index = matching(conditions).findIndex((entry) => entry.id === id)
    return index === -1 ? undefined : index
  },
  toWire: async (items) => items.map(({ id, owner }) => ({ id, owner })),
}

function matching({ equal }: Conditions): readonly Entry[] {
  return entries.filter((entry) => (equal.get('owner') ?? entry.owner) === entry.owner)
}

function ask(change: Partial<QueryRequest>) {
  const request: QueryRequest = { sort: [], page: { position: 0 }, limit: 3, calculateTotal: false, ...change }
  return answerQuery(request, source, searchable)
}

const oldest = [{ property: 'at', isAscending: true }]
const mine = { owner: 'ann' }

describe('RFC8620-5.5 pages of a list that is newest first', () => {
  const cases: readonly (readonly [what: string, change: Partial<QueryRequest>, position: number, ids: string])[] = [
    ['the first ones', {}, 0, 'n9 n8 n7'],
    ['from a position', { page: { position: 4 } }, 4, 'n5 n4 n3'],
    ['the last ones', { page: { position: 8 } }, 8, 'n1 n0'],
    ['behind the end', { page: { position: 20 } }, 20, ''],
    ['from the end', { page: { position: -2 } }, 8, 'n1 n0'],
    ['from before the beginning', { page: { position: -20 } }, 0, 'n9 n8 n7'],
    ['nothing', { limit: 0 }, 0, ''],
    ['from an anchor', { page: { anchor: 'n6', offset: 0 } }, 3, 'n6 n5 n4'],
    ['behind an anchor', { page: { anchor: 'n6', offset: 1 } }, 4, 'n5 n4 n3'],
    ['far behind an anchor', { page: { anchor: 'n6', offset: 3 } }, 6, 'n3 n2 n1'],
    ['before an anchor', { page: { anchor: 'n6', offset: -2 } }, 1, 'n8 n7 n6'],
    ['before the beginning, by an anchor', { page: { anchor: 'n8', offset: -5 } }, 0, 'n9 n8 n7'],
    ['of one owner', { filter: mine, page: { position: 1 } }, 1, 'n6 n4 n2'],
    ['of one owner behind an anchor', { filter: mine, page: { anchor: 'n6', offset: 1 } }, 2, 'n4 n2 n0'],
    ['oldest first', { sort: oldest }, 0, 'n0 n1 n2'],
    ['oldest first from a position', { sort: oldest, page: { position: 8 } }, 8, 'n8 n9'],
    ['oldest first behind the end', { sort: oldest, page: { position: 10 } }, 10, ''],
    ['oldest first from the end', { sort: oldest, page: { position: -1 } }, 9, 'n9'],
    ['oldest first behind an anchor', { sort: oldest, page: { anchor: 'n6', offset: 1 } }, 7, 'n7 n8 n9'],
    ['oldest first before an anchor', { sort: oldest, page: { anchor: 'n6', offset: -3 } }, 3, 'n3 n4 n5'],
    ['oldest first of one owner', { sort: oldest, filter: mine, limit: 2 }, 0, 'n0 n2'],
    ['nothing that contradicts itself', { filter: { operator: 'AND', conditions: [mine, { owner: 'bob' }] } }, 0, ''],
  ]
  for (const [what, change, position, ids] of cases) {
    test(what, async () => {
      const answer = await ask(change)
      assert.ok('ids' in answer)
      assert.deepEqual([answer.position, answer.ids.join(' ')], [position, ids])
      assert.equal(answer.canCalculateChanges, false)
      assert.equal('total' in answer, false)
    })
  }

  test('the total comes where it was asked for', async () => {
    for (const [filter, sort, total] of [
      [{}, [], 10],
      [mine, oldest, 5],
    ] as const) {
      const answer = await ask({ filter, sort, calculateTotal: true })
      assert.equal('total' in answer && answer.total, total)
    }
  })

  test('an anchor that the filter does not find is none', async () => {
    for (const sort of [[], oldest]) {
      for (const page of [
        { anchor: 'n5', offset: 0 },
        { anchor: 'gone', offset: 1 },
      ]) {
        const answer = await ask({ filter: mine, page, sort })
        assert.equal('error' in answer && answer.error.type, 'anchorNotFound')
      }
    }
  })

  test('no other order is offered', async () => {
    const answer = await ask({ sort: [{ property: 'owner', isAscending: true }] })
    assert.equal('error' in answer && answer.error.type, 'unsupportedSort')
    const refused = await ask({ filter: { height: 'x' } })
    assert.equal('error' in refused && refused.error.type, 'unsupportedFilter')
  })
})
