import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { PlanWorld, type Run, textsOf } from './plan-world.ts'

/*
 * Plans of any operations on a few objects that refer to each other, one after the other on one database, so that each starts from what the
 * ones before have left.
 */

const names = { role: ['r0', 'r1', 'r2'], group: ['g0', 'g1'], account: ['a0', 'a1'], client: ['c0', 'c1'], scope: ['s0', 's1'] }

function match(object: string, property: string, key: string): JsonValue {
  return { $match: { object, [property]: key } }
}

const roleReferences = fc.subarray(names.role).map((keys): JsonValue => keys.map((key) => match('Role', 'description', key)))
const groupReferences = fc.subarray(names.group).map((keys): JsonValue => keys.map((key) => match('Group', 'name', key)))

function set(...members: readonly string[]): fc.Arbitrary<JsonValue> {
  return fc.subarray([...members]).map((chosen) => Object.fromEntries(chosen.map((member) => [member, true])))
}

/** Some of these members. */
function some(members: Readonly<Record<string, fc.Arbitrary<JsonValue>>>): fc.Arbitrary<JsonObject> {
  // A record without required keys says `undefined` of each; it leaves them out.
  return fc.record(members, { requiredKeys: [] }).map((record) => record as JsonObject)
}

function upsert(
  object: string,
  property: string,
  keys: readonly string[],
  members: fc.Arbitrary<JsonObject>,
): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.constantFrom(...keys), members)
    .map(([key, value]) => ({ '@type': 'upsert', object, value: { ...value, [property]: key } }))
}

const text = fc.constantFrom<JsonValue>('one', 'two')
const operation: fc.Arbitrary<JsonObject> = fc.oneof(
  {
    weight: 4,
    arbitrary: upsert(
      'Role',
      'description',
      names.role,
      some({
        roleIds: roleReferences,
        enabledPermissions: set('authenticate', 'sysRoleGet'),
      }),
    ),
  },
  { weight: 3, arbitrary: upsert('Group', 'name', names.group, some({ roleIds: roleReferences, description: text })) },
  {
    weight: 3,
    arbitrary: upsert(
      'Account',
      'name',
      names.account,
      some({
        memberGroupIds: groupReferences,
        disabled: fc.boolean(),
        nickname: fc.oneof(text, fc.constant(null)),
        roles: fc.oneof(
          fc.constant<JsonValue>({ '@type': 'User' }),
          roleReferences.map((roleIds): JsonValue => ({ '@type': 'Custom', roleIds })),
        ),
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: upsert(
      'OAuthClient',
      'clientId',
      names.client,
      some({
        redirectUris: set('https://a/cb', 'https://b/cb'),
        skipConsent: fc.boolean(),
        scopes: set('openid', 'email'),
      }).map((value) => ({ redirectUris: { 'https://a/cb': true }, ...value, tokenEndpointAuthMethod: 'none' })),
    ),
  },
  {
    weight: 2,
    arbitrary: upsert(
      'Scope',
      'name',
      names.scope,
      some({ description: text }).map((value) => ({ description: 'zero', ...value })),
    ),
  },
  {
    weight: 1,
    arbitrary: some({ accessTokenExpiry: fc.constantFrom<JsonValue>('1h', '2h'), requireClientRegistration: fc.boolean() }).map(
      (value): JsonObject => ({ '@type': 'update', object: 'OidcProvider', value }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<readonly [string, string, readonly string[]]>(
        ['Role', 'description', names.role],
        ['Group', 'name', names.group],
        ['Account', 'name', names.account],
        ['OAuthClient', 'clientId', names.client],
      )
      .chain(([object, property, keys]) =>
        fc.constantFrom(...keys).map((key): JsonObject => ({ '@type': 'destroy', object, match: { [property]: key } })),
      ),
  },
)

const plan = fc
  .tuple(
    fc.constantFrom<readonly JsonValue[]>(
      [],
      [],
      [{ '@type': 'plan', owner: 'prod' }],
      [{ '@type': 'plan', owner: 'test', takeOver: true }],
    ),
    fc.uniqueArray(operation, { maxLength: 8, selector: objectOf }),
  )
  .map(([header, operations]): readonly JsonValue[] => [...header, ...operations])

/** What an operation speaks of, so that no two speak of the same. */
function objectOf({ object, value, match: matched }: JsonObject): string {
  const { description, name, clientId } = { ...(value as JsonObject | undefined), ...(matched as JsonObject | undefined) }
  const key = object === 'Role' ? description : object === 'OAuthClient' ? clientId : name
  return `${String(object)} ${String(key)}`
}

/** What a run says, without the ids that are made anew each time. */
function said(run: Run): unknown {
  const told = { changes: run.changes.map(({ shownOnce: _once, ...change }) => change), mistakes: textsOf(run) }
  return JSON.parse(JSON.stringify(told).replaceAll(/\b(?:rol|grp|acc|scp)_[\w-]+/g, 'id'))
}

describe('plans of any operations', () => {
  test('a plan says what its apply does; a second apply changes nothing; a rollback brings back what was', async () => {
    await using world = await PlanWorld.open()
    const outcomes = { applied: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(plan, async (lines) => {
        world.pass(1_000)
        const [before, revision] = [await world.snapshot(), await world.latest()]
        const planned = await world.run('plan', lines)
        assert.deepEqual([await world.snapshot(), await world.latest()], [before, revision])
        const applied = await world.run('apply', lines)
        assert.deepEqual(said(applied), said(planned))
        if (applied.done === undefined) {
          outcomes.refused += 1
          assert.deepEqual([await world.snapshot(), await world.latest()], [before, revision])
          return
        }
        outcomes.applied += 1
        const { revision: _newest, ...counts } = applied.done
        assert.deepEqual(counts, planned.done)
        const after = await world.snapshot()
        const again = await world.run('apply', lines)
        assert.deepEqual([again.changes, again.mistakes], [[], []])
        const [end, newest] = [await world.latest(), await world.snapshot()]
        assert.deepEqual(newest, after)
        const rolledBack = await world.rollback(revision)
        assert.deepEqual(rolledBack.mistakes, [])
        assert.deepEqual(await world.snapshot(), before)
        assert.deepEqual((await world.rollback(end)).mistakes, [])
        assert.deepEqual(await world.snapshot(), after)
      }),
      { numRuns: 60, seed: 20300115 },
    )
    assert.ok(outcomes.applied > 10 && outcomes.refused > 5, JSON.stringify(outcomes))
  })
})
