import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TestEngine } from './notes-type.ts'

const using = ['urn:ietf:params:jmap:core']

describe('RFC8620-5.3 creation ids', () => {
  test('creations of one set may refer to each other in any order', async () => {
    const engine = new TestEngine()
    const create = { leaf: { parentId: '#branch' }, branch: { parentId: '#trunk' }, trunk: { title: 'trunk' } }
    const { created } = await engine.one('x:Note/set', { create })
    assert.deepEqual(created, { trunk: { id: 'n0' }, branch: { id: 'n1' }, leaf: { id: 'n2' } })
    assert.deepEqual(engine.notes.objects.get('n2'), { parentId: 'n1' })
  })

  test('references to earlier calls, and to createdIds of the request, are resolved', async () => {
    const engine = new TestEngine()
    await engine.handle({
      using,
      createdIds: { before: 'x9' },
      methodCalls: [
        ['x:Note/set', { create: { a: { parentId: '#before' } } }, 'c0'],
        ['x:Note/set', { create: { b: { parentId: '#a' } } }, 'c1'],
      ],
    })
    assert.deepEqual([...engine.notes.objects.values()], [{ parentId: 'x9' }, { parentId: 'n0' }])
  })

  test('the latest creation counts where a creation id is used again', async () => {
    const engine = new TestEngine()
    await engine.call(
      ['x:Note/set', { create: { k: {} } }],
      ['x:Note/set', { create: { k: {}, child: { parentId: '#k' } } }],
      ['x:Note/set', { create: { last: { parentId: '#k' } } }],
    )
    assert.deepEqual(
      [...engine.notes.objects.values()].map((note) => note['parentId']),
      [undefined, undefined, 'n1', 'n1'],
    )
  })

  test('updates and removals may name what the same call makes, and patches may refer to it', async () => {
    const engine = new TestEngine()
    const answer = await engine.one('x:Note/set', {
      create: { k: { title: 'k' }, gone: {} },
      update: { '#k': { parentId: '#gone' } },
      destroy: ['#gone'],
    })
    assert.deepEqual([answer['updated'], answer['destroyed']], [{ n0: null }, ['n1']])
    assert.deepEqual([...engine.notes.objects], [['n0', { title: 'k', parentId: 'n1' }]])
  })

  test('get finds by creation id', async () => {
    const [, answer] = await new TestEngine().call(
      ['x:Note/set', { create: { k: {} } }],
      ['x:Note/get', { ids: ['#k', '#other'] }],
    )
    assert.deepEqual([answer?.[1]['list'], answer?.[1]['notFound']], [[{ id: 'n0' }], ['#other']])
  })

  test('one object that an update names both ways is changed once', async () => {
    const engine = new TestEngine()
    const [, answer] = await engine.call(
      ['x:Note/set', { create: { k: {} } }],
      ['x:Note/set', { update: { '#k': { title: 'a' }, n0: { title: 'b' } } }],
    )
    assert.deepEqual(answer?.[1]['updated'], { n0: null })
    assert.deepEqual(Object.keys(answer?.[1]['notUpdated'] ?? {}), ['n0'])
    assert.deepEqual(engine.notes.objects.get('n0'), { title: 'a' })
  })

  test('objects that refer to each other in a circle are refused, with the property; others are made', async () => {
    const create = { a: { parentId: '#b' }, b: { parentId: '#a' }, self: { parentId: '#self' }, on: { parentId: '#a' }, fine: {} }
    const answer = await new TestEngine().one('x:Note/set', { create })
    assert.deepEqual(answer['created'], { fine: { id: 'n0' } })
    const circle = {
      type: 'invalidProperties',
      description: 'Refers to objects that refer to each other in a circle, so that none can be created first.',
      properties: ['parentId'],
    }
    assert.deepEqual(answer['notCreated'], { a: circle, b: circle, self: circle, on: circle })
  })

  test('a reference to what was not made is invalidProperties, with the property', async () => {
    const engine = new TestEngine()
    const missing = {
      type: 'invalidProperties',
      description: 'Refers to an object that was not created.',
      properties: ['parentId'],
    }
    const create = {
      bad: { title: '' },
      child: { parentId: '#bad' },
      grandchild: { parentId: '#child' },
      lost: { parentId: '#nowhere' },
    }
    const { notCreated } = await engine.one('x:Note/set', { create })
    assert.deepEqual(notCreated, {
      bad: { type: 'invalidProperties', description: 'Empty', properties: ['title'] },
      child: missing,
      grandchild: missing,
      lost: missing,
    })
    await engine.one('x:Note/set', { create: { k: {} } })
    const { notUpdated } = await engine.one('x:Note/set', { update: { n0: { parentId: '#nowhere' } } })
    assert.deepEqual(notUpdated, { n0: missing })
  })

  test('a creation that failed hides an earlier one of the same creation id within its set only', async () => {
    const engine = new TestEngine()
    const [, second, third] = await engine.call(
      ['x:Note/set', { create: { k: {} } }],
      ['x:Note/set', { create: { k: { title: '' }, child: { parentId: '#k' } } }],
      ['x:Note/set', { create: { child: { parentId: '#k' } } }],
    )
    assert.deepEqual(Object.keys(second?.[1]['notCreated'] ?? {}), ['k', 'child'])
    assert.deepEqual(third?.[1]['created'], { child: { id: 'n1' } })
    assert.deepEqual(engine.notes.objects.get('n1'), { parentId: 'n0' })
  })

  test('a text that only looks like a reference stays where the type knows its ids', async () => {
    const engine = new TestEngine()
    await engine.one('x:Note/set', { create: { red: {}, k: { title: '#red' } } })
    assert.deepEqual(engine.notes.objects.get('n1'), { title: '#red' })
  })
})

describe('a type that does not say where its ids are', () => {
  function engineWithoutIds(): TestEngine {
    const engine = new TestEngine()
    delete engine.notes.resolveCreationIds
    return engine
  }

  test('has them wherever a text, a name or a part of a pointer is a creation id', async () => {
    const engine = engineWithoutIds()
    await engine.one('x:Note/set', {
      create: { user: { inside: [{ deep: '#role' }], roles: { '#role': true } }, role: { roles: {} } },
      update: { '#role': { 'roles/#user': true } },
    })
    assert.deepEqual(
      [...engine.notes.objects],
      [
        ['n0', { roles: { n1: true } }],
        ['n1', { inside: [{ deep: 'n0' }], roles: { n0: true } }],
      ],
    )
  })

  test('keeps texts that are no creation id, and the own creation id of an object', async () => {
    const engine = engineWithoutIds()
    await engine.one('x:Note/set', { create: { k: { color: '#ff8800', title: '#k', other: 'about #k' } } })
    assert.deepEqual(engine.notes.objects.get('n0'), { color: '#ff8800', title: '#k', other: 'about #k' })
  })

  test('is refused what refers to a creation that failed', async () => {
    const create = { bad: { title: '' }, child: { a: { 'b/c': ['#bad'] } } }
    const { notCreated } = await engineWithoutIds().one('x:Note/set', { create })
    assert.deepEqual(Object(notCreated)['child'], {
      type: 'invalidProperties',
      description: 'Refers to an object that was not created.',
      properties: ['a/b~1c/0'],
    })
  })
})
