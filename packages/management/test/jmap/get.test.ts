import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '../../src/ports/json.ts'
import { TestEngine } from './notes-type.ts'

/** With notes `n0`, `n1`, ... */
async function engineWith(count: number): Promise<TestEngine> {
  const engine = new TestEngine()
  for (let index = 0; index < count; index += 1) {
    await engine.notes.create({ title: `t${index}`, color: 'red' }, { context: engine.person })
  }
  return engine
}

describe('RFC8620-5.1 Foo/get', () => {
  test('answers account, state, objects and what was not found', async () => {
    const engine = await engineWith(2)
    assert.deepEqual(await engine.call(['x:Note/get', { accountId: 'ann', ids: ['n1', 'n9'], properties: null }]), [
      ['x:Note/get', { accountId: 'ann', state: '2', list: [{ id: 'n1', title: 't1', color: 'red' }], notFound: ['n9'] }, 'c0'],
    ])
  })

  test('an id that comes twice is answered once', async () => {
    const engine = await engineWith(1)
    const { list, notFound } = await engine.one('x:Note/get', { ids: ['n0', 'n9', 'n0', 'n9'] })
    assert.deepEqual([list, notFound], [[{ id: 'n0', title: 't0', color: 'red' }], ['n9']])
  })

  test('what cannot be an id is not found', async () => {
    const ids = ['', 'a b', 'ü', 'x'.repeat(256), '../n0']
    const { list, notFound } = await (await engineWith(1)).one('x:Note/get', { ids })
    assert.deepEqual([list, notFound], [[], ids])
  })

  test('ids null, or none at all, are the first maxObjectsInGet objects', async () => {
    const engine = await engineWith(7)
    for (const args of [{ ids: null }, {}]) {
      const { list, notFound } = await engine.one('x:Note/get', args)
      assert.deepEqual([Array.isArray(list) && list.length, notFound], [5, []])
    }
  })

  test('no ids are no objects', async () => {
    const { list, notFound } = await (await engineWith(1)).one('x:Note/get', { ids: [] })
    assert.deepEqual([list, notFound], [[], []])
  })

  test('more ids than maxObjectsInGet are requestTooLarge; repeated ones do not count', async () => {
    const engine = await engineWith(1)
    const ids = ['n0', 'n1', 'n2', 'n3', 'n4']
    assert.equal((await engine.one('x:Note/get', { ids: [...ids, 'n5'] }))['type'], 'requestTooLarge')
    assert.equal('list' in (await engine.one('x:Note/get', { ids: [...ids, ...ids] })), true)
  })

  test('only the properties that are asked for come, and the id', async () => {
    const { list } = await (await engineWith(1)).one('x:Note/get', { ids: ['n0'], properties: ['title', 'unknown'] })
    assert.deepEqual(list, [{ id: 'n0', title: 't0' }])
  })

  test('all properties come if none that is asked for exists', async () => {
    const { list } = await (await engineWith(1)).one('x:Note/get', { ids: ['n0'], properties: ['unknown'] })
    assert.deepEqual(list, [{ id: 'n0', title: 't0', color: 'red' }])
  })

  const wrong: readonly (readonly [string, JsonObject])[] = [
    ['ids', { ids: 'n0' }],
    ['ids', { ids: [1] }],
    ['ids', { ids: {} }],
    ['properties', { ids: [], properties: 'title' }],
    ['properties', { ids: [], properties: [null] }],
    ['accountId', { accountId: null }],
    ['accountId', { accountId: 1 }],
  ]
  for (const [name, args] of wrong) {
    test(`${JSON.stringify(args)} is invalidArguments and names ${name}`, async () => {
      const { type, description } = await new TestEngine().one('x:Note/get', args)
      assert.equal(type, 'invalidArguments')
      assert.match(String(description), new RegExp(`^${name}: must be `))
    })
  }

  test('needs the permission', async () => {
    const engine = await engineWith(1)
    engine.person = { id: 'ann', lacks: ['x:Note/Get'] }
    assert.deepEqual(await engine.one('x:Note/get', { ids: ['n0'] }), { type: 'forbidden', description: 'Not yours' })
  })
})

describe('the account of a call', () => {
  test('is the caller’s if it names none', async () => {
    assert.equal((await new TestEngine().one('x:Note/get', { ids: [] }))['accountId'], 'ann')
  })

  for (const method of ['get', 'set', 'query', 'changes', 'queryChanges']) {
    const needed: JsonObject = { changes: { sinceState: '0' }, queryChanges: { sinceQueryState: 'q' } }[method] ?? {}
    test(`another one is forbidden in /${method}, whether it exists or not`, async () => {
      assert.equal((await new TestEngine().one(`x:Note/${method}`, { ...needed, accountId: 'bob' }))['type'], 'forbidden')
    })
    test(`what is no id is accountNotFound in /${method}`, async () => {
      assert.equal((await new TestEngine().one(`x:Note/${method}`, { ...needed, accountId: 'b b' }))['type'], 'accountNotFound')
    })
  }
})

describe('a singleton', () => {
  test('is got by its id, and by none', async () => {
    const engine = new TestEngine()
    for (const ids of [null, ['singleton']]) {
      assert.deepEqual((await engine.one('x:Settings/get', { ids }))['list'], [{ id: 'singleton', size: 1 }])
    }
  })

  test('has no other id', async () => {
    const { list, notFound } = await new TestEngine().one('x:Settings/get', { ids: ['n0', 'Singleton'] })
    assert.deepEqual([list, notFound], [[], ['n0', 'Singleton']])
  })
})

describe('RFC8620-5.2 Foo/changes', () => {
  test('answers what was done since a state, and what the state is then', async () => {
    const engine = await engineWith(2)
    await engine.one('x:Note/set', { update: { n0: { title: 'x' } }, destroy: ['n1'] })
    assert.deepEqual(await engine.one('x:Note/changes', { sinceState: '2' }), {
      accountId: 'ann',
      oldState: '2',
      newState: '4',
      hasMoreChanges: false,
      created: [],
      updated: ['n0'],
      destroyed: ['n1'],
    })
  })

  test('answers no more than maxChanges, and never more than one get takes', async () => {
    const engine = await engineWith(9)
    const { newState, hasMoreChanges } = await engine.one('x:Note/changes', { sinceState: '0', maxChanges: 3 })
    assert.deepEqual([newState, hasMoreChanges], ['3', true])
    for (const args of [{ sinceState: '0' }, { sinceState: '0', maxChanges: 1000 }, { sinceState: '0', maxChanges: null }]) {
      assert.equal((await engine.one('x:Note/changes', args))['newState'], '5')
    }
  })

  test('a state that says nothing is cannotCalculateChanges', async () => {
    assert.equal((await new TestEngine().one('x:Note/changes', { sinceState: 'x' }))['type'], 'cannotCalculateChanges')
  })

  for (const args of [
    {},
    { sinceState: 1 },
    { sinceState: '0', maxChanges: 0 },
    { sinceState: '0', maxChanges: -1 },
    { sinceState: '0', maxChanges: 1.5 },
  ]) {
    test(`${JSON.stringify(args)} is invalidArguments`, async () => {
      assert.equal((await new TestEngine().one('x:Note/changes', args))['type'], 'invalidArguments')
    })
  }

  test('a type without changes has no such method', async () => {
    const engine = new TestEngine()
    delete engine.notes.changes
    const other = new TestEngine({ types: [engine.notes] })
    assert.equal((await other.one('x:Note/changes', { sinceState: '0' }))['type'], 'unknownMethod')
  })
})
