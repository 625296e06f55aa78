import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '../../src/ports/json.ts'
import { TestEngine } from './notes-type.ts'

/** With notes `n0`, `n1`, ... */
async function engineWith(count: number): Promise<TestEngine> {
  const engine = new TestEngine()
  for (let index = 0; index < count; index += 1) await engine.notes.create({ title: `t${index}` }, { context: engine.person })
  engine.notes.seenStates.length = 0
  return engine
}

describe('RFC8620-5.3 Foo/set', () => {
  test('makes, changes and removes, and answers states and only what is not empty', async () => {
    const engine = await engineWith(2)
    assert.deepEqual(
      await engine.one('x:Note/set', { create: { k: { title: 'new' } }, update: { n0: { title: 'x' } }, destroy: ['n1'] }),
      {
        accountId: 'ann',
        oldState: '2',
        newState: '5',
        created: { k: { id: 'n2' } },
        updated: { n0: null },
        destroyed: ['n1'],
      },
    )
    assert.deepEqual(
      [...engine.notes.objects],
      [
        ['n0', { title: 'x' }],
        ['n2', { title: 'new' }],
      ],
    )
    assert.deepEqual(await engine.one('x:Note/set', {}), { accountId: 'ann', oldState: '5', newState: '5' })
    assert.deepEqual(await engine.one('x:Note/set', { create: null, update: {}, destroy: [], ifInState: null }), {
      accountId: 'ann',
      oldState: '5',
      newState: '5',
    })
  })

  test('one object that is refused leaves the others alone', async () => {
    const engine = await engineWith(1)
    const answer = await engine.one('x:Note/set', {
      create: { bad: { title: '' }, good: { title: 'g' } },
      update: { n9: { title: 'x' }, n0: { title: 'y' } },
    })
    assert.deepEqual(answer['created'], { good: { id: 'n1' } })
    assert.deepEqual(answer['notCreated'], { bad: { type: 'invalidProperties', description: 'Empty', properties: ['title'] } })
    assert.deepEqual(answer['updated'], { n0: null })
    assert.deepEqual(answer['notUpdated'], { n9: { type: 'notFound', description: 'No such note' } })
  })

  test('an object that is updated and destroyed by one call is destroyed, and the update is willDestroy', async () => {
    const engine = await engineWith(1)
    const answer = await engine.one('x:Note/set', { update: { n0: { title: 'x' } }, destroy: ['n0'] })
    assert.deepEqual(answer['notUpdated'], {
      n0: { type: 'willDestroy', description: 'The object is destroyed by the same call.' },
    })
    assert.deepEqual([answer['destroyed'], 'updated' in answer], [['n0'], false])
  })

  test('an id that comes twice in destroy is destroyed once', async () => {
    const answer = await (await engineWith(1)).one('x:Note/set', { destroy: ['n0', 'n0'] })
    assert.deepEqual([answer['destroyed'], 'notDestroyed' in answer], [['n0'], false])
  })

  test('what cannot be an id is notFound', async () => {
    const engine = await engineWith(1)
    const args = { update: { 'a b': {}, '': {} }, destroy: ['a b', '#k'] }
    assert.deepEqual(await engine.setErrors('x:Note/set', args, 'notUpdated'), { 'a b': 'notFound', '': 'notFound' })
    assert.deepEqual(await engine.setErrors('x:Note/set', args, 'notDestroyed'), { 'a b': 'notFound', '#k': 'notFound' })
  })

  test('more objects than maxObjectsInSet are requestTooLarge, and nothing is done', async () => {
    const engine = await engineWith(1)
    const args = { create: { a: {}, b: {} }, update: { n0: { title: 'x' } }, destroy: ['n1', 'n2', 'n3'] }
    assert.equal((await engine.one('x:Note/set', args))['type'], 'requestTooLarge')
    assert.deepEqual([...engine.notes.objects], [['n0', { title: 't0' }]])
  })

  const wrong: readonly (readonly [string, JsonObject])[] = [
    ['create', { create: [] }],
    ['create', { create: { k: null } }],
    ['create', { create: { k: [] } }],
    ['create', { create: { 'a b': {} } }],
    ['create', { create: { '#k': {} } }],
    ['update', { update: 'n0' }],
    ['update', { update: { n0: null } }],
    ['destroy', { destroy: 'n0' }],
    ['destroy', { destroy: {} }],
    ['destroy', { destroy: [1] }],
    ['ifInState', { ifInState: 1 }],
  ]
  for (const [name, args] of wrong) {
    test(`${JSON.stringify(args)} is invalidArguments and names ${name}`, async () => {
      const { type, description } = await new TestEngine().one('x:Note/set', args)
      assert.equal(type, 'invalidArguments')
      assert.ok(String(description).startsWith(`${name}: must be `), String(description))
    })
  }

  test('a type that cannot make, change or remove objects says so of each', async () => {
    const { notes } = new TestEngine()
    const readAndDestroy = { name: 'x:Log', isSingleton: false, state: notes.state.bind(notes), get: notes.get.bind(notes) }
    const destroyed = async () => ({ destroyed: true }) as const
    const engine = new TestEngine({ types: [{ ...readAndDestroy, destroy: destroyed }] })
    const answer = await engine.one('x:Log/set', { create: { k: {} }, update: { n0: {} }, destroy: ['n0', 'n1'] })
    assert.deepEqual(answer['notCreated'], { k: { type: 'forbidden', description: 'Objects of this type cannot be created.' } })
    assert.deepEqual(answer['destroyed'], ['n0', 'n1'])
    const readOnly = new TestEngine({ types: [readAndDestroy] })
    assert.equal((await readOnly.one('x:Log/set', {}))['type'], 'unknownMethod')
  })
})

describe('RFC8620-5.3 ifInState', () => {
  test('another state is stateMismatch, and nothing is done', async () => {
    const engine = await engineWith(1)
    assert.equal((await engine.one('x:Note/set', { ifInState: '7', destroy: ['n0'] }))['type'], 'stateMismatch')
    assert.equal(engine.notes.objects.size, 1)
  })

  test('goes with every write until one has succeeded', async () => {
    const engine = await engineWith(2)
    const create = { bad: { title: '' }, k: {} }
    const answer = await engine.one('x:Note/set', { ifInState: '2', create, update: { n0: { title: 'x' } }, destroy: ['n1'] })
    assert.equal(answer['newState'], '5')
    assert.deepEqual(engine.notes.seenStates, ['2', '2', undefined, undefined])
  })

  test('a change by others between the check and the first write is stateMismatch', async () => {
    const engine = await engineWith(1)
    const answer = await engine.one('x:Note/set', { ifInState: '1', create: { k: { race: true } } })
    assert.equal(answer['type'], 'stateMismatch')
    assert.equal(engine.notes.objects.size, 1)
    assert.deepEqual(engine.errors, [])
  })
})

describe('RFC8620-3.6.2 a bug in the middle of a set', () => {
  test('is serverPartialFail if something was written', async () => {
    const engine = await engineWith(1)
    const answer = await engine.one('x:Note/set', { create: { a: { title: 'a' }, b: { boom: true } } })
    assert.deepEqual(answer, { type: 'serverPartialFail' })
    assert.equal(engine.notes.objects.size, 2)
    assert.equal(engine.errors.length, 1)
  })

  test('is serverFail if nothing was', async () => {
    const engine = await engineWith(0)
    const answer = await engine.one('x:Note/set', { create: { bad: { title: '' }, b: { boom: true } } })
    assert.deepEqual(answer, { type: 'serverFail' })
  })
})

describe('permissions of a set', () => {
  for (const [verb, args] of [
    ['Create', { create: { k: {} }, destroy: ['n0'] }],
    ['Update', { create: { k: {} }, update: { n0: {} } }],
    ['Destroy', { create: { k: {} }, destroy: ['n0'] }],
  ] as const) {
    test(`without ${verb} a call that asks for it is forbidden as a whole`, async () => {
      const engine = await engineWith(1)
      engine.person = { id: 'ann', lacks: [`x:Note/${verb}`] }
      assert.deepEqual(await engine.one('x:Note/set', args), { type: 'forbidden', description: 'Not yours' })
      assert.deepEqual([...engine.notes.objects.keys()], ['n0'])
    })
  }

  test('only those are needed that the call asks for', async () => {
    const engine = await engineWith(1)
    engine.person = { id: 'ann', lacks: ['x:Note/Create', 'x:Note/Destroy', 'x:Note/Get'] }
    const answer = await engine.one('x:Note/set', { create: {}, update: { n0: { title: 'x' } }, destroy: [] })
    assert.deepEqual(answer['updated'], { n0: null })
  })

  test('a call that asks for nothing needs any of them', async () => {
    const engine = await engineWith(0)
    engine.person = { id: 'ann', lacks: ['x:Note/Create', 'x:Note/Update'] }
    assert.equal((await engine.one('x:Note/set', {}))['oldState'], '0')
    engine.person = { id: 'ann', lacks: ['x:Note/Create', 'x:Note/Update', 'x:Note/Destroy'] }
    assert.equal((await engine.one('x:Note/set', {}))['type'], 'forbidden')
  })
})

describe('a set of a singleton', () => {
  const singleton = { type: 'singleton', description: 'Singletons cannot be created or destroyed.' }

  test('changes it', async () => {
    const engine = new TestEngine()
    const answer = await engine.one('x:Settings/set', { update: { singleton: { size: 2 } } })
    assert.deepEqual(answer['updated'], { singleton: null })
    assert.deepEqual(engine.settings.objects.get('singleton'), { size: 2 })
  })

  test('cannot make or remove one', async () => {
    const answer = await new TestEngine().one('x:Settings/set', { create: { k: {} }, destroy: ['singleton', 'other'] })
    assert.deepEqual(answer['notCreated'], { k: singleton })
    assert.deepEqual(answer['notDestroyed'], { singleton, other: singleton })
  })

  test('another id is notFound', async () => {
    const errors = await new TestEngine().setErrors('x:Settings/set', { update: { other: {}, Singleton: {} } }, 'notUpdated')
    assert.deepEqual(errors, { other: 'notFound', Singleton: 'notFound' })
  })

  test('an update is done although the same call tries to destroy it', async () => {
    const answer = await new TestEngine().one('x:Settings/set', { update: { singleton: { size: 3 } }, destroy: ['singleton'] })
    assert.deepEqual([answer['updated'], answer['notDestroyed']], [{ singleton: null }, { singleton }])
  })

  test('needs the permission to update, whatever it asks for', async () => {
    const engine = new TestEngine()
    engine.person = { id: 'ann', lacks: ['x:Settings/Create', 'x:Settings/Destroy'] }
    assert.deepEqual((await engine.one('x:Settings/set', { create: { k: {} } }))['notCreated'], { k: singleton })
    engine.person = { id: 'ann', lacks: ['x:Settings/Update'] }
    assert.equal((await engine.one('x:Settings/set', { create: { k: {} } }))['type'], 'forbidden')
    assert.equal((await engine.one('x:Settings/set', {}))['type'], 'forbidden')
  })
})
