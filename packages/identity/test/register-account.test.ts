import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type AccountRegistration,
  type PasswordPolicy,
  passwordLength,
  RegistrationAttempts,
  type RegistrationForm,
  registerAccount,
  type SelfRegistrationPolicy,
  usernameKey,
} from '@latchkey/identity'
import { TestIdentity } from './test-identity.ts'

const hour = 60 * 60 * 1000
const password = 'correct-horse-battery-staple'

const open: SelfRegistrationPolicy = {
  loginName: 'username',
  asksName: false,
  needsApproval: false,
  roleIds: [],
  groupIds: [],
  perNetwork: 1000,
  perHour: 1000,
}
const byEmail = { ...open, loginName: 'email' } as const

let kit: TestIdentity
before(async () => {
  kit = await TestIdentity.open()
})
after(() => kit[Symbol.asyncDispose]())

let requests = 0

/** Each from an address and within a request of its own, unless said otherwise. */
function register(
  form: Partial<RegistrationForm>,
  policy: SelfRegistrationPolicy = open,
  passwordPolicy: PasswordPolicy = passwordLength,
): Promise<AccountRegistration> {
  requests += 1
  const { clock, crypto, identity, stores } = kit
  const attempts = new RegistrationAttempts({ clock, crypto, throttle: stores.throttle })
  const origin = { actor: { kind: 'anonymous' }, through: 'page', address: '192.0.2.1' } as const
  const address = `10.${requests >> 16}.${(requests >> 8) & 255}.${requests & 255}`
  const whole = { loginName: 'ada', name: '', password, address, request: `txn_${requests}`, origin, ...form }
  const isVerifiedEmail = async (email: string) => email === 'Verified@mail.example'
  const passwords = () => passwordPolicy
  const ports = { clock, crypto, identity, accounts: stores.accounts, isVerifiedEmail, attempts, passwordPolicy: passwords }
  return registerAccount(whole, policy, ports)
}

function created(outcome: AccountRegistration) {
  return outcome.kind === 'created' ? outcome.account : assert.fail(JSON.stringify(outcome))
}

const stored = (name: string) => kit.stores.accounts.findByUsername(usernameKey(name))

describe('an account that somebody creates for themselves', () => {
  test('can be signed in with at once, has no role of its own and says nothing but its name', async () => {
    const account = created(await register({ loginName: 'first', name: 'not asked for' }))
    assert.deepEqual([account.roles, account.roleIds, account.groupIds, account.disabled], [[], undefined, undefined, false])
    assert.deepEqual(account.claims, {})
    assert.equal((await kit.identity.verifyPassword({ username: 'FIRST', password, network: '192.0.2.9' })).kind, 'verified')
  })

  test('has the roles and groups that such accounts get, and the name that was asked for', async () => {
    const policy = { ...open, asksName: true, roleIds: ['rol_1'], groupIds: ['grp_1'] } as const
    const account = created(await register({ loginName: 'second', name: '  Ada Lovelace ' }, policy))
    assert.deepEqual([account.roleIds, account.groupIds, account.claims], [['rol_1'], ['grp_1'], { name: 'Ada Lovelace' }])
  })

  test('has an e-mail address that is marked as not verified', async () => {
    const account = created(await register({ loginName: 'Third@Mail.Example' }, byEmail))
    assert.equal(account.username, 'Third@mail.example')
    assert.deepEqual(account.claims, { email: 'Third@mail.example', email_verified: false })
  })

  test('is disabled where an administrator must approve it: its password opens nothing', async () => {
    assert.deepEqual(await register({ loginName: 'fourth' }, { ...open, needsApproval: true }), { kind: 'waiting' })
    assert.equal((await stored('fourth'))?.disabled, true)
    assert.equal((await kit.identity.verifyPassword({ username: 'fourth', password, network: '192.0.2.9' })).kind, 'refused')
  })
})

describe('is refused, and nothing is stored', () => {
  const asking = { ...open, asksName: true }
  for (const [problem, form, policy] of [
    ['username_invalid', { loginName: 'a@mail.example' }, open],
    ['email_invalid', { loginName: 'nobody' }, byEmail],
    ['email_domain', { loginName: 'a@mail.example' }, { ...byEmail, domains: ['other.example'] }],
    ['name_invalid', { loginName: 'refused', name: 'two\nlines' }, asking],
    ['name_invalid', { loginName: 'refused', name: 'x'.repeat(255) }, asking],
    ['password_short', { loginName: 'refused', password: 'short' }, open],
    ['password_long', { loginName: 'refused', password: 'x'.repeat(257) }, open],
  ] as const) {
    test(`${problem}: ${JSON.stringify(form).slice(0, 60)}`, async () => {
      assert.deepEqual(await register(form, policy), { kind: 'invalid', problem })
      assert.equal(await stored(form.loginName), undefined)
    })
  }

  test('by the password policy in force', async () => {
    const outcome = await register({ loginName: 'refused', password: 'nineteen characters' }, open, { min: 20, max: 64 })
    assert.deepEqual(outcome, { kind: 'invalid', problem: 'password_short' })
  })

  test('a name that is taken, in whatever case or width', async () => {
    created(await register({ loginName: 'Grace' }))
    for (const loginName of ['Grace', 'GRACE', ' grace ', 'ｇｒａｃｅ']) {
      assert.deepEqual(await register({ loginName }), { kind: 'invalid', problem: 'username_taken' })
    }
  })

  test('the verified address of an account with another name', async () => {
    const loginName = 'Verified@mail.example'
    assert.deepEqual(await register({ loginName }, byEmail), { kind: 'invalid', problem: 'username_taken' })
    assert.deepEqual(await register({ loginName }, { ...byEmail, needsApproval: true }), { kind: 'waiting' })
    assert.equal(await stored(loginName), undefined)
  })

  test('an e-mail address that is somebody’s is answered as one that waits, where all have to wait', async () => {
    const account = created(await register({ loginName: 'taken@mail.example' }, byEmail))
    const waiting = { ...byEmail, needsApproval: true }
    assert.deepEqual(await register({ loginName: 'TAKEN@mail.example', password: `${password}2` }, waiting), { kind: 'waiting' })
    assert.deepEqual(await register({ loginName: 'new@mail.example' }, waiting), { kind: 'waiting' })
    const after = await stored('taken@mail.example')
    assert.deepEqual([after?.accountId, after?.passwordHash, after?.disabled], [account.accountId, account.passwordHash, false])
    assert.deepEqual(await register({ loginName: 'taken@mail.example' }, byEmail), { kind: 'invalid', problem: 'username_taken' })
  })
})

describe('attempts are counted', () => {
  test('of a network, successful or not, until the hour is over', async () => {
    const policy = { ...open, perNetwork: 2 }
    const address = '198.51.100.7'
    created(await register({ loginName: 'network 1', address }, policy))
    assert.equal((await register({ loginName: 'network 1', address }, policy)).kind, 'invalid')
    const refused = await register({ loginName: 'network 2', address }, policy)
    assert.ok(refused.kind === 'throttled' && refused.retryAfter > 0 && refused.retryAfter <= 3600)
    assert.equal(await stored('network 2'), undefined)
    created(await register({ loginName: 'network 2', address: '198.51.100.8' }, policy))
    kit.advance(hour)
    created(await register({ loginName: 'network 3', address }, policy))
  })

  test('of an IPv6 customer as one, whatever address they use', async () => {
    const policy = { ...open, perNetwork: 1 }
    created(await register({ loginName: 'site 1', address: '2001:db8:7:1::1' }, policy))
    assert.equal((await register({ loginName: 'site 2', address: '2001:db8:7:ffff::9' }, policy)).kind, 'throttled')
    created(await register({ loginName: 'site 2', address: '2001:db8:8::1' }, policy))
  })

  test('of one request, so that it does not tell who has an account', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      assert.equal((await register({ loginName: 'grace', request: 'txn_probe' })).kind, 'invalid')
    }
    assert.equal((await register({ loginName: 'free', request: 'txn_probe' })).kind, 'throttled')
  })

  test('of everybody: the database does not fill up', async () => {
    kit.advance(hour)
    const policy = { ...open, perHour: 2 }
    created(await register({ loginName: 'all 1' }, policy))
    assert.equal((await register({ loginName: 'all 1' }, policy)).kind, 'invalid')
    created(await register({ loginName: 'all 2' }, policy))
    assert.equal((await register({ loginName: 'all 3' }, policy)).kind, 'throttled')
    kit.advance(hour)
    created(await register({ loginName: 'all 3' }, policy))
  })
})

test('of 64 people who want one name at once one gets it', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 64 }, (_, index) => register({ loginName: index % 2 === 0 ? 'Wanted' : 'wanted' })),
  )
  const won = outcomes.filter(({ kind }) => kind === 'created')
  assert.equal(won.length, 1)
  assert.equal((await stored('wanted'))?.accountId, created(won[0] ?? { kind: 'waiting' }).accountId)
  for (const outcome of outcomes) {
    if (outcome.kind === 'invalid') assert.equal(outcome.problem, 'username_taken')
    else assert.ok(outcome.kind === 'created' || outcome.kind === 'throttled', outcome.kind)
  }
})
