import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Account } from '@latchkey/identity'
import type { BrowserSignIn } from '../../src/management.ts'
import { AccessKit, callerOf, made, password } from './access-kit.ts'

const hour = 60 * 60 * 1000

describe('Basic authentication', () => {
  let kit: AccessKit
  before(async () => {
    kit = await AccessKit.open()
    await kit.person('Ada')
  })
  after(() => kit[Symbol.asyncDispose]())

  test('takes the password of an account, whatever the case of its name', async () => {
    const caller = callerOf(await kit.basic('ADA', password))
    assert.equal(caller.name, 'Ada')
    assert.equal(caller.id, caller.account?.accountId)
    const { actor, through, address, credential } = caller.origin
    assert.deepEqual(
      { actor, through, address, credential },
      {
        actor: { kind: 'account', accountId: caller.id, name: 'Ada' },
        through: 'api',
        address: '192.0.2.1',
        credential: 'password',
      },
    )
  })

  test('answers a wrong password and an unknown name alike', async () => {
    assert.deepEqual(await kit.basic('ada', 'wrong'), { kind: 'refused' })
    assert.deepEqual(await kit.basic('nobody', password), { kind: 'refused' })
  })

  test('slows down who guesses, and only their network', async () => {
    const kinds: string[] = []
    for (let guess = 0; guess < 8; guess += 1) kinds.push((await kit.basic('ada', 'wrong', '198.51.100.7')).kind)
    assert.equal(kinds.at(-1), 'throttled')
    assert.equal((await kit.basic('ada', password, '198.51.100.7')).kind, 'throttled')
    assert.equal((await kit.basic('ada', password, '192.0.2.9')).kind, 'authenticated')
  })

  test('refuses a disabled account with its right password', async () => {
    const account = await kit.person('off')
    await kit.storage.identity.accounts.replace({ ...account, disabled: true }, account.updatedAt)
    assert.deepEqual(await kit.basic('off', password), { kind: 'refused' })
  })

  test('answers forbidden to who may not authenticate, but only after the password', async () => {
    const account = await kit.person('restricted')
    const permissions = { kind: 'merge', enabled: [], disabled: ['authenticate'] } as const
    await kit.storage.identity.accounts.replace({ ...account, permissions }, account.updatedAt)
    assert.deepEqual(await kit.basic('restricted', 'wrong'), { kind: 'refused' })
    assert.deepEqual(await kit.basic('restricted', password), { kind: 'forbidden' })
  })
})

describe('an API key', () => {
  let kit: AccessKit
  before(async () => {
    kit = await AccessKit.open()
  })
  after(() => kit[Symbol.asyncDispose]())

  test('is a bearer with the permissions of its account, and says which key it was', async () => {
    const { caller, secret, id } = await keyOf('ada', {})
    const byKey = callerOf(await kit.bearer(secret))
    assert.deepEqual([...byKey.permissions].sort(), [...caller.permissions].sort())
    assert.equal(byKey.origin.credential, id)
  })

  test('has only what it was given of them', async () => {
    const limited = { '@type': 'Replace', permissions: { authenticate: true, sysApiKeyGet: true, sysAccountUpdate: true } }
    // Nobody grants what they lack, so the account loses a permission afterwards.
    const { secret } = await keyOf('limited', { permissions: limited }, ['administrator'])
    assert.deepEqual([...callerOf(await kit.bearer(secret)).permissions].sort(), [
      'authenticate',
      'sysAccountUpdate',
      'sysApiKeyGet',
    ])
    const account = await kit.storage.identity.accounts.findByUsername('limited')
    assert.ok(account)
    await kit.storage.identity.accounts.replace({ ...account, roles: [] }, account.updatedAt)
    assert.deepEqual([...callerOf(await kit.bearer(secret)).permissions].sort(), ['authenticate', 'sysApiKeyGet'])
  })

  test('without the permission to authenticate is forbidden', async () => {
    const { secret } = await keyOf('no-entry', { permissions: { '@type': 'Disable', permissions: { authenticate: true } } })
    assert.deepEqual(await kit.bearer(secret), { kind: 'forbidden' })
  })

  test('works from its networks only', async () => {
    const { secret } = await keyOf('at-home', { allowedIps: { '192.0.2.0/24': true, '2001:db8::/32': true } })
    assert.equal((await kit.bearer(secret, '192.0.2.200')).kind, 'authenticated')
    assert.equal((await kit.bearer(secret, '::ffff:192.0.2.1')).kind, 'authenticated')
    assert.equal((await kit.bearer(secret, '2001:db8:1::1')).kind, 'authenticated')
    assert.deepEqual(await kit.bearer(secret, '198.51.100.1'), { kind: 'forbidden' })
  })

  test('ends with its date', async () => {
    const expiresAt = `${new Date(kit.now + hour).toISOString().slice(0, 19)}Z`
    const { secret } = await keyOf('short', { expiresAt })
    assert.equal((await kit.bearer(secret)).kind, 'authenticated')
    kit.advance(hour)
    assert.deepEqual(await kit.bearer(secret), { kind: 'refused' })
  })

  test('dies with its account being disabled, and with its removal', async () => {
    const { secret, account } = await keyOf('leaver', {})
    await kit.storage.identity.accounts.replace({ ...account, disabled: true }, account.updatedAt)
    assert.deepEqual(await kit.bearer(secret), { kind: 'refused' })
    assert.ok('done' in (await kit.destroy(kit.operator, 'Account', account.accountId)))
    assert.deepEqual(await kit.bearer(secret), { kind: 'refused' })
  })

  test('is dead after it was destroyed', async () => {
    const { caller, secret, id } = await keyOf('tidy', {})
    assert.ok('done' in (await kit.destroy(caller, 'ApiKey', id)))
    assert.deepEqual(await kit.bearer(secret), { kind: 'refused' })
  })

  test('that nobody has is answered more slowly in time, without harm to those that exist', async () => {
    const { secret } = await keyOf('neighbour', {})
    const from = '203.0.113.5'
    const kinds = new Set<string>()
    for (let guess = 0; guess < 60; guess += 1) kinds.add((await kit.bearer(`lk_ak_${guess}`, from)).kind)
    assert.deepEqual([...kinds], ['refused', 'throttled'])
    assert.equal((await kit.bearer(secret, from)).kind, 'authenticated')
    assert.equal((await kit.bearer('lk_ak_other', '203.0.113.77')).kind, 'refused')
  })

  test('is no password, and no text of another kind is a key', async () => {
    const { secret } = await keyOf('mixed', {})
    assert.equal((await kit.basic('mixed', secret)).kind, 'refused')
    for (const text of ['', 'lk_ak_', `${secret}x`, `lk_ak_${'x'.repeat(10_000)}`, secret.toUpperCase()]) {
      assert.notEqual((await kit.bearer(text, '203.0.113.99')).kind, 'authenticated', text.slice(0, 20))
    }
  })

  async function keyOf(username: string, value: Readonly<Record<string, unknown>>, roles: readonly 'administrator'[] = []) {
    const account = await kit.account(username, { roles })
    const caller = await kit.as(account)
    const { id, members } = made(await kit.create(caller, 'ApiKey', { description: 'A key', ...value }))
    const secret = String(members['secret'])
    assert.match(secret, /^lk_ak_[A-Za-z0-9_-]{43}$/)
    return { account, caller, id, secret }
  }
})

describe('an app password', () => {
  test('stands in for the password of its account in Basic authentication, and nowhere else', async () => {
    await using kit = await AccessKit.open()
    const ada = await kit.person('ada')
    await kit.account('bob')
    const { id, members } = made(await kit.create(await kit.as(ada), 'AppPassword', { description: 'Mail' }))
    const secret = String(members['secret'])
    assert.match(secret, /^lk_ap_/)
    const caller = callerOf(await kit.basic('ADA', secret))
    assert.deepEqual([caller.name, caller.origin.credential], ['ada', id])
    assert.deepEqual(await kit.basic('bob', secret), { kind: 'refused' })
    assert.deepEqual(await kit.basic('nobody', secret), { kind: 'refused' })
    assert.notEqual((await kit.bearer(secret)).kind, 'authenticated')
    const atSignIn = await kit.identity.verifyPassword({ username: 'ada', password: secret, network: '192.0.2.1' })
    assert.equal(atSignIn.kind, 'refused')
  })
})

describe('an access token', () => {
  test('counts when it was granted for management', async () => {
    await using kit = await AccessKit.open()
    const account = await kit.account('ada')
    assert.deepEqual((await kit.as(account)).origin.credential, 'access-token')
    assert.deepEqual(await kit.bearer('lk_at_of_somebody'), { kind: 'refused' })
  })

  test('does not count for an account that is disabled', async () => {
    await using kit = await AccessKit.open()
    const account = await kit.account('ada', { disabled: true })
    await assert.rejects(kit.as(account), /refused/)
  })
})

test('a change of a role counts at the next request, also by way of a group', async () => {
  await using kit = await AccessKit.open()
  const { operator } = kit
  const permissions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]))
  const base = made(await kit.create(operator, 'Role', { description: 'base', enabledPermissions: permissions(['sysTraceGet']) }))
  const role = made(await kit.create(operator, 'Role', { description: 'desk', roleIds: { [base.id]: true } }))
  const group = made(await kit.create(operator, 'Group', { name: 'desk', roleIds: { [role.id]: true } }))
  const account = await kit.account('ada', { groupIds: [group.id as `grp_${string}`] })
  assert.ok((await kit.as(account)).permissions.has('sysTraceGet'))
  await kit.update(operator, 'Role', base.id, { 'enabledPermissions/sysTraceGet': null, 'enabledPermissions/sysGrantGet': true })
  const afterwards = (await kit.as(account)).permissions
  assert.deepEqual([afterwards.has('sysTraceGet'), afterwards.has('sysGrantGet')], [false, true])
  await kit.update(operator, 'Group', group.id, { roleIds: {} })
  assert.equal((await kit.as(account)).permissions.has('sysGrantGet'), false)
})

test('the operator has every permission and no account', async () => {
  await using kit = await AccessKit.open()
  assert.equal(kit.operator.permissions.size, kit.catalogue.rules.all.size)
  for (const type of ['ApiKey', 'AppPassword', 'AccountPassword', 'AccountSettings']) {
    const [name, answer] = await kit.invoke(kit.operator, `x:${type}/get`, { ids: null })
    assert.deepEqual([name, answer['type']], ['error', 'accountNotSupportedByMethod'], type)
  }
})

describe('the sign-in of a browser', () => {
  const through = { address: '192.0.2.1', through: 'console' } as const

  test('has all that the account may do now, and says how old it is', async () => {
    await using kit = await AccessKit.open()
    const account = await kit.person('ann', ['administrator'])
    const session = signInOf(account, kit.now)
    kit.advance(hour)
    const caller = callerOf(await kit.management.authenticate({ kind: 'session', session }, through))
    assert.deepEqual(
      [caller.id, caller.signedInAt, caller.permissions.has('sysOidcProviderUpdate')],
      [account.accountId, session.authTime, true],
    )
    assert.deepEqual([caller.origin.through, caller.origin.credential], ['console', 'session'])
    const change = { using: [], methodCalls: [['x:OidcProvider/set', {}, 'c']] }
    assert.equal(kit.management.missingSignIn(caller, change), undefined)
    await kit.update(kit.operator, 'Authentication', 'singleton', { managementSignInAge: hour - 1 })
    assert.deepEqual(kit.management.missingSignIn(caller, change), { maxAge: hour - 1 })
  })

  test('is worth nothing without an account, or with one that is disabled', async () => {
    await using kit = await AccessKit.open()
    const account = await kit.account('off', { disabled: true })
    for (const accountId of [account.accountId, 'acc_nobody' as const]) {
      const credential = { kind: 'session', session: { ...signInOf(account, kit.now), accountId } } as const
      assert.deepEqual(await kit.management.authenticate(credential, through), { kind: 'refused' })
    }
  })

  test('is worth nothing when it is of another password than the account has', async () => {
    await using kit = await AccessKit.open()
    const account = await kit.person('ann', ['administrator'])
    const current = { ...signInOf(account, kit.now), credentialVersion: account.passwordChangedAt ?? 0 }
    const kindOf = async (session: BrowserSignIn) =>
      (await kit.management.authenticate({ kind: 'session', session }, through)).kind
    assert.notEqual(account.passwordChangedAt, undefined)
    assert.equal(await kindOf(current), 'authenticated')
    for (const version of [current.credentialVersion - 1, current.credentialVersion + 1]) {
      assert.equal(await kindOf({ ...current, credentialVersion: version }), 'refused')
    }
  })

  test('opens nothing to who may not authenticate', async () => {
    await using kit = await AccessKit.open()
    const account = await kit.account('idle', { roleIds: [] })
    const credential = { kind: 'session', session: signInOf(account, kit.now) } as const
    await kit.update(kit.operator, 'Authentication', 'singleton', { defaultUserRoleIds: {} })
    assert.equal((await kit.management.authenticate(credential, through)).kind, 'forbidden')
  })
})

/** What a browser holds since somebody signed in with the password that the account has. */
function signInOf({ accountId, passwordChangedAt }: Account, authTime: number): BrowserSignIn {
  return { accountId, authTime, ...(passwordChangedAt !== undefined && { credentialVersion: passwordChangedAt }) }
}
