import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { QueryRequest } from '../../src/jmap/contract.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { TestEngine } from './notes-type.ts'

async function engineWith(count: number): Promise<TestEngine> {
  const engine = new TestEngine()
  for (let index = 0; index < count; index += 1) await engine.notes.create({ title: `t${index % 2}` }, { context: engine.person })
  return engine
}

/** What the type is asked for by these arguments. */
async function asked(args: JsonObject): Promise<QueryRequest | undefined> {
  const engine = await engineWith(0)
  let request: QueryRequest | undefined
  engine.notes.query = async (received) => {
    request = received
    return { queryState: 'q', canCalculateChanges: false, position: 0, ids: [] }
  }
  const answer = await new TestEngine({ types: [engine.notes] }).one('x:Note/query', args)
  assert.equal('type' in answer, false, JSON.stringify(answer))
  return request
}

describe('RFC8620-5.5 Foo/query', () => {
  test('answers account, state, position and ids', async () => {
    assert.deepEqual(await (await engineWith(3)).one('x:Note/query', { filter: { title: 't0' } }), {
      accountId: 'ann',
      queryState: 'q',
      canCalculateChanges: true,
      position: 0,
      ids: ['n0', 'n2'],
    })
  })

  test('answers the total only if asked', async () => {
    const engine = await engineWith(3)
    assert.equal((await engine.one('x:Note/query', { calculateTotal: true, limit: 1 }))['total'], 3)
    assert.equal('total' in (await engine.one('x:Note/query', { calculateTotal: false })), false)
    engine.notes.query = async () => ({ queryState: 'q', canCalculateChanges: true, position: 0, ids: [], total: 3 })
    assert.equal('total' in (await engine.one('x:Note/query', {})), false)
  })

  test('answers the limit only where ours has cut the page', async () => {
    const engine = await engineWith(6)
    assert.deepEqual((await engine.one('x:Note/query', {}))['limit'], 4)
    assert.deepEqual((await engine.one('x:Note/query', { limit: 100 }))['limit'], 4)
    assert.equal('limit' in (await engine.one('x:Note/query', { limit: 4 })), false)
    assert.equal('limit' in (await engine.one('x:Note/query', { limit: 2 })), false)
    assert.equal('limit' in (await engine.one('x:Note/query', { filter: { title: 't0' } })), false)
  })

  test('hands the defaults to the type', async () => {
    assert.deepEqual(await asked({}), { sort: [], page: { position: 0 }, limit: 4, calculateTotal: false })
    const empty = { filter: null, sort: null, anchor: null, limit: null }
    assert.deepEqual(await asked(empty), { sort: [], page: { position: 0 }, limit: 4, calculateTotal: false })
  })

  test('hands all arguments to the type; the position is ignored beside an anchor, the offset without one', async () => {
    const sort = [
      { property: 'a', collation: 'i;unicode-casemap' },
      { property: 'b', isAscending: false },
    ]
    assert.deepEqual(
      await asked({ filter: { a: 1 }, sort, position: 3, anchor: 'n1', anchorOffset: -2, limit: 2, calculateTotal: true }),
      {
        filter: { a: 1 },
        sort: [
          { property: 'a', isAscending: true, collation: 'i;unicode-casemap' },
          { property: 'b', isAscending: false },
        ],
        page: { anchor: 'n1', offset: -2 },
        limit: 2,
        calculateTotal: true,
      },
    )
    assert.deepEqual((await asked({ position: -3, anchorOffset: 7 }))?.page, { position: -3 })
  })

  const manyConditions = { operator: 'AND', conditions: Array.from({ length: 200 }, () => ({ a: 1 })) }
  const wrong: readonly (readonly [string, string, JsonObject])[] = [
    ['invalidArguments', 'filter', { filter: [] }],
    ['invalidArguments', 'filter', { filter: 'x' }],
    ['invalidArguments', 'filter', { filter: { operator: 'XOR', conditions: [] } }],
    ['invalidArguments', 'filter', { filter: { operator: 'AND' } }],
    ['invalidArguments', 'filter', { filter: { operator: 'AND', conditions: {} } }],
    ['invalidArguments', 'filter', { filter: { operator: 'AND', conditions: [], title: 'x' } }],
    ['invalidArguments', 'filter', { filter: { operator: 'AND', conditions: [1] } }],
    ['invalidArguments', 'filter', { filter: { operator: 'NOT', conditions: [{ operator: 'or', conditions: [] }] } }],
    ['unsupportedFilter', 'filter', { filter: manyConditions }],
    ['invalidArguments', 'sort', { sort: {} }],
    ['invalidArguments', 'sort', { sort: ['title'] }],
    ['invalidArguments', 'sort', { sort: [{}] }],
    ['invalidArguments', 'sort', { sort: [{ property: 1 }] }],
    ['invalidArguments', 'sort', { sort: [{ property: 'a', isAscending: 'yes' }] }],
    ['invalidArguments', 'sort', { sort: [{ property: 'a', descending: true }] }],
    ['invalidArguments', 'sort', { sort: Array.from({ length: 11 }, () => ({ property: 'a' })) }],
    ['unsupportedSort', 'sort', { sort: [{ property: 'a', collation: 'i;unknown' }] }],
    ['invalidArguments', 'position', { position: 1.5 }],
    ['invalidArguments', 'position', { position: '0' }],
    ['invalidArguments', 'position', { position: 2 ** 53 }],
    ['invalidArguments', 'anchor', { anchor: 1 }],
    ['invalidArguments', 'anchorOffset', { anchor: 'n0', anchorOffset: null }],
    ['invalidArguments', 'limit', { limit: -1 }],
    ['invalidArguments', 'limit', { limit: 0.5 }],
    ['invalidArguments', 'calculateTotal', { calculateTotal: 1 }],
  ]
  for (const [type, name, args] of wrong) {
    test(`${JSON.stringify(args).slice(0, 80)} is ${type} and names ${name}`, async () => {
      const error = await new TestEngine().one('x:Note/query', args)
      assert.equal(error['type'], type)
      assert.ok(String(error['description']).startsWith(`${name}: `), String(error['description']))
    })
  }

  test('an operator may have operators inside', async () => {
    const filter: JsonValue = { operator: 'OR', conditions: [{ title: 'x' }, { operator: 'NOT', conditions: [{ title: 'y' }] }] }
    assert.deepEqual((await asked({ filter }))?.filter, filter)
  })

  test('what the type refuses is the error of the method', async () => {
    const engine = await engineWith(1)
    assert.deepEqual(await engine.one('x:Note/query', { anchor: 'n9' }), { type: 'anchorNotFound' })
    assert.deepEqual(await engine.one('x:Note/query', { filter: { size: 1 } }), { type: 'unsupportedFilter' })
  })

  test('needs the permission to query, not that to get', async () => {
    const engine = await engineWith(1)
    engine.person = { id: 'ann', lacks: ['x:Note/Query'] }
    assert.equal((await engine.one('x:Note/query', {}))['type'], 'forbidden')
    engine.person = { id: 'ann', lacks: ['x:Note/Get'] }
    assert.deepEqual((await engine.one('x:Note/query', {}))['ids'], ['n0'])
  })
})

describe('RFC8620-5.6 Foo/queryChanges', () => {
  test('answers what the type says of the difference', async () => {
    const args = { sinceQueryState: 'q', maxChanges: 3, upToId: 'n5', calculateTotal: true }
    assert.deepEqual(await new TestEngine().one('x:Note/queryChanges', args), {
      accountId: 'ann',
      oldQueryState: 'q',
      newQueryState: 'n5:3',
      total: 1,
      removed: ['n9'],
      added: [{ id: 'n0', index: 0 }],
    })
  })

  test('has no total unless asked, and a bound of its own', async () => {
    const answer = await new TestEngine().one('x:Note/queryChanges', { sinceQueryState: 'q' })
    assert.deepEqual(['total' in answer, answer['newQueryState']], [false, ':4'])
  })

  const wrong: readonly (readonly [string, JsonObject])[] = [
    ['cannotCalculateChanges', { sinceQueryState: 'r' }],
    ['invalidArguments', {}],
    ['invalidArguments', { sinceQueryState: 'q', maxChanges: 0 }],
    ['invalidArguments', { sinceQueryState: 'q', position: 0 }],
    ['invalidArguments', { sinceQueryState: 'q', filter: { operator: 'x' } }],
    ['unsupportedSort', { sinceQueryState: 'q', sort: [{ property: 'a', collation: 'x' }] }],
  ]
  for (const [type, args] of wrong) {
    test(`${JSON.stringify(args)} is ${type}`, async () => {
      assert.equal((await new TestEngine().one('x:Note/queryChanges', args))['type'], type)
    })
  }
})
