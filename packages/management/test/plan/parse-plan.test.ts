import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { planLimits } from '../../src/plan/parse-plan.ts'
import type { JsonValue } from '../../src/ports/json.ts'
import { readPlan } from './read-plan.ts'

/** Operations as far as these tests look at them. */
async function operations(...lines: readonly JsonValue[]): Promise<readonly unknown[]> {
  const { plan, mistakes } = await readPlan(lines)
  assert.deepEqual(mistakes, [])
  return plan.operations.map(({ definition, ...operation }) => ({ object: definition.object, ...operation }))
}

async function mistakesOf(...lines: readonly JsonValue[]): Promise<readonly string[]> {
  const { mistakes } = await readPlan(lines)
  return mistakes.map(({ line, text }) => `${line}: ${text}`)
}

describe('the lines of a plan file', () => {
  test('each operation names an object and what becomes of it', async () => {
    assert.deepEqual(
      await operations(
        { '@type': 'update', object: 'OidcProvider', value: { authCodeMaxAttempts: 5 } },
        '',
        { '@type': 'upsert', object: 'x:OAuthClient', matchOn: 'clientId', value: { clientId: 'a' } },
        { '@type': 'create', object: 'role', ref: 'ops', value: { description: 'ops' } },
        { '@type': 'destroy', object: 'oauth-client', match: { clientId: 'old' } },
        { '@type': 'update', object: 'Account', id: 'acc_1', value: { disabled: true } },
        { '@type': 'update', object: 'Account', match: { name: 'jane' }, value: { name: 'joan' } },
      ),
      [
        {
          object: 'OidcProvider',
          kind: 'write',
          line: 1,
          how: 'update',
          target: { by: 'id', id: 'singleton' },
          value: { authCodeMaxAttempts: 5 },
        },
        {
          object: 'OAuthClient',
          kind: 'write',
          line: 3,
          how: 'upsert',
          target: { by: 'key', key: 'a' },
          value: { clientId: 'a' },
        },
        {
          object: 'Role',
          kind: 'write',
          line: 4,
          how: 'create',
          target: { by: 'key', key: 'ops' },
          value: { description: 'ops' },
          ref: 'ops',
        },
        { object: 'OAuthClient', kind: 'destroy', line: 5, target: { by: 'key', key: 'old' } },
        {
          object: 'Account',
          kind: 'write',
          line: 6,
          how: 'update',
          target: { by: 'id', id: 'acc_1' },
          value: { disabled: true },
        },
        { object: 'Account', kind: 'write', line: 7, how: 'update', target: { by: 'key', key: 'jane' }, value: { name: 'joan' } },
      ],
    )
  })

  test('the forms of existing tools: maps of values, updates of settings, destroys without a condition, reconcile', async () => {
    assert.deepEqual(
      await operations(
        { '@type': 'destroy', object: 'Role' },
        { '@type': 'destroy', object: 'OAuthClient', value: { origin: 'dynamic' } },
        { '@type': 'destroy', object: 'Group', value: { name: 'Staff' } },
        { '@type': 'create', object: 'Role', value: { 'role-a': { description: 'a' }, 'role-b': { description: 'b' } } },
        { '@type': 'upsert', object: 'Group', matchOn: ['name'], value: { '#g': { name: 'g', roleIds: { '#role-a': true } } } },
        { '@type': 'reconcile', object: 'Scope', matchOn: 'name', value: { s: { name: 's', description: 'S' } }, scope: {} },
        { '@type': 'reconcile', object: 'Account', scope: { disabled: true }, value: {} },
      ),
      [
        { object: 'Role', kind: 'destroy-others', line: 1 },
        {
          object: 'OAuthClient',
          kind: 'destroy-others',
          line: 2,
          filter: { kind: 'and', filters: [{ kind: 'compare', property: 'origin', by: 'equal', value: 'dynamic' }] },
        },
        { object: 'Group', kind: 'destroy', line: 3, target: { by: 'key', key: 'Staff' } },
        {
          object: 'Role',
          kind: 'write',
          line: 4,
          how: 'create',
          target: { by: 'key', key: 'a' },
          value: { description: 'a' },
          ref: 'role-a',
        },
        {
          object: 'Role',
          kind: 'write',
          line: 4,
          how: 'create',
          target: { by: 'key', key: 'b' },
          value: { description: 'b' },
          ref: 'role-b',
        },
        {
          object: 'Group',
          kind: 'write',
          line: 5,
          how: 'upsert',
          target: { by: 'key', key: 'g' },
          value: { name: 'g', roleIds: { '#role-a': true } },
          ref: 'g',
        },
        {
          object: 'Scope',
          kind: 'write',
          line: 6,
          how: 'upsert',
          target: { by: 'key', key: 's' },
          value: { name: 's', description: 'S' },
          ref: 's',
        },
        { object: 'Scope', kind: 'destroy-others', line: 6 },
        {
          object: 'Account',
          kind: 'destroy-others',
          line: 7,
          filter: { kind: 'and', filters: [{ kind: 'compare', property: 'disabled', by: 'equal', value: 'true' }] },
        },
      ],
    )
  })

  test('the header is the first line that says something', async () => {
    const { plan, mistakes } = await readPlan(['', { '@type': 'plan', owner: 'prod', takeOver: true }])
    assert.deepEqual([mistakes, plan.header], [[], { owner: 'prod', takeOver: true }])
    assert.deepEqual((await readPlan(['\u{feff}{"@type":"plan"}'])).plan.header, { takeOver: false })
  })

  test('all mistakes are told at once, each with its line', async () => {
    assert.deepEqual(
      await mistakesOf(
        { '@type': 'plan', owner: 'Prod', takeOver: 'yes', colour: 'blue' },
        '{"secret":"abc"',
        '[1]',
        { '@type': 'plan' },
        { '@type': 'toggle', object: 'Role' },
        { '@type': 'update' },
        { '@type': 'update', object: 'Rule', value: {} },
        { '@type': 'upsert', object: 'ApiKey', value: {} },
        { '@type': 'upsert', object: 'Role', value: {} },
        { '@type': 'upsert', object: 'Role', value: 7 },
        { '@type': 'upsert', object: 'Role', matchOn: 'id', value: { description: 'a' } },
        { '@type': 'upsert', object: 'Role', colour: 'blue', value: { description: 'a' } },
        { '@type': 'create', object: 'OidcProvider', value: {} },
        { '@type': 'destroy', object: 'Role', match: { name: 'a' } },
        { '@type': 'destroy', object: 'Role', match: { description: 'a', more: 1 } },
        { '@type': 'update', object: 'Role', id: '#a', value: {} },
        { '@type': 'update', object: 'Role', id: 'a', match: { description: 'a' }, value: {} },
        { '@type': 'update', object: 'OidcProvider', id: 'other', value: {} },
        { '@type': 'reconcile', object: 'Role', value: {}, scope: { enabledPermissions: 'x' } },
        { '@type': 'reconcile', object: 'Account', value: {}, scope: { disabled: 'maybe' } },
        { '@type': 'create', object: 'Role', ref: 'a b', value: { description: 'c' } },
      ),
      [
        '1: The header has no colour; it may say owner and takeOver.',
        '1: takeOver must be true or false.',
        '1: owner must be 1 to 63 lower-case letters, digits, dots, hyphens or underscores.',
        '2: The line is not JSON; each line must hold one operation as a whole.',
        '3: The line must hold a JSON object.',
        '4: The header must be the first line.',
        '5: @type must be one of update, upsert, create, ensure, destroy, reconcile.',
        '6: object must name a type of objects.',
        '7: There is no such type of objects; a plan can have OidcProvider, Authentication, ClientRegistration, SecurityPosture, OAuthClient, Scope, Resource, AuthorizationDetailType, TrustedIssuer, Account, Group, Role.',
        '8: ApiKey cannot be part of a plan; a plan can have OidcProvider, Authentication, ClientRegistration, SecurityPosture, OAuthClient, Scope, Resource, AuthorizationDetailType, TrustedIssuer, Account, Group, Role.',
        '9: value must say description, which tells which object is meant.',
        '10: value must be an object of properties.',
        '11: Role is matched on description only.',
        '12: colour is no member of upsert; it has object, matchOn, ref, value.',
        '13: OidcProvider always exists once; say update.',
        '14: match must name description.',
        '15: match must be an object with description alone.',
        '16: id must be the id of an object; what another line writes is said there as a whole.',
        '17: id and match exclude each other.',
        '18: The only id is singleton.',
        '19: A scope of Role can name description, roleIds, createdAt, managedBy.',
        '20: disabled of the scope has a value that it can never have.',
        '21: A ref must be 1 to 255 letters, digits or . _ : @ -',
      ],
    )
  })

  test('no mistake repeats a line that is not JSON', async () => {
    const { mistakes } = await readPlan(['{"encryptionKey":{"@type":"Value","secret":"hunter2"'])
    assert.equal(JSON.stringify(mistakes).includes('hunter2'), false)
  })

  test('an object that two lines speak of is a mistake, whatever the case of its name', async () => {
    assert.deepEqual(
      await mistakesOf(
        { '@type': 'upsert', object: 'Role', ref: 'r', value: { description: 'Ops' } },
        { '@type': 'update', object: 'Role', match: { description: 'ops' }, value: {} },
        { '@type': 'upsert', object: 'OAuthClient', ref: 'r', value: { clientId: 'A' } },
        { '@type': 'upsert', object: 'OAuthClient', value: { clientId: 'a' } },
        { '@type': 'destroy', object: 'Role', match: { description: 'x' } },
        { '@type': 'destroy', object: 'Role', match: { description: 'X' } },
      ),
      [
        '2: Line 1 speaks of the same object; say everything of it once.',
        '3: The ref is that of line 1 already.',
        '6: Line 5 speaks of the same object; say everything of it once.',
      ],
    )
  })

  test('at most 100 mistakes are told', async () => {
    const told = await mistakesOf(...Array.from({ length: 500 }, () => 'x'))
    assert.equal(told.length, 101)
    assert.match(told.at(-1) ?? '', /There are more mistakes/)
  })

  test('lines, depth and number of operations are bounded', async () => {
    const long = JSON.stringify({
      '@type': 'upsert',
      object: 'Role',
      value: { description: 'a'.repeat(planLimits.lineCharacters) },
    })
    const deep = `{"@type":"upsert","object":"Role","value":${'{"a":'.repeat(40)}1${'}'.repeat(41)}`
    assert.deepEqual(await mistakesOf(long, deep, `${'['.repeat(500_000)}`), [
      '1: The line is too long: 1000000 characters are allowed.',
      '2: The value is nested too deep: 32 levels are allowed.',
      '3: The line is not JSON; each line must hold one operation as a whole.',
    ])
    const many = Array.from({ length: planLimits.operations + 1 }, (_, index) => ({
      '@type': 'destroy',
      object: 'Role',
      match: { description: `r${index}` },
    }))
    assert.deepEqual(await mistakesOf(...many), ['50001: The plan is too long: 50000 operations are allowed.'])
  })

  test('progress is told while a long file is read', async () => {
    const { events } = await readPlan(
      Array.from({ length: 1_200 }, (_, index) => ({ '@type': 'upsert', object: 'Role', value: { description: `r${index}` } })),
    )
    assert.deepEqual(
      events.map((event) => (event.type === 'progress' ? `${event.phase} ${event.done}` : event.type)),
      ['reading 500', 'reading 1000', 'reading 1200'],
    )
  })
})
