import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { JsonValue } from '../../src/ports/json.ts'
import { PlanWorld, type Run } from './plan-world.ts'

/** Names that mean something to somebody. */
const names = [
  ...['@type', 'object', 'value', 'id', 'match', 'matchOn', 'ref', 'scope', 'owner', 'takeOver', '$match', '#a', 'a'],
  ...['clientId', 'name', 'description', 'roleIds', 'roles', 'credentials', 'secret', 'scopes', 'redirectUris', 'managedBy'],
  ...['accessTokenExpiry', 'signatureKey', 'encryptionKey', 'roleIds/#a', 'roles/roleIds/x', 'a/b', '~2', ''],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'],
]
const words = [
  ...['plan', 'update', 'upsert', 'create', 'destroy', 'reconcile', 'Value', 'Text', 'User', 'Custom', 'Password', '****'],
  ...[
    'OidcProvider',
    'Authentication',
    'OAuthClient',
    'x:Role',
    'Account',
    'Group',
    'scope',
    'ApiKey',
    'singleton',
    '#a',
    'a',
    '',
  ],
  ...['\u0000', '\ud800', '\u202e', '__proto__', "'; drop table clients; --", 'ſ', 'İ', '10m', '%', 'a'.repeat(300)],
]

const text = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 10 }))
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(text, fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))

/** Operations whose parts may be anything. */
const operation = fc.record(
  {
    '@type': fc.constantFrom('update', 'upsert', 'create', 'destroy', 'reconcile', 'plan'),
    object: fc.constantFrom('OidcProvider', 'Authentication', 'OAuthClient', 'Role', 'Account', 'Group', 'Scope', 'ApiKey'),
    value: fc.oneof(
      json,
      fc
        .record({ name: text, description: text, clientId: text, extra: json }, { requiredKeys: [] })
        .map(({ extra, ...known }) => ({
          ...(typeof extra === 'object' && extra !== null && !Array.isArray(extra) ? extra : {}),
          ...known,
        })),
    ),
    id: text,
    match: json,
    ref: text,
    scope: json,
  },
  { requiredKeys: ['@type', 'object'] },
)
/** Operations that may well be accepted. */
const plausible = fc.oneof(
  fc.record({
    '@type': fc.constantFrom('upsert', 'create'),
    object: fc.constantFrom('Role', 'Group', 'Account', 'Scope'),
    value: fc.record({ name: text, description: text }, { requiredKeys: [] }),
  }),
  fc.record({ '@type': fc.constant('upsert'), object: fc.constant('Role'), value: fc.record({ description: text }) }),
  fc.record({ '@type': fc.constant('upsert'), object: fc.constant('Account'), value: fc.record({ name: text }) }),
  fc.record({ '@type': fc.constant('destroy'), object: fc.constantFrom('Role', 'Group', 'Account', 'Scope') }),
)
const line = fc.oneof(
  { weight: 6, arbitrary: plausible.map((value) => JSON.stringify(value)) },
  { weight: 4, arbitrary: operation.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
)
const lines = fc.oneof(fc.tuple(line), fc.array(line, { maxLength: 4 }))

function isOver({ events }: Run): boolean {
  const last = events.at(-1)?.type
  return last === 'done' || last === 'refused'
}

describe('any lines', () => {
  test('end in an outcome, and a plan of them says whether an apply would be refused', async () => {
    await using world = await PlanWorld.open()
    let changed = 0
    await fc.assert(
      fc.asyncProperty(lines, async (file) => {
        const planned = await world.run('plan', file)
        assert.ok(isOver(planned))
        const compared = await world.run('diff', file)
        assert.ok(isOver(compared))
        const applied = await world.run('apply', file)
        assert.equal(applied.done === undefined, planned.done === undefined)
        changed += applied.done === undefined ? 0 : applied.changes.length
        for (const once of await world.snapshot()) assert.ok(JSON.parse(once))
      }),
      { numRuns: 400, seed: 20300115 },
    )
    assert.ok(changed > 50, `${changed} changes`)
  })

  test('change nothing for a caller without permissions', async () => {
    await using world = await PlanWorld.open()
    const before = await world.latest()
    const caller = { ...world.operator, permissions: new Set<string>() }
    await fc.assert(
      fc.asyncProperty(lines, async (file) => {
        assert.ok(isOver(await world.run('apply', file, caller)))
        assert.equal(await world.latest(), before)
      }),
      { numRuns: 300, seed: 20300116 },
    )
  })
})
