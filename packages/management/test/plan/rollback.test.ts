import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '../../src/ports/json.ts'
import { PlanWorld, short, textsOf } from './plan-world.ts'

const password = 'correct horse battery'
const credentials = { 0: { '@type': 'Password', secret: password } }

function role(description: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  return { '@type': 'upsert', object: 'Role', value: { description, ...more } }
}

function account(name: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  return { '@type': 'upsert', object: 'Account', value: { name, ...more } }
}

function destroy(object: string, match: JsonValue): JsonValue {
  return { '@type': 'destroy', object, match }
}

describe('a rollback', () => {
  test('destroys what was made since, restores what was changed, makes again what was destroyed', async () => {
    await using world = await PlanWorld.open()
    await world.apply(
      role('base'),
      role('ops', { roleIds: [{ $match: { object: 'Role', description: 'base' } }] }),
      account('jane', { roles: { '@type': 'Custom', roleIds: [{ $match: { object: 'Role', description: 'ops' } }] } }),
    )
    const wanted = await world.snapshot()
    const jane = await world.ports.objects.findByKey('Account', 'jane')
    const subject = (await world.wire('Account', 'jane'))?.['subject']
    const revision = await world.latest()

    world.pass(3_600_000)
    await world.apply(
      { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: '8h' } },
      destroy('Account', { name: 'jane' }),
      destroy('Role', { description: 'ops' }),
      role('base', { enabledPermissions: { authenticate: true } }),
      role('new'),
    )
    const planned = await world.rollback(revision, 'plan')
    const applied = await world.rollback(revision)
    for (const run of [planned, applied]) {
      assert.deepEqual(run.mistakes, [])
      assert.deepEqual(run.changes.map(({ kind, object, label }) => `${kind} ${object} ${label}`).toSorted(), [
        'create x:Account jane',
        'create x:Role ops',
        'destroy x:Role new',
        'update x:OidcProvider OAuth and OpenID Connect',
        'update x:Role base',
      ])
    }
    assert.deepEqual(await world.snapshot(), wanted)
    const again = await world.ports.objects.findByKey('Account', 'jane')
    assert.deepEqual(
      [again?.id, (await world.wire('Account', 'jane'))?.['subject'], again?.record.createdAt],
      [jane?.id, subject, jane?.record.createdAt],
    )
    assert.deepEqual((await world.rollback(revision)).changes, [])
    const [newest] = await world.ports.revisions.query({ isAscending: false, limit: 1 })
    assert.deepEqual([newest?.reason, newest?.origin.through], [`rollback to ${revision}`, 'command-line'])
  })

  test('can be rolled back itself', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('ops'))
    const first = await world.latest()
    await world.apply(role('dev'), role('ops', { enabledPermissions: { authenticate: true } }))
    const [wanted, second] = [await world.snapshot(), await world.latest()]
    await world.rollback(first)
    await world.rollback(second)
    assert.deepEqual(await world.snapshot(), wanted)
  })

  test('leaves secrets as they are now, and says so', async () => {
    await using world = await PlanWorld.open()
    const client = (secret: string): JsonValue => ({
      '@type': 'upsert',
      object: 'OAuthClient',
      value: { clientId: 'app', secret, redirectUris: { 'https://app/cb': true } },
    })
    await world.apply(account('jane', { credentials }), client('first-secret-of-32-characters-or-more'))
    const revision = await world.latest()
    world.pass(1_000)
    await world.apply(
      account('jane', { nickname: 'j', credentials: { 0: { '@type': 'Password', secret: `${password}!` } } }),
      client('second-secret-of-32-characters-or-more'),
    )
    const secrets = async (): Promise<unknown> => {
      const stored = await world.ports.objects.findByKey('OAuthClient', 'app')
      return [stored?.record.secrets, (await world.ports.objects.findByKey('Account', 'jane'))?.record.passwordHash]
    }
    const before = await secrets()
    const { changes } = await world.rollback(revision)
    assert.deepEqual(changes.map(short), ['update Account jane nickname:j>-'])
    assert.deepEqual(
      changes[0]?.effects.map(({ text }) => text),
      ['leaves credentials/0/secret as it is now, as secrets of then are not kept'],
    )
    assert.deepEqual(await secrets(), before)
  })

  test('makes an account again without its password and a client with a new secret, and says so', async () => {
    await using world = await PlanWorld.open()
    await world.apply(account('jane', { credentials }), {
      '@type': 'upsert',
      object: 'OAuthClient',
      value: { clientId: 'app', redirectUris: { 'https://app/cb': true } },
    })
    const revision = await world.latest()
    await world.apply(destroy('Account', { name: 'jane' }), destroy('OAuthClient', { clientId: 'app' }))
    const { changes } = await world.rollback(revision)
    const [jane, app] = changes
    assert.deepEqual(
      jane?.effects.map(({ text }) => text),
      ['adds the account jane', 'cannot restore credentials, as secrets are not kept'],
    )
    assert.ok(app?.effects.some(({ text }) => text === 'makes secret for app, which is told once'))
    assert.match(String(app?.shownOnce?.['secret']), /^lk_cs_/)
  })

  test('takes away a password that was set since', async () => {
    await using world = await PlanWorld.open()
    await world.apply(account('jane'))
    const revision = await world.latest()
    await world.apply(account('jane', { credentials }))
    const { changes } = await world.rollback(revision)
    assert.deepEqual(
      changes[0]?.effects.map(({ text }) => text),
      ['removes the password of jane: its sessions and grants end'],
    )
    assert.deepEqual((await world.wire('Account', 'jane'))?.['credentials'], {})
  })

  test('destroys API keys that were made since; one that was destroyed stays away, and that is said', async () => {
    await using world = await PlanWorld.open()
    await world.apply(account('jane', { roles: { '@type': 'Admin' }, credentials }))
    const jane = await world.ports.objects.findByKey('Account', 'jane')
    const key = (id: 'key_old' | 'key_new') => ({
      credentialId: id,
      accountId: jane?.record.accountId ?? 'acc_none',
      description: id,
      digest: id as never,
      permissions: { kind: 'inherit' } as const,
      allowedIps: [],
      createdAt: 0,
      updatedAt: 0,
    })
    const { objects } = world.ports
    const context = { origin: world.operator.origin, now: world.ports.clock() }
    await objects.commit([{ object: 'ApiKey', kind: 'create', record: key('key_old') }], context)
    const revision = await world.latest()
    const [old] = await objects.find('ApiKey', ['key_old'])
    await objects.commit(
      [
        { object: 'ApiKey', kind: 'remove', id: 'key_old', version: old?.version ?? 0 },
        { object: 'ApiKey', kind: 'create', record: key('key_new') },
      ],
      context,
    )
    const { changes, done } = await world.rollback(revision)
    assert.deepEqual(
      changes.map(({ kind, object, label }) => `${kind} ${object} ${label}`),
      ['destroy x:ApiKey key_new'],
    )
    assert.deepEqual(done?.notes, ['ApiKey key_old cannot be made again, as its secret is not kept.'])
    assert.deepEqual(await objects.find('ApiKey', ['key_new']), [])
  })

  test('settings from before the first start stay as they are', async () => {
    await using world = await PlanWorld.open()
    const { done } = await world.rollback(0)
    assert.deepEqual(done?.notes, ['OAuth and OpenID Connect was not set up then and stays as it is.'])
  })

  test('is refused for a revision that is none, and without the permissions for it', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('ops'))
    const latest = await world.latest()
    assert.deepEqual(textsOf(await world.rollback(latest + 1)), [
      `-: There is no revision ${latest + 1}; the newest one is ${latest}.`,
    ])
    const caller = { ...world.operator, permissions: new Set(['sysRoleGet', 'sysRoleDestroy']) }
    assert.deepEqual(
      (await world.rollback(0, 'apply', caller)).mistakes.map(({ object }) => object),
      ['x:Revision', 'x:Action'],
    )
    const some = {
      ...world.operator,
      permissions: new Set(['sysRevisionGet', 'sysActionCreate', 'sysOidcProviderGet', 'sysRoleGet']),
    }
    assert.deepEqual(textsOf(await world.rollback(0, 'apply', some)), [
      '-: You are not authorized to remove objects of this type.',
    ])
    assert.ok(await world.wire('Role', 'ops'))
  })

  test('never leaves the server without an administrator', async () => {
    await using world = await PlanWorld.open()
    const revision = await world.latest()
    await world.apply(account('root', { roles: { '@type': 'Admin' }, credentials }))
    const run = await world.rollback(revision, 'plan')
    assert.match(textsOf(run)[0] ?? '', /no administrator/)
  })
})
