import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { evaluatePointer } from '../../src/jmap/result-reference.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { limits, TestEngine } from './notes-type.ts'

/** The answer to an echo of what a reference to `first` leads to. */
async function resolved(first: JsonObject, reference: JsonValue): Promise<JsonObject> {
  const [, answer] = await new TestEngine().call(['Core/echo', first], ['Core/echo', { '#got': reference }])
  return answer?.[1] ?? {}
}

const toFirst = (path: string): JsonObject => ({ resultOf: 'c0', name: 'Core/echo', path })

describe('RFC8620-3.7 references to previous method results', () => {
  test('ids of a query are got in the same request', async () => {
    const engine = new TestEngine()
    const [, , answer] = await engine.call(
      ['x:Note/set', { create: { a: {}, b: {} } }],
      ['x:Note/query', {}],
      ['x:Note/get', { '#ids': { resultOf: 'c1', name: 'x:Note/query', path: '/ids' } }],
    )
    assert.deepEqual(answer?.[1]['list'], [{ id: 'n0' }, { id: 'n1' }])
  })

  test('what changes names is destroyed in the same request', async () => {
    const engine = new TestEngine()
    const [, , answer] = await engine.call(
      ['x:Note/set', { create: { a: {} } }],
      ['x:Note/changes', { sinceState: '0' }],
      ['x:Note/set', { '#destroy': { resultOf: 'c1', name: 'x:Note/changes', path: '/created' } }],
    )
    assert.deepEqual(answer?.[1]['destroyed'], ['n0'])
  })

  test('* goes through a list and joins lists by their items', async () => {
    const first = {
      list: [
        { id: 'a', tags: ['x', 'y'] },
        { id: 'b', tags: [] },
        { id: 'c', tags: ['z'] },
      ],
    }
    assert.deepEqual(await resolved(first, toFirst('/list/*/id')), { got: ['a', 'b', 'c'] })
    assert.deepEqual(await resolved(first, toFirst('/list/*/tags')), { got: ['x', 'y', 'z'] })
    assert.deepEqual(await resolved(first, toFirst('/list/*/tags/*')), { got: ['x', 'y', 'z'] })
  })

  test('the first answer with the id counts', async () => {
    const call = (value: number) => ['Core/echo', { value }, 'same'] as const
    const last = ['Core/echo', { '#got': { resultOf: 'same', name: 'Core/echo', path: '/value' } }, 'last'] as const
    const answer = await new TestEngine().handle({ using: [], methodCalls: [call(1), call(2), last] })
    assert.deepEqual(answer.kind === 'answered' && answer.response.methodResponses[2]?.[1], { got: 1 })
  })

  const nowhere: readonly (readonly [string, JsonObject])[] = [
    ['a call that is not before', { resultOf: 'c1', name: 'Core/echo', path: '/a' }],
    ['a call by another name', { resultOf: 'c0', name: 'x:Note/get', path: '/a' }],
    ['a member that is not there', toFirst('/b')],
    ['a member that only the prototype has', toFirst('/constructor')],
    ['a member of a text', toFirst('/a/length')],
    ['a path without slash', toFirst('a')],
    ['a wrong escape', toFirst('/a~2')],
    ['an item beyond the end', toFirst('/list/2')],
    ['an index with zeros in front', toFirst('/list/00')],
    ['the item after the last', toFirst('/list/-')],
    ['a negative index', toFirst('/list/-1')],
    ['the length of a list', toFirst('/list/length')],
    ['* in an object', toFirst('/*')],
    ['what one of the items lacks', toFirst('/list/*/x')],
  ]
  for (const [name, reference] of nowhere) {
    test(`${name} is invalidResultReference`, async () => {
      assert.equal((await resolved({ a: 'text', list: [{ x: 1 }, {}] }, reference))['type'], 'invalidResultReference')
    })
  }

  test('an answer that is an error cannot be referred to', async () => {
    const [, answer] = await new TestEngine().call(['x:Other/get', {}], ['Core/echo', { '#a': toFirst('/type') }])
    assert.equal(answer?.[1]['type'], 'invalidResultReference')
  })

  for (const reference of [
    null,
    'c0',
    [],
    {},
    { resultOf: 'c0', name: 'Core/echo' },
    { resultOf: 1, name: 'Core/echo', path: '' },
  ]) {
    test(`${JSON.stringify(reference)} is no reference: invalidArguments`, async () => {
      assert.equal((await resolved({}, reference))['type'], 'invalidArguments')
    })
  }

  test('an argument that comes both ways is invalidArguments', async () => {
    const [, answer] = await new TestEngine().call(['Core/echo', { a: [] }], ['x:Note/get', { ids: [], '#ids': toFirst('/a') }])
    assert.equal(answer?.[1]['type'], 'invalidArguments')
  })

  test('what a reference brings is checked like what is sent', async () => {
    const [, answer] = await new TestEngine().call(['Core/echo', { a: ['n\0'] }], ['x:Note/get', { '#ids': toFirst('/a') }])
    assert.equal(answer?.[1]['type'], 'invalidArguments')
  })

  test('a request cannot grow without limit by references to references', async () => {
    const grow = (index: number) => {
      const all = { resultOf: `c${index}`, name: 'Core/echo', path: '' }
      return ['Core/echo', { '#a': all, '#b': all }] as const
    }
    const first = ['Core/echo', { a: 'x'.repeat(1000) }] as const
    const answers = await new TestEngine().call(first, ...Array.from({ length: 15 }, (_, index) => grow(index)))
    assert.ok(answers.some(([, args]) => args['type'] === 'requestTooLarge'))
    assert.ok(JSON.stringify(answers).length < limits.maxSizeRequest * 4)
  })
})

describe('RFC6901-5 evaluation of a pointer', () => {
  const document = JSON.parse(
    '{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}',
  ) as JsonObject
  const cases: readonly (readonly [string, JsonValue | undefined])[] = [
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
    ['/m~01', undefined],
    ['/foo/', undefined],
  ]
  for (const [pointer, value] of cases) {
    test(`${JSON.stringify(pointer)} leads to ${JSON.stringify(value)?.slice(0, 30)}`, () => {
      assert.deepEqual(evaluatePointer(document, pointer), value)
    })
  }
})
