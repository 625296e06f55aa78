import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '../../src/ports/json.ts'
import { TestEngine } from './notes-type.ts'

const using = ['urn:ietf:params:jmap:core']

async function refusal(request: JsonValue): Promise<{ readonly type: string; readonly limit: string | undefined }> {
  const answer = await new TestEngine().handle(request)
  assert.equal(answer.kind, 'refused', JSON.stringify(answer))
  assert.equal(answer.error.status, 400)
  return { type: answer.error.type.replace('urn:ietf:params:jmap:error:', ''), limit: answer.error.limit }
}

/** Arrays inside each other. */
function nested(depth: number): JsonValue {
  let value: JsonValue = 1
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

describe('RFC8620-3.3 the request object', () => {
  const wrong: readonly (readonly [string, JsonValue])[] = [
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['no using', { methodCalls: [] }],
    ['no methodCalls', { using }],
    ['using that is no list', { using: 'urn:ietf:params:jmap:core', methodCalls: [] }],
    ['a number in using', { using: [1], methodCalls: [] }],
    ['methodCalls that is no list', { using, methodCalls: {} }],
    ['a call of two parts', { using, methodCalls: [['Core/echo', {}]] }],
    ['a call of four parts', { using, methodCalls: [['Core/echo', {}, 'c', 'd']] }],
    ['a call with a list of arguments', { using, methodCalls: [['Core/echo', [], 'c']] }],
    ['a call with a number as id', { using, methodCalls: [['Core/echo', {}, 1]] }],
    ['createdIds that is no object', { using, methodCalls: [], createdIds: [] }],
    ['a created id that is no id', { using, methodCalls: [], createdIds: { k: 'not an id' } }],
    ['a creation id that is no id', { using, methodCalls: [], createdIds: { 'not an id': 'k' } }],
    ['members that only its prototype has', Object.create({ using, methodCalls: [] }) as JsonValue],
  ]
  for (const [name, request] of wrong) {
    test(`${name} is notRequest`, async () => assert.equal((await refusal(request)).type, 'notRequest'))
  }

  const notInteroperable: readonly (readonly [string, JsonValue])[] = [
    ['an infinite number', Number.POSITIVE_INFINITY],
    ['a number that is none', Number.NaN],
    ['an unpaired surrogate', '\ud800'],
    ['an unpaired surrogate in a name', { '\udfff': 1 }],
    ['64 lists inside each other', nested(64)],
    ['100,000 lists inside each other', nested(100_000)],
  ]
  for (const [name, value] of notInteroperable) {
    test(`RFC7493-2 ${name} is notJSON`, async () => {
      assert.equal((await refusal({ using, methodCalls: [['Core/echo', { value }, 'c']] })).type, 'notJSON')
    })
  }

  test('60 lists inside each other are sound', async () => {
    const answer = await new TestEngine().handle({ using, methodCalls: [['Core/echo', { value: nested(60) }, 'c']] })
    assert.equal(answer.kind, 'answered')
  })

  test('a very long list is looked at without trouble', async () => {
    const engine = new TestEngine()
    const ids = Array.from({ length: 1_000_000 }, () => 'n0')
    assert.deepEqual((await engine.one('x:Note/get', { ids }))['notFound'], ['n0'])
  })

  test('what JSON text says of a number beyond range is notJSON', async () => {
    assert.equal((await refusal(JSON.parse(`{"using":[],"methodCalls":[["Core/echo",{"a":1e999},"c"]]}`))).type, 'notJSON')
  })

  test('members that the RFC does not define are ignored', async () => {
    const answer = await new TestEngine().handle({ using, methodCalls: [['Core/echo', {}, 'c']], other: 1 })
    assert.equal(answer.kind, 'answered')
  })

  test('methods work when using names no capability', async () => {
    const answer = await new TestEngine().handle({ using: [], methodCalls: [['x:Note/get', { ids: [] }, 'c']] })
    assert.equal(answer.kind === 'answered' ? answer.response.methodResponses[0]?.[0] : answer.error.type, 'x:Note/get')
  })
})

describe('RFC8620-3.6.1 request-level errors', () => {
  test('a capability that the server does not have is unknownCapability', async () => {
    assert.equal((await refusal({ using: ['urn:example:other'], methodCalls: [] })).type, 'unknownCapability')
  })

  test('more calls than maxCallsInRequest is limit, and names it', async () => {
    const methodCalls = Array.from({ length: 17 }, (_, index) => ['Core/echo', {}, `c${index}`])
    assert.deepEqual(await refusal({ using, methodCalls }), { type: 'limit', limit: 'maxCallsInRequest' })
    const fewer = await new TestEngine().handle({ using, methodCalls: methodCalls.slice(1) })
    assert.equal(fewer.kind, 'answered')
  })
})

describe('RFC8620-3.4 the response object', () => {
  test('has the answers in order, with the ids of the calls, and the state of the session', async () => {
    const methodCalls = [
      ['Core/echo', { n: 1 }, 'b'],
      ['x:Other/get', {}, 'a'],
      ['Core/echo', { n: 2 }, 'a'],
    ]
    const answer = await new TestEngine().handle({ using, methodCalls })
    assert.deepEqual(answer, {
      kind: 'answered',
      response: {
        methodResponses: [
          ['Core/echo', { n: 1 }, 'b'],
          ['error', { type: 'unknownMethod' }, 'a'],
          ['Core/echo', { n: 2 }, 'a'],
        ],
        sessionState: 's1',
      },
    })
  })

  test('has createdIds only if the request has them, then those of the request too', async () => {
    const engine = new TestEngine()
    const methodCalls = [['x:Note/set', { create: { k: {}, old: {} } }, 'c']]
    const without = await engine.handle({ using, methodCalls })
    assert.equal(without.kind === 'answered' && 'createdIds' in without.response, false)
    const given = await engine.handle({ using, methodCalls, createdIds: { old: 'x1', other: 'x2' } })
    assert.deepEqual(given.kind === 'answered' && given.response.createdIds, { k: 'n2', old: 'n3', other: 'x2' })
  })

  test('a creation id named __proto__ is one like any other', async () => {
    const createdIds = JSON.parse('{"__proto__":"x1"}') as JsonValue
    const answer = await new TestEngine().handle({ using, methodCalls: [], createdIds })
    assert.equal(JSON.stringify(answer.kind === 'answered' && answer.response.createdIds), '{"__proto__":"x1"}')
  })
})

describe('RFC8620-4 Core/echo', () => {
  test('answers its arguments as they are', async () => {
    const args = JSON.parse('{"a":[1,null,{"b":"\\u0000"}],"__proto__":{"c":true},"":""}') as { readonly a: JsonValue }
    const [answer] = await new TestEngine().call(['Core/echo', args])
    assert.equal(JSON.stringify(answer), JSON.stringify(['Core/echo', args, 'c0']))
    assert.equal(Object.hasOwn(Object.prototype, 'c'), false)
  })
})

describe('RFC8620-3.6.2 method-level errors', () => {
  const unknownMethods = [
    'x:Note/copy',
    'x:note/get',
    'Note/get',
    'x:Note',
    '',
    '/',
    'constructor',
    '__proto__',
    'x:Settings/query',
  ]
  for (const name of unknownMethods) {
    test(`${JSON.stringify(name)} is unknownMethod`, async () => {
      assert.deepEqual(await new TestEngine().one(name, {}), { type: 'unknownMethod' })
    })
  }

  test('a bug is serverFail without a word about it, told to the operator; the other calls go on', async () => {
    const engine = new TestEngine()
    const answers = await engine.call(['x:Note/set', { create: { k: { boom: true } } }], ['x:Note/get', { ids: null }])
    assert.deepEqual(answers[0], ['error', { type: 'serverFail' }, 'c0'])
    assert.equal(answers[1]?.[0], 'x:Note/get')
    assert.deepEqual(
      engine.errors.map(({ error, method }) => [error instanceof TypeError, method]),
      [[true, 'x:Note/set']],
    )
  })

  test('an argument that the method does not have is invalidArguments and is named', async () => {
    const error = await new TestEngine().one('x:Note/get', { ids: null, other: 1 })
    assert.deepEqual(error, { type: 'invalidArguments', description: 'Unknown arguments: "other"' })
  })

  for (const [name, value] of [
    ['U+0000 in a text', { title: 'a\0b' }],
    ['U+0000 in a name', { 'a\0b': 1 }],
    ['a member named __proto__', JSON.parse('{"__proto__":{"polluted":true}}')],
    ['a member named __proto__ deep inside', { a: [{ b: JSON.parse('{"__proto__":{}}') }] }],
  ] as const) {
    test(`${name} is invalidArguments, and nothing is written`, async () => {
      const engine = new TestEngine()
      assert.equal((await engine.one('x:Note/set', { create: { k: value } }))['type'], 'invalidArguments')
      assert.equal(engine.notes.objects.size, 0)
    })
  }
})

describe('the observer of calls', () => {
  test('is told of every call with what it did, and of its error', async () => {
    const engine = new TestEngine()
    await engine.call(
      ['x:Note/set', { create: { k: {}, bad: { title: '' } }, update: { n7: {} }, destroy: ['n8', 'no id'] }],
      ['x:Note/set', { update: { n0: {} }, destroy: ['n9'] }],
      ['x:Note/set', { destroy: ['n0'], ifInState: 'another' }],
      ['x:Note/query', {}],
      ['x:Note/get', { ids: 1 }],
      ['x:Note/get', { ids: ['n0'] }],
      ['x:Note/get', { ids: ['n0', 'made-up'] }],
      ['x:Note/get', { ids: ['made-up'] }],
      ['x:Other/get', {}],
      ['a secret', {}],
    )
    assert.deepEqual(engine.calls, [
      {
        method: 'x:Note/set',
        objectName: 'x:Note',
        verbs: ['Create', 'Update', 'Destroy'],
        ids: ['n0'],
        unknownIds: ['n7', 'n8'],
        error: 'invalidProperties',
      },
      {
        method: 'x:Note/set',
        objectName: 'x:Note',
        verbs: ['Update', 'Destroy'],
        ids: ['n0'],
        unknownIds: ['n9'],
        error: 'notFound',
      },
      {
        method: 'x:Note/set',
        objectName: 'x:Note',
        verbs: ['Destroy'],
        ids: [],
        unknownIds: ['n0'],
        error: 'stateMismatch',
      },
      { method: 'x:Note/query', objectName: 'x:Note', verbs: ['Query'], ids: [] },
      { method: 'x:Note/get', objectName: 'x:Note', verbs: ['Get'], ids: [], error: 'invalidArguments' },
      { method: 'x:Note/get', objectName: 'x:Note', verbs: ['Get'], ids: ['n0'] },
      { method: 'x:Note/get', objectName: 'x:Note', verbs: ['Get'], ids: [] },
      { method: 'x:Note/get', objectName: 'x:Note', verbs: ['Get'], ids: [] },
      { method: 'x:Other/get', verbs: [], ids: [], error: 'unknownMethod' },
      { method: '(no name of a method)', verbs: [], ids: [], error: 'unknownMethod' },
    ])
  })

  test('cannot take the answer away by failing', async () => {
    const failure = new Error('disk full')
    const engine = new TestEngine({ observer: { called: async () => Promise.reject(failure) } })
    const [answer] = await engine.call(['Core/echo', {}])
    assert.equal(answer?.[0], 'Core/echo')
    assert.deepEqual(engine.errors, [{ error: failure, method: 'Core/echo' }])
  })

  test('is told of at most 20 ids', async () => {
    const engine = new TestEngine()
    await engine.call(['x:Note/set', { destroy: Array.from({ length: 30 }, (_, index) => `n${index}`) }])
    assert.equal(engine.calls[0]?.unknownIds?.length, 20)
  })
})
