import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { StandardClaims } from '@latchkey/core'
import { type CreatedAccount, createAccount, findAccount, type NewAccount } from '@latchkey/management'
import { TestManagement } from './test-management.ts'

const password = 'correct horse battery'

/** One good value of each claim of OIDCC-5.1. */
const everyClaim: Required<StandardClaims> = {
  name: 'Ada Maria Lovelace',
  given_name: 'Ada',
  family_name: 'Lovelace',
  middle_name: 'Maria',
  nickname: 'Countess',
  preferred_username: 'ada',
  profile: 'https://people.example/ada',
  picture: 'https://people.example/ada.png?size=1#top',
  website: 'http://ada.example',
  gender: 'female',
  birthdate: '1985-12-10',
  zoneinfo: 'Europe/London',
  locale: 'en-GB',
  updated_at: 1_700_000_000,
  email: 'ada@mail.example',
  email_verified: true,
  phone_number: '+44 (1632) 960123;ext=12',
  phone_number_verified: false,
  address: {
    formatted: '12 St James Square\nLondon',
    street_address: '12 St James Square',
    locality: 'London',
    region: 'x',
    postal_code: 'SW1Y',
    country: 'UK',
  },
}

async function created(kit: TestManagement, input: NewAccount): Promise<CreatedAccount> {
  const result = await createAccount(kit, input)
  if ('error' in result) throw new Error(JSON.stringify(result.error))
  return result.created
}

describe('create an account', () => {
  test('with every standard claim, an opaque subject and a password to sign in with', async () => {
    await using kit = await TestManagement.open()
    const account = await created(kit, { username: 'Ada', password, claims: everyClaim, roles: ['administrator'] })
    assert.match(account.subject, /^[A-Za-z0-9_-]{22}$/)
    assert.match(account.accountId, /^acc_[A-Za-z0-9_-]{20}$/)
    assert.deepEqual(account.claims, everyClaim)
    assert.deepEqual(account.roles, ['administrator'])
    assert.deepEqual(await findAccount(kit, ' ADA '), account)
    const outcome = await kit.identity.verifyPassword({ username: 'ada', password, network: '192.0.2.1' })
    assert.equal(outcome.kind, 'verified')
  })

  test('without a password: nobody signs in with one', async () => {
    await using kit = await TestManagement.open()
    const account = await created(kit, { username: 'ada' })
    assert.equal(Object.hasOwn(account, 'passwordHash'), false)
    assert.deepEqual(account.roles, [])
    const outcome = await kit.identity.verifyPassword({ username: 'ada', password: '', network: '192.0.2.1' })
    assert.equal(outcome.kind, 'refused')
  })

  test('two accounts never share a subject', async () => {
    await using kit = await TestManagement.open()
    const [ada, bob] = [await created(kit, { username: 'ada' }), await created(kit, { username: 'bob' })]
    assert.notEqual(ada.subject, bob.subject)
  })

  test('a name that differs only in case or width is refused', async () => {
    await using kit = await TestManagement.open()
    await created(kit, { username: 'ada' })
    for (const username of ['ada', 'ADA', 'ａｄａ']) {
      assert.deepEqual(await createAccount(kit, { username }), {
        error: {
          type: 'primaryKeyViolation',
          description: 'An account with this username exists.',
          properties: ['username'],
        },
      })
    }
    assert.equal(await findAccount(kit, 'nobody'), undefined)
  })
})

describe('a claim', () => {
  let kit: TestManagement
  before(async () => {
    kit = await TestManagement.open()
  })
  after(() => kit[Symbol.asyncDispose]())

  const good: readonly (readonly [name: keyof StandardClaims, value: unknown])[] = [
    ['birthdate', '1985'],
    ['birthdate', '0000-02-29'],
    ['birthdate', '2024-02-29'],
    ['zoneinfo', 'UTC'],
    ['zoneinfo', 'America/Argentina/Buenos_Aires'],
    ['locale', 'de'],
    ['locale', 'zh-Hant-TW'],
    ['email', 'o.brien+tag@sub.mail.example'],
    ['email', 'jörg@müller.example'],
    ['phone_number', '+12025550123'],
    ['address', { country: 'UK' }],
    ['updated_at', 0],
  ]
  for (const [index, [name, value]] of good.entries()) {
    test(`${name} can be ${JSON.stringify(value)}`, async () => {
      const account = await created(kit, { username: `ada ${index}`, claims: { [name]: value } })
      assert.deepEqual(account.claims, { [name]: value })
    })
  }

  const bad: readonly (readonly [name: string, value: unknown])[] = [
    ['name', ''],
    ['name', ' '],
    ['name', 1],
    ['name', null],
    ['given_name', 'a\u0000b'],
    ['nickname', 'x'.repeat(256)],
    ['profile', 'javascript:alert(1)'],
    ['picture', '/ada.png'],
    ['website', 'https://user@ada.example'],
    ['birthdate', '1985-02-30'],
    ['birthdate', '1985-13-01'],
    ['birthdate', '2023-02-29'],
    ['birthdate', '0000'],
    ['birthdate', '10.12.1985'],
    ['birthdate', '1985-12'],
    ['zoneinfo', 'Europe/Atlantis'],
    ['zoneinfo', '+01:00'],
    ['zoneinfo', ''],
    ['locale', 'en_GB'],
    ['locale', ''],
    ['locale', 'x'.repeat(300)],
    ['updated_at', '2024-01-01'],
    ['updated_at', -1],
    ['updated_at', 1.5],
    ['email', 'ada'],
    ['email', 'ada@'],
    ['email', 'a b@mail.example'],
    ['email', 'a@b@mail.example'],
    ['email', 'ada@mail.example\r\nBcc: all@mail.example'],
    ['email_verified', 'true'],
    ['phone_number', '01632 960123'],
    ['phone_number', '+44 call me'],
    ['address', {}],
    ['address', 'London'],
    ['address', { town: 'London' }],
    ['address', { country: '' }],
    ['address', { country: 'a\u0000b' }],
    ['sub', 'mine'],
    ['is_admin', true],
  ]
  for (const [name, value] of bad) {
    test(`${name} cannot be ${JSON.stringify(value).slice(0, 50)}`, async () => {
      const claims: Readonly<Record<string, unknown>> = { [name]: value }
      const result = await createAccount(kit, { username: 'ada', claims: claims as StandardClaims })
      assert.ok('error' in result && result.error.type === 'validationFailed', JSON.stringify(result))
      assert.deepEqual(
        result.error.validationErrors.map(({ type, property }) => [type, property]),
        [['Invalid', `claims/${name}`]],
      )
      assert.equal(await findAccount(kit, 'ada'), undefined)
    })
  }
})

describe('create an account refuses', () => {
  let kit: TestManagement
  before(async () => {
    kit = await TestManagement.open()
  })
  after(() => kit[Symbol.asyncDispose]())

  const table: readonly (readonly [change: Readonly<Record<string, unknown>>, error: unknown])[] = [
    [{ username: undefined }, { type: 'Required', property: 'username' }],
    [{ username: ' ada' }, { type: 'Invalid', property: 'username', value: ' ada' }],
    [{ username: 'a\u0007' }, { type: 'Invalid', property: 'username', value: 'a\u0007' }],
    [{ password: 'seven c' }, { type: 'MinLength', property: 'password', required: 8 }],
    [{ password: 'x'.repeat(257) }, { type: 'MaxLength', property: 'password', required: 256 }],
    [{ password: 12_345_678 }, { type: 'Invalid', property: 'password', value: '****' }],
    [{ roles: ['root'] }, { type: 'Invalid', property: 'roles/0', value: 'root' }],
    [{ roles: 'administrator' }, { type: 'Invalid', property: 'roles', value: 'administrator' }],
    [{ claims: 'Ada' }, { type: 'Invalid', property: 'claims', value: 'Ada' }],
  ]
  for (const [change, error] of table) {
    test(JSON.stringify(change).slice(0, 60), async () => {
      const input: Readonly<Record<string, unknown>> = { username: 'ada', ...change }
      const result = await createAccount(kit, input as unknown as NewAccount)
      assert.ok('error' in result && result.error.type === 'validationFailed', JSON.stringify(result))
      assert.deepEqual(result.error.validationErrors, [error])
    })
  }

  test('a property that it does not have', async () => {
    const result = await createAccount(kit, { username: 'ada', email: 'ada@mail.example' } as NewAccount)
    assert.ok('error' in result && result.error.type === 'invalidPatch')
    assert.deepEqual(result.error.properties, ['email'])
  })
})
