import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '../../src/ports/json.ts'
import { PlanWorld, short, textsOf } from './plan-world.ts'

function header(owner: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  return { '@type': 'plan', owner, ...more }
}

function role(description: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  return { '@type': 'upsert', object: 'Role', value: { description, ...more } }
}

const permissive: JsonValue = { '@type': 'update', object: 'OidcProvider', value: { requireClientRegistration: true } }

describe('objects that a plan owns', () => {
  test('are its own from the apply on, and say so', async () => {
    await using world = await PlanWorld.open()
    const { changes } = await world.apply(header('prod'), role('ops'))
    assert.deepEqual(changes.map(short), ['create Role ops description:->ops managedBy:->prod'])
    assert.equal(await world.owner('Role', 'ops'), 'prod')
  })

  test('are destroyed when the file no longer names them; what others made stays', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('by hand'))
    await world.apply(header('test'), role('of test'))
    await world.apply(header('prod'), role('ops'), role('dev'), {
      '@type': 'upsert',
      object: 'Scope',
      value: { name: 's', description: 'S' },
    })
    const planned = await world.run('plan', [header('prod'), role('ops')])
    const applied = await world.apply(header('prod'), role('ops'))
    for (const { changes, done } of [planned, applied]) {
      assert.deepEqual(
        changes.map(({ kind, object, label, line }) => [kind, object, label, line]),
        [
          ['destroy', 'x:Role', 'dev', undefined],
          ['destroy', 'x:Scope', 's', undefined],
        ],
      )
      assert.deepEqual([done?.destroyed, done?.unchanged], [2, 1])
    }
    assert.deepEqual(
      await Promise.all(['by hand', 'of test', 'ops', 'dev'].map(async (key) => (await world.wire('Role', key)) !== undefined)),
      [true, true, true, false],
    )
    assert.deepEqual((await world.apply(header('prod'), role('ops'))).changes, [])
  })

  test('what refers to others goes before them', async () => {
    await using world = await PlanWorld.open()
    const group = {
      '@type': 'upsert',
      object: 'Group',
      value: { name: 'g', roleIds: [{ $match: { object: 'Role', description: 'r' } }] },
    }
    await world.apply(
      header('prod'),
      group,
      role('r', { roleIds: [{ $match: { object: 'Role', description: 'base' } }] }),
      role('base'),
    )
    const { done } = await world.apply(header('prod'))
    assert.equal(done?.destroyed, 3)
  })

  test('what belongs to nobody is adopted, without a change of what it is', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('ops'))
    const before = await world.wire('Role', 'ops')
    const { changes, done } = await world.apply(header('prod'), role('ops'))
    assert.deepEqual([changes.map(short), done?.updated], [['adopt Role ops managedBy:->prod'], 1])
    assert.deepEqual([await world.owner('Role', 'ops'), await world.wire('Role', 'ops')], ['prod', before])
  })

  test('what belongs to another plan is taken over only where the header says so', async () => {
    await using world = await PlanWorld.open()
    await world.apply(header('test'), role('ops'))
    const refused = await world.run('apply', [header('prod'), role('ops'), { '@type': 'reconcile', object: 'Role', value: {} }])
    assert.deepEqual(textsOf(refused), [
      '2: The object belongs to the plan test; say "takeOver": true in the header to take it over.',
      '3: What is to be destroyed belongs to the plan test; say "takeOver": true in the header to take it over.',
    ])
    const { changes } = await world.apply(header('prod', { takeOver: true }), role('ops'))
    assert.deepEqual(changes.map(short), ['adopt Role ops managedBy:test>prod'])
  })

  test('a change by somebody else is told, and leaves the owner', async () => {
    await using world = await PlanWorld.open()
    await world.apply(header('prod'), role('ops'))
    const { changes } = await world.apply(role('ops', { enabledPermissions: { authenticate: true } }))
    assert.ok(
      changes[0]?.effects.some(({ text }) => text === 'changes what the plan prod applied, which its next apply may undo'),
    )
    assert.equal(await world.owner('Role', 'ops'), 'prod')
  })

  test("settings that the file no longer names become nobody's and stay as they are", async () => {
    await using world = await PlanWorld.open()
    await world.apply(header('prod'), permissive)
    const { changes, done } = await world.apply(header('prod'))
    assert.deepEqual(changes.map(short), ['update OidcProvider OAuth and OpenID Connect managedBy:prod>-'])
    assert.equal(done?.updated, 1)
    assert.equal((await world.wire('OidcProvider', 'singleton'))?.['requireClientRegistration'], true)
    assert.deepEqual((await world.apply(header('prod'))).changes, [])
  })
})

describe('the forms of existing tools', () => {
  const client = (clientId: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({
    clientId,
    tokenEndpointAuthMethod: 'none',
    redirectUris: { 'https://a.example/cb': true },
    ...more,
  })

  test('everything of a type is destroyed and made anew: what is named keeps its id and gets defaults', async () => {
    await using world = await PlanWorld.open()
    const value = { name: 'jane', description: 'Jane', nickname: 'j' }
    await world.apply(
      { '@type': 'upsert', object: 'Account', value },
      { '@type': 'upsert', object: 'Account', value: { name: 'joan' } },
    )
    const subject = (await world.wire('Account', 'jane'))?.['subject']
    const plan = [
      { '@type': 'destroy', object: 'Account' },
      {
        '@type': 'create',
        object: 'Account',
        value: { 'account-b': { name: 'jane', nickname: 'k' }, 'account-c': { name: 'jim' } },
      },
    ]
    const { changes } = await world.apply(...plan)
    assert.deepEqual(changes.map(short), [
      'update Account jane description:Jane>- nickname:j>k',
      'create Account jim name:->jim',
      'destroy Account joan name:joan>-',
    ])
    assert.equal((await world.wire('Account', 'jane'))?.['subject'], subject)
    assert.deepEqual((await world.apply(...plan)).changes, [])
  })

  test('an object that is destroyed by name and created is made anew; destroyed and wanted is a mistake', async () => {
    await using world = await PlanWorld.open()
    const destroy = { '@type': 'destroy', object: 'OAuthClient', match: { clientId: 'app' } }
    await world.apply({ '@type': 'create', object: 'OAuthClient', value: client('app', { skipConsent: true }) })
    const { changes } = await world.apply(destroy, { '@type': 'create', object: 'OAuthClient', value: client('app') })
    assert.deepEqual(changes.map(short), ['update OAuthClient app skipConsent:true>false'])
    const refused = await world.run('plan', [destroy, { '@type': 'upsert', object: 'OAuthClient', value: client('app') }])
    assert.deepEqual(textsOf(refused), ['1: Line 2 wants the same object to be there.'])
  })

  test('what is to be destroyed and is gone already is as it should be', async () => {
    await using world = await PlanWorld.open()
    const { done } = await world.apply({ '@type': 'destroy', object: 'OAuthClient', match: { clientId: 'app' } })
    assert.deepEqual(done, { type: 'done', created: 0, updated: 0, destroyed: 0, unchanged: 1 })
  })

  test('reconcile makes a set of objects what it says, within its scope', async () => {
    await using world = await PlanWorld.open()
    const account = (name: string, disabled: boolean): JsonValue => ({
      '@type': 'upsert',
      object: 'Account',
      value: { name, disabled },
    })
    await world.apply(account('a', true), account('b', true), account('c', false))
    const { changes } = await world.apply({
      '@type': 'reconcile',
      object: 'Account',
      matchOn: ['name'],
      scope: { disabled: true },
      value: { x: { name: 'a', description: 'A' }, y: { name: 'd' } },
    })
    assert.deepEqual(changes.map(short), [
      'update Account a description:->A',
      'create Account d name:->d',
      'destroy Account b name:b>- disabled:true>-',
    ])
  })
})
