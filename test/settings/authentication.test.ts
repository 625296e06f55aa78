import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Json, ManagedProvider } from './managed-provider.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let provider: ManagedProvider
before(async () => {
  provider = await ManagedProvider.open()
})
after(() => provider[Symbol.asyncDispose]())

const defaults = {
  id: 'singleton',
  passwordMinLength: 8,
  passwordMaxLength: 256,
  maxApiKeys: 5,
  maxAppPasswords: 5,
  defaultUserRoleIds: {},
  sessionExpiry: 14 * day,
  revokeGrantsOnLogout: 'revoke-online',
  managementSignInAge: null,
  selfRegistration: 'off',
  selfRegistrationDomains: {},
  selfRegistrationLoginName: 'username',
  selfRegistrationAsksName: true,
  selfRegistrationApproval: true,
  selfRegistrationRoleIds: {},
  selfRegistrationGroupIds: {},
  selfRegistrationsPerNetwork: 20,
  selfRegistrationsPerHour: 300,
  managedBy: null,
}

/** A new account with a password of so many characters. */
function account(name: string, length: number): Json {
  return { '@type': 'User', name, credentials: { '0': { '@type': 'Password', secret: passwordOf(length) } } }
}

function passwordOf(length: number): string {
  return 'a long password '
    .repeat(40)
    .slice(0, length - 1)
    .concat('!')
}

describe('Authentication', () => {
  test('has its defaults before anybody wrote it, and nothing was written', async () => {
    const { list, state } = await provider.call('x:Authentication/get', { ids: null })
    assert.deepEqual(list, [defaults])
    assert.equal(state, (await provider.call('x:Authentication/get', { ids: [] }))['state'])
    assert.deepEqual(await provider.query('Revision', { object: 'x:Authentication' }), [])
  })

  const unsigned = 'Invalid value for unsigned integer property (expected non-negative integer)'
  const refused: readonly (readonly [property: string, value: unknown, error: Json])[] = [
    ...['passwordMinLength', 'passwordMaxLength', 'maxApiKeys', 'maxAppPasswords'].flatMap((property) =>
      ['8', 8.5, -1, null, true].map((value) => [property, value, { type: 'invalidPatch', description: unsigned }] as const),
    ),
    ...[0, -1, 'soon', '1w', null].map(
      (value) => ['sessionExpiry', value, { type: 'invalidPatch', description: 'Invalid duration value' }] as const,
    ),
    ['passwordMinLength', 7, { type: 'MinValue', required: 8 }],
    ['passwordMinLength', 65, { type: 'MaxValue', required: 64 }],
    ['passwordMaxLength', 63, { type: 'MinValue', required: 64 }],
    ['passwordMaxLength', 513, { type: 'MaxValue', required: 512 }],
    ['maxApiKeys', 1001, { type: 'MaxValue', required: 1000 }],
    ['maxAppPasswords', 1001, { type: 'MaxValue', required: 1000 }],
    ['selfRegistrationsPerNetwork', 0, { type: 'MinValue', required: 1 }],
    ['selfRegistrationsPerHour', 1_000_001, { type: 'MaxValue', required: 1_000_000 }],
    ['sessionExpiry', minute - 1, { type: 'MinValue', required: minute }],
    ['sessionExpiry', '401d', { type: 'MaxValue', required: 400 * day }],
  ]
  test('refuses values that its declaration does not allow, and changes nothing', async () => {
    for (const [property, value, { type, ...expected }] of refused) {
      const error = await provider.refusedUpdate('Authentication', { maxApiKeys: 7, [property]: value })
      const what = `${property}: ${JSON.stringify(value)}`
      if (type === 'invalidPatch') assert.deepEqual(error, { type, ...expected, properties: [property] }, what)
      else assert.deepEqual(error['validationErrors'], [{ type, property, ...expected }], what)
    }
    assert.deepEqual(await provider.get('Authentication'), defaults)
  })

  test('refuses a role that does not exist', async () => {
    const error = await provider.refusedUpdate('Authentication', { defaultUserRoleIds: { rol_nowhere: true } })
    assert.equal(error['type'], 'invalidForeignKey')
  })
})

describe('fields of Authentication take effect at once', () => {
  test('passwordMinLength: for new passwords only', async () => {
    await provider.create('Account', account('short', 8))
    const atFirst = await provider.refusedCreate('Account', account('shorter', 7))
    assert.deepEqual(atFirst['validationErrors'], [{ type: 'MinLength', property: 'credentials/0/secret', required: 8 }])
    await provider.update('Authentication', { passwordMinLength: 20 })
    const error = await provider.refusedCreate('Account', account('nineteen', 19))
    assert.deepEqual(error['validationErrors'], [{ type: 'MinLength', property: 'credentials/0/secret', required: 20 }])
    await provider.create('Account', account('twenty', 20))
    const party = await provider.party({ skipConsent: true })
    await party.signIn(provider.browser(), { username: 'short', password: passwordOf(8) })
    await provider.update('Authentication', { passwordMinLength: 8 })
  })

  test('passwordMaxLength', async () => {
    await provider.create('Account', account('long', 256))
    const tooLong = (required: number) => [{ type: 'MaxLength', property: 'credentials/0/secret', required }]
    const atFirst = await provider.refusedCreate('Account', account('longer', 257))
    assert.deepEqual(atFirst['validationErrors'], tooLong(256))
    await provider.update('Authentication', { passwordMaxLength: 64 })
    assert.deepEqual((await provider.refusedCreate('Account', account('above', 65)))['validationErrors'], tooLong(64))
    await provider.update('Authentication', { passwordMaxLength: 512 })
    await provider.create('Account', account('longest', 512))
  })

  // The administrator has an API key from the beginning.
  for (const [field, object, before] of [
    ['maxApiKeys', 'ApiKey', 1],
    ['maxAppPasswords', 'AppPassword', 0],
  ] as const) {
    test(field, async () => {
      await provider.update('Authentication', { [field]: before + 1 })
      const first = await provider.create(object, { description: 'first' })
      assert.equal((await provider.refusedCreate(object, { description: 'second' }))['type'], 'overQuota')
      await provider.update('Authentication', { [field]: before + 2 })
      const second = await provider.create(object, { description: 'second' })
      await provider.update('Authentication', { [field]: 0 })
      assert.equal((await provider.refusedCreate(object, { description: 'third' }))['type'], 'overQuota')
      // Those that exist live on.
      assert.equal((await provider.get(object, first.id))['description'], 'first')
      assert.equal((await provider.get(object, second.id))['description'], 'second')
    })
  }

  test('defaultUserRoleIds: what accounts may do that have no role of their own', async () => {
    const read = () => provider.call('x:OidcProvider/get', { ids: null }, provider.person)
    assert.equal((await read())['type'], 'forbidden')
    const permissions = { authenticate: true, sysOidcProviderGet: true }
    const { id } = await provider.create('Role', { description: 'readers', enabledPermissions: permissions })
    await provider.update('Authentication', { defaultUserRoleIds: { [id]: true } })
    assert.equal((await read())['type'], undefined)
    const error = await provider.call('x:Role/set', { destroy: [id] })
    assert.match(JSON.stringify(error['notDestroyed']), /objectIsLinked/)
    await provider.update('Authentication', { defaultUserRoleIds: {} })
    assert.equal((await read())['type'], 'forbidden')
    await provider.destroy('Role', id)
  })

  test('sessionExpiry: for sign-ins to come, and for sessions there are when it is shortened', async () => {
    const party = await provider.party({ skipConsent: true })
    const browser = provider.browser()
    await party.signIn(browser, provider.person)
    provider.clock.advance(14 * day - 1000)
    assert.equal((await browser.open(party.begin().url)).kind, 'left')
    provider.clock.advance(1000)
    assert.equal((await browser.open(party.begin().url)).kind, 'page')

    await party.signIn(browser, provider.person)
    provider.clock.advance(hour)
    await provider.update('Authentication', { sessionExpiry: '90m' })
    assert.equal((await browser.open(party.begin().url)).kind, 'left')
    await provider.update('Authentication', { sessionExpiry: '1h' })
    assert.equal((await browser.open(party.begin().url)).kind, 'page')

    await party.signIn(browser, provider.person)
    provider.clock.advance(hour - 1000)
    assert.equal((await browser.open(party.begin().url)).kind, 'left')
    provider.clock.advance(1000)
    assert.equal((await browser.open(party.begin().url)).kind, 'page')
  })
})
