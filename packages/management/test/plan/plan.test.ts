import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '../../src/ports/json.ts'
import { PlanWorld, short } from './plan-world.ts'

function role(description: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  return { '@type': 'upsert', object: 'Role', value: { description, ...more } }
}

function client(clientId: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  const value = { clientId, tokenEndpointAuthMethod: 'none', redirectUris: { [`https://${clientId}.example/cb`]: true }, ...more }
  return { '@type': 'upsert', object: 'OAuthClient', value }
}

const wholePlan: readonly JsonValue[] = [
  {
    '@type': 'upsert',
    object: 'Account',
    value: {
      name: 'jane',
      roles: { '@type': 'Custom', roleIds: [{ $match: { object: 'Role', description: 'ops' } }] },
      memberGroupIds: { '#staff': true },
      credentials: { 0: { '@type': 'Password', secret: 'correct horse battery' } },
    },
  },
  { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: '2h', requireClientRegistration: true } },
  client('app', { description: 'The app', scopes: { openid: true, 'mail.read': true } }),
  role('ops', { enabledPermissions: { authenticate: true } }),
  { '@type': 'upsert', object: 'Group', ref: 'staff', value: { name: 'staff' } },
  { '@type': 'upsert', object: 'Scope', value: { name: 'mail.read', description: 'Read mail' } },
]

describe('applying a plan', () => {
  test('makes everything what the file says, in the order of references, and tells what it means', async () => {
    await using world = await PlanWorld.open()
    const run = await world.apply(...wholePlan)
    assert.deepEqual(
      run.changes.map(({ kind, object, label, line }) => `${line} ${kind} ${object} ${label}`),
      [
        '2 update x:OidcProvider OAuth and OpenID Connect',
        '6 create x:Scope mail.read',
        '4 create x:Role ops',
        '5 create x:Group staff',
        '1 create x:Account jane',
        '3 create x:OAuthClient app',
      ],
    )
    assert.deepEqual(
      run.changes.flatMap(({ effects }) => effects.map(({ text }) => text)),
      [
        'refuses every client that is not registered',
        'lengthens access tokens from 1h to 2h',
        'lets clients ask for the scope mail.read',
        'grants everybody with the role ops the permissions authenticate',
        'adds the account jane',
        'puts jane into the group staff, with what its roles give',
        'gives jane the role ops',
        'sets a password for jane',
        'lets people sign in to client app',
        'lets client app get tokens without authenticating',
      ],
    )
    const { created, updated, destroyed, unchanged, revision } = run.done ?? {}
    assert.deepEqual([created, updated, destroyed, unchanged, revision], [5, 1, 0, 0, await world.latest()])
    assert.equal((await world.wire('OidcProvider', 'singleton'))?.['accessTokenExpiry'], 7_200_000)
    assert.ok(await world.wire('Account', 'jane'))
  })

  test('a second time changes nothing, makes no revision and ends no session', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...wholePlan)
    const before = await world.latest()
    world.pass(60_000)
    const { changes, done } = await world.apply(...wholePlan)
    assert.deepEqual([changes, done], [[], { type: 'done', created: 0, updated: 0, destroyed: 0, unchanged: 6 }])
    assert.equal(await world.latest(), before)
  })

  test('the revisions name the file, and the origin is a file', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('ops'))
    const [revision] = await world.ports.revisions.query({ isAscending: false, limit: 1 })
    assert.deepEqual([revision?.reason, revision?.origin.through], ['apply of test.ndjson', 'file'])
  })

  test('a value names only what it says something about', async () => {
    await using world = await PlanWorld.open()
    await world.apply(client('app', { description: 'One', skipConsent: true }))
    const { changes } = await world.apply({
      '@type': 'upsert',
      object: 'OAuthClient',
      value: { clientId: 'app', description: 'Two' },
    })
    assert.deepEqual(changes.map(short), ['update OAuthClient app description:One>Two'])
    assert.equal((await world.wire('OAuthClient', 'app'))?.['skipConsent'], true)
  })

  test('a plan says what an apply will do and changes nothing', async () => {
    await using world = await PlanWorld.open()
    const before = await world.latest()
    const planned = await world.run('plan', wholePlan)
    assert.equal(await world.latest(), before)
    const applied = await world.apply(...wholePlan)
    const summary = (run: typeof planned): unknown =>
      run.changes.map((change) => [change.kind, change.label, change.effects, change.fields.length])
    assert.deepEqual(summary(planned), summary(applied))
    assert.deepEqual({ ...planned.done, revision: applied.done?.revision }, applied.done)
  })

  test('a secret that the server makes is told once, after the apply, and is never in a plan', async () => {
    await using world = await PlanWorld.open()
    const line = { '@type': 'upsert', object: 'OAuthClient', value: { clientId: 'app', redirectUris: { 'https://a/cb': true } } }
    const planned = await world.run('plan', [line])
    assert.equal(planned.changes[0]?.shownOnce, undefined)
    assert.ok(planned.changes[0]?.effects.some(({ text }) => text === 'makes secret for app, which is told once'))
    const applied = await world.apply(line)
    assert.match(String(applied.changes[0]?.shownOnce?.['secret']), /^lk_cs_/)
    assert.deepEqual((await world.apply(line)).changes, [])
  })

  test('where nobody reads the answer, a secret that would be made is refused', async () => {
    await using world = await PlanWorld.open()
    const lines = async function* () {
      yield JSON.stringify({
        '@type': 'upsert',
        object: 'OAuthClient',
        value: { clientId: 'app', redirectUris: { 'https://a/cb': true } },
      })
    }
    const options = { mode: 'apply', name: 'x', madeSecrets: 'refuse' } as const
    const last = (await Array.fromAsync(world.plans.plan(lines(), options, world.operator))).at(-1)
    assert.equal(last?.type, 'refused')
    assert.equal(await world.wire('OAuthClient', 'app'), undefined)
  })

  test('a secret in the file is taken, not told, and the same again changes nothing', async () => {
    await using world = await PlanWorld.open()
    const secret = 'a secret of 32 characters or more'.replaceAll(' ', '-')
    const line = client('app', { secret, tokenEndpointAuthMethod: null })
    const runs = [await world.run('plan', [line]), await world.apply(line), await world.apply(line)]
    assert.deepEqual(
      runs.map(({ changes }) => changes.length),
      [1, 1, 0],
    )
    assert.equal(JSON.stringify(runs).includes(secret), false)
    const { changes } = await world.apply(client('app', { secret: `${secret}-2`, tokenEndpointAuthMethod: null }))
    assert.deepEqual(changes.map(short), ['update OAuthClient app secret:****>****'])
    assert.deepEqual(changes[0]?.effects, [{ weight: 'neutral', text: 'gives client app a new secret' }])
  })

  test('another encryption key is seen although both are masks', async () => {
    await using world = await PlanWorld.open()
    const { changes } = await world.apply({
      '@type': 'update',
      object: 'OidcProvider',
      value: { encryptionKey: { '@type': 'Value', secret: 'k'.repeat(64) } },
    })
    assert.deepEqual(changes.map(short), ['update OidcProvider OAuth and OpenID Connect encryptionKey/secret:****>****'])
    assert.match(changes[0]?.effects[0]?.text ?? '', /every access token stops working/)
  })
})

test('progress is told in each phase', async () => {
  await using world = await PlanWorld.open()
  const { events } = await world.apply(...Array.from({ length: 1_100 }, (_, index) => role(`r${index}`)))
  const told = events.flatMap((event) => (event.type === 'progress' ? [`${event.phase} ${event.done}/${event.total}`] : []))
  assert.deepEqual(told, [
    'reading 500/0',
    'reading 1000/0',
    'reading 1100/1100',
    'checking 0/1100',
    'checking 500/1100',
    'checking 1000/1100',
    'checking 1100/1100',
    'writing 0/1100',
    'writing 1100/1100',
  ])
})

test('each run is audited when it is over, refused ones and those whose reader went away too', async () => {
  await using world = await PlanWorld.open()
  const nobody = { ...world.operator, permissions: new Set<string>() }
  await world.apply(role('ops'))
  await world.run('plan', [role('ops', { colour: 'blue' })])
  await world.run('diff', ['{'])
  await world.run('apply', [role('dev')], nobody)
  await world.snapshot('x:Role')
  await assert.rejects(Array.fromAsync(world.plans.snapshot([], nobody)))
  await world.rollback(1_000)
  for await (const _event of world.plans.rollback(1, 'apply', world.operator)) break
  assert.deepEqual(world.calls, [
    'plan/apply',
    'plan/plan invalidPatch',
    'plan/diff invalidArguments',
    'plan/apply forbidden',
    'snapshot',
    'snapshot forbidden',
    'rollback/apply invalidArguments',
    'rollback/apply aborted',
  ])
})
