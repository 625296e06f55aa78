import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { algorithmOfSetting } from '@latchkey/core'
import { SnapshotRefused } from '../../src/plan/snapshot.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { PlanWorld, short, textsOf } from './plan-world.ts'

const password = 'correct horse battery'
const clientSecret = 'client-secret-of-32-characters-or-more'
const encryptionKey = 'e'.repeat(64)

/** A bit of everything. */
const content: readonly JsonValue[] = [
  {
    '@type': 'update',
    object: 'OidcProvider',
    value: { accessTokenExpiry: '90m', encryptionKey: { '@type': 'Value', secret: encryptionKey } },
  },
  { '@type': 'update', object: 'Authentication', value: { defaultUserRoleIds: { '#dev': true }, sessionExpiry: '7d' } },
  { '@type': 'upsert', object: 'Role', ref: 'dev', value: { description: 'dev', roleIds: { '#base': true } } },
  {
    '@type': 'upsert',
    object: 'Role',
    ref: 'base',
    value: { description: 'zz base', enabledPermissions: { authenticate: true } },
  },
  { '@type': 'upsert', object: 'Group', ref: 'staff', value: { name: 'staff', roleIds: { '#dev': true } } },
  { '@type': 'upsert', object: 'Scope', value: { name: 'mail.read', description: 'Read mail' } },
  {
    '@type': 'upsert',
    object: 'Account',
    value: {
      name: 'jane',
      emailAddress: 'jane@example.org',
      memberGroupIds: { '#staff': true },
      roles: { '@type': 'Custom', roleIds: { '#base': true } },
      permissions: { '@type': 'Merge', enabledPermissions: { sysRoleGet: true }, disabledPermissions: {} },
      credentials: { 0: { '@type': 'Password', secret: password } },
      address: { locality: 'Oslo' },
    },
  },
  {
    '@type': 'upsert',
    object: 'OAuthClient',
    value: {
      clientId: 'web/app',
      secret: clientSecret,
      redirectUris: { 'https://app/cb': true },
      scopes: { openid: true, 'mail.read': true },
      postures: { 'pkce-required': 'enforce' },
      defaultMaxAge: '1d',
    },
  },
  {
    '@type': 'upsert',
    object: 'OAuthClient',
    value: { clientId: 'spa', tokenEndpointAuthMethod: 'none', redirectUris: { 'https://spa/cb': true } },
  },
]

describe('a snapshot', () => {
  test('applied where it was taken changes nothing', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...content)
    const { changes, done } = await world.apply(...(await world.snapshot()))
    assert.deepEqual([changes, done?.unchanged], [[], 11])
  })

  test('puts back what was changed since', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...content)
    const snapshot = await world.snapshot()
    await world.apply(
      { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: '1h' } },
      { '@type': 'upsert', object: 'Account', value: { name: 'jane', memberGroupIds: {}, emailAddress: null, disabled: true } },
      { '@type': 'destroy', object: 'OAuthClient', match: { clientId: 'spa' } },
    )
    const { changes } = await world.apply(...snapshot)
    assert.deepEqual(
      changes.map(({ kind, label }) => `${kind} ${label}`),
      ['update OAuth and OpenID Connect', 'update jane', 'create spa'],
    )
    assert.deepEqual(await world.snapshot(), snapshot)
  })

  test('makes everything but secrets on an empty server', async () => {
    await using source = await PlanWorld.open()
    await using target = await PlanWorld.open()
    await source.apply(...content)
    const snapshot = await source.snapshot()
    const run = await target.apply(...snapshot)
    assert.deepEqual([run.done?.created, run.done?.updated], [7, 2])
    assert.deepEqual(await target.snapshot(), snapshot)
    assert.deepEqual((await target.wire('Account', 'jane'))?.['credentials'], {})
    const made = run.changes.filter(({ shownOnce }) => shownOnce !== undefined)
    assert.deepEqual(
      made.map(({ label, shownOnce }) => [label, Object.keys(shownOnce ?? {})]),
      [['web/app', ['secret']]],
    )
  })

  test('has the lines in the order in which one may refer to another, references by natural key, durations as text', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...content)
    const lines = (await world.snapshot()).map((line) => JSON.parse(line) as JsonObject)
    assert.deepEqual(
      lines.map(({ '@type': type, object, matchOn = null }) => [type, object, matchOn].join(' ')),
      [
        'update OidcProvider ',
        'upsert Scope name',
        'upsert Role description',
        'upsert Role description',
        'update Authentication ',
        'update ClientRegistration ',
        'update SecurityPosture ',
        'upsert Group name',
        'upsert Account name',
        'upsert OAuthClient clientId',
        'upsert OAuthClient clientId',
      ],
    )
    const values = new Map(lines.map(({ object, value }) => [object, value as JsonObject]))
    assert.equal(values.get('OidcProvider')?.['accessTokenExpiry'], '90m')
    assert.deepEqual(values.get('Group')?.['roleIds'], [{ $match: { object: 'Role', description: 'dev' } }])
    assert.deepEqual(values.get('Account')?.['roles'], {
      '@type': 'Custom',
      roleIds: [{ $match: { object: 'Role', description: 'zz base' } }],
    })
  })

  test('speaks of no secret, but of the variable that one comes from', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...content)
    const text = (await world.snapshot()).join('\n')
    for (const secret of [
      password,
      clientSecret,
      encryptionKey,
      '****',
      '$argon2',
      'PRIVATE KEY',
      'credentials',
      'createdAt',
      '"subject"',
    ]) {
      assert.equal(text.includes(secret), false, secret)
    }
    world.environment.set('OIDC_KEY', 'f'.repeat(64))
    const fromVariable = { '@type': 'EnvironmentVariable', variableName: 'OIDC_KEY' }
    await world.apply({ '@type': 'update', object: 'OidcProvider', value: { encryptionKey: fromVariable } })
    const [line = '{}'] = await world.snapshot('x:OidcProvider')
    assert.deepEqual((JSON.parse(line) as { value: JsonObject }).value['encryptionKey'], fromVariable)
  })

  test('can be of some types only', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...content)
    const lines = await world.snapshot('x:Role', 'scope')
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as JsonObject)['object']),
      ['Scope', 'Role', 'Role'],
    )
  })

  test('is refused before its first line for a type that is unknown, in no plan, or not for the caller', async () => {
    await using world = await PlanWorld.open()
    const reason = (expected: string) => (error: unknown) => error instanceof SnapshotRefused && error.reason === expected
    await assert.rejects(world.snapshot('x:Rule'), reason('unknown-type'))
    await assert.rejects(world.snapshot('x:ApiKey'), reason('unknown-type'))
    const caller = { ...world.operator, permissions: new Set(['sysRoleGet']) }
    await assert.rejects(Array.fromAsync(world.plans.snapshot([], caller)), reason('forbidden'))
    assert.deepEqual(await Array.fromAsync(world.plans.snapshot(['x:Role'], caller)), [])
  })

  test('reads in pages, also where the keys of many objects differ in case only', async () => {
    await using world = await PlanWorld.open()
    const ids = Array.from({ length: 1_030 }, (_, index) => caseVariant('abcdefghijkl', index))
    await world.apply(
      ...ids.map((clientId) => ({
        '@type': 'upsert',
        object: 'OAuthClient',
        value: { clientId, tokenEndpointAuthMethod: 'none', redirectUris: { 'https://a/cb': true } },
      })),
    )
    const lines = await world.snapshot('OAuthClient')
    const found = lines.map((line) => (JSON.parse(line) as { value: { clientId: string } }).value.clientId)
    assert.deepEqual(found.toSorted(), ids.toSorted())
  })

  test('without the settings key that its algorithm needs, it says what is missing on another server', async () => {
    await using source = await PlanWorld.open()
    await using target = await PlanWorld.open()
    const { privatePem } = await source.ports.crypto.generateKey(algorithmOfSetting('es384'))
    await source.apply({
      '@type': 'update',
      object: 'OidcProvider',
      value: { signatureAlgorithm: 'es384', signatureKey: { '@type': 'Text', secret: privatePem } },
    })
    const run = await target.run('plan', await source.snapshot())
    assert.match(textsOf(run)[0] ?? '', /signatureKey/)
    assert.deepEqual(run.changes.map(short), [])
  })
})

/** Writes the letters in capitals that are bits of a number. */
function caseVariant(text: string, bits: number): string {
  return [...text].map((letter, index) => ((bits >> index) & 1 ? letter.toUpperCase() : letter)).join('')
}
