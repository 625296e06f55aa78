import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { JsonValue } from '../../src/ports/json.ts'
import { anyName, jsonOf, objectOf, prototypeNames } from './json-arbitrary.ts'
import { TestEngine } from './notes-type.ts'

const json = jsonOf(anyName, 3)

const id = fc.oneof(fc.constantFrom('n0', 'n1', '#k', '#l', 'singleton', 'a b', '__proto__'), anyName)

const methodName = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('x:Note', 'x:Settings', 'Core', 'constructor'),
      fc.constantFrom('get', 'set', 'query', 'changes', 'queryChanges', 'echo'),
    )
    .map((parts) => parts.join('/')),
  anyName,
)

const argumentName = fc.constantFrom(
  ...[
    'accountId',
    'ids',
    'properties',
    'create',
    'update',
    'destroy',
    'ifInState',
    'filter',
    'sort',
    'position',
    'anchor',
    'anchorOffset',
  ],
  ...['limit', 'calculateTotal', 'sinceState', 'sinceQueryState', 'maxChanges', 'upToId', '#ids', '#destroy', '#create'],
)

const argument: fc.Arbitrary<JsonValue> = fc.oneof(
  json,
  fc.array(id, { maxLength: 4 }),
  objectOf(id, objectOf(fc.oneof(anyName, fc.constantFrom('title', 'parentId')), fc.oneof(id, json))),
  fc.record({
    resultOf: fc.constantFrom('c0', 'c1'),
    name: methodName,
    path: fc.constantFrom('', '/ids', '/list/*/id', '/created', '/*'),
  }),
  fc.record({ operator: fc.constantFrom('AND', 'NOT', 'XOR'), conditions: json }),
  fc.array(fc.record({ property: anyName }), { maxLength: 2 }),
)

const calls = fc.array(
  fc.tuple(methodName, objectOf(fc.oneof({ weight: 9, arbitrary: argumentName }, { weight: 1, arbitrary: anyName }), argument)),
  {
    maxLength: 6,
  },
)

describe('RFC8620-3 the engine, whatever it is sent', () => {
  test('any JSON is answered or refused', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (request) => {
        const answer = await new TestEngine().handle(request)
        assert.ok(answer.kind === 'answered' || answer.error.status === 400)
      }),
    )
  })

  test('every call has one answer in its place, no bug comes up, nothing is polluted, and the answer is JSON', async () => {
    const before = prototypeNames()
    await fc.assert(
      fc.asyncProperty(calls, async (list) => {
        const engine = new TestEngine()
        const sent = JSON.stringify(list)
        const answers = await engine.call(...list)
        assert.deepEqual(engine.errors, [])
        assert.deepEqual(
          answers.map(([, , callId]) => callId),
          list.map((_, index) => `c${index}`),
        )
        for (const [index, [name, args]] of answers.entries()) {
          assert.ok(name === list[index]?.[0] || (name === 'error' && typeof args['type'] === 'string'))
        }
        assert.equal(engine.calls.length, list.length)
        assert.equal(JSON.stringify(list), sent)
        assert.doesNotThrow(() => JSON.parse(JSON.stringify(answers)))
        assert.equal(prototypeNames(), before)
      }),
      { numRuns: 1500 },
    )
  })

  test('what a set says was made, changed and removed is what was', async () => {
    const value = objectOf(fc.constantFrom('title', 'a'), fc.constantFrom<JsonValue>('', 'x', 1))
    const created = fc.dictionary(fc.constantFrom('k', 'l', 'm'), value)
    const set = fc.record({
      create: created,
      update: fc.dictionary(fc.constantFrom('n0', 'n1', 'n8', '#k'), value),
      destroy: fc.array(id, { maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(set, async (args) => {
        const engine = new TestEngine()
        await engine.call(['x:Note/set', { create: { first: {}, second: {} } }])
        const held = new Set(engine.notes.objects.keys())
        const answer = await engine.one('x:Note/set', args)
        if (answer['type'] !== undefined) {
          assert.ok(answer['type'] === 'requestTooLarge' || answer['type'] === 'invalidArguments')
          assert.deepEqual(new Set(engine.notes.objects.keys()), held)
          return
        }
        const made = Object.values(Object(answer['created'] ?? {}) as Record<string, { id: string }>).map((one) => one.id)
        const gone = Object(answer['destroyed'] ?? []) as string[]
        assert.deepEqual([...engine.notes.objects.keys()].sort(), [...held, ...made].filter((one) => !gone.includes(one)).sort())
        const mentioned = ['created', 'notCreated'].flatMap((list) => Object.keys(Object(answer[list] ?? {})))
        assert.deepEqual(mentioned.sort(), Object.keys(args.create).sort())
        for (const list of ['created', 'updated', 'notCreated', 'notUpdated', 'notDestroyed']) {
          assert.notDeepEqual(answer[list], {}, `${list} is empty`)
        }
      }),
      { numRuns: 500 },
    )
  })
})
