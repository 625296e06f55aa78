import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Caller } from '@latchkey/management'
import { AccessKit, errorOf, made } from './access-kit.ts'

const everyField = {
  name: 'Ada',
  emailAddress: 'ada@mail.example',
  emailVerified: true,
  description: 'Ada Maria Lovelace',
  givenName: 'Ada',
  familyName: 'Lovelace',
  middleName: 'Maria',
  nickname: 'Countess',
  preferredUsername: 'ada.l',
  profile: 'https://people.example/ada',
  picture: 'https://people.example/ada.png',
  website: 'https://ada.example',
  gender: 'female',
  birthdate: '1985-12-10',
  phoneNumber: '+44 1632 960123',
  phoneNumberVerified: true,
  locale: 'en-GB',
  timeZone: 'Europe/London',
  address: {
    formatted: null,
    streetAddress: '12 St James Square\nBack door',
    locality: 'London',
    region: null,
    postalCode: 'SW1Y',
    country: 'UK',
  },
  permissions: { '@type': 'Merge', enabledPermissions: { sysTraceGet: true }, disabledPermissions: { authenticate: true } },
  disabled: true,
} as const

describe('an account', () => {
  let kit: AccessKit
  let operator: Caller
  before(async () => {
    kit = await AccessKit.open()
    operator = kit.operator
  })
  after(() => kit[Symbol.asyncDispose]())

  test('with nothing but a name has the defaults, a subject and no password', async () => {
    const { id, members } = made(await kit.create(operator, 'Account', { '@type': 'User', name: 'plain' }))
    assert.match(String(members['subject']), /^[A-Za-z0-9_-]{22}$/)
    const { subject: _subject, ...account } = (await kit.get(operator, 'Account', id)) ?? {}
    const texts = Object.keys(everyField).filter((field) => typeof everyField[field as keyof typeof everyField] === 'string')
    assert.deepEqual(account, {
      id,
      '@type': 'User',
      ...Object.fromEntries(texts.map((field) => [field, null])),
      name: 'plain',
      emailVerified: false,
      phoneNumberVerified: false,
      address: null,
      attributes: {},
      localizedClaims: {},
      memberGroupIds: {},
      roles: { '@type': 'User' },
      permissions: { '@type': 'Inherit' },
      credentials: {},
      disabled: false,
      awaitsApproval: false,
      createdAt: '2030-01-15T12:00:00Z',
      managedBy: null,
    })
  })

  test('waits for approval until it is enabled, and never again', async () => {
    const { accountId } = await kit.account('newcomer', { disabled: true, awaitsApproval: true })
    const waits = async () => {
      const ids = await kit.query(operator, 'Account', { awaitsApproval: true })
      assert.equal(ids.includes(accountId), (await kit.get(operator, 'Account', accountId))?.['awaitsApproval'])
      return ids.includes(accountId)
    }
    const set = async (patch: Readonly<Record<string, unknown>>) =>
      assert.ok('done' in (await kit.update(operator, 'Account', accountId, patch)))
    await set({ description: 'New' })
    assert.equal(await waits(), true)
    await set({ disabled: false })
    assert.equal(await waits(), false)
    await set({ disabled: true })
    assert.equal(await waits(), false)
  })

  test('keeps every field as it was said, and releases the claims that follow from them', async () => {
    const role = made(await kit.create(operator, 'Role', { description: 'a role' }))
    const group = made(await kit.create(operator, 'Group', { name: 'a group' }))
    const value = {
      ...everyField,
      roles: { '@type': 'Custom', roleIds: { [role.id]: true } },
      memberGroupIds: { [group.id]: true },
    }
    const { id } = made(await kit.create(operator, 'Account', value))
    const account = (await kit.get(operator, 'Account', id)) ?? {}
    assert.deepEqual(Object.fromEntries(Object.keys(value).map((field) => [field, account[field]])), value)
    const stored = await kit.storage.identity.accounts.findByUsername('ada')
    assert.deepEqual(stored?.claims, {
      email: 'ada@mail.example',
      email_verified: true,
      name: 'Ada Maria Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
      middle_name: 'Maria',
      nickname: 'Countess',
      preferred_username: 'ada.l',
      profile: 'https://people.example/ada',
      picture: 'https://people.example/ada.png',
      website: 'https://ada.example',
      gender: 'female',
      birthdate: '1985-12-10',
      phone_number: '+44 1632 960123',
      phone_number_verified: true,
      locale: 'en-GB',
      zoneinfo: 'Europe/London',
      address: { street_address: '12 St James Square\nBack door', locality: 'London', postal_code: 'SW1Y', country: 'UK' },
    })
    for (const [type, linked] of [
      ['Role', role.id],
      ['Group', group.id],
    ] as const) {
      assert.equal(errorOf(await kit.destroy(operator, type, linked)).type, 'objectIsLinked')
    }
    assert.deepEqual(await kit.query(operator, 'Account', { memberGroupIds: group.id }), [id])
    assert.deepEqual(await kit.query(operator, 'Account', { text: 'lovel' }), [id])
    const cleared = { ...Object.fromEntries(Object.keys(everyField).map((field) => [field, null])) }
    const keep = { name: 'Ada', emailVerified: false, phoneNumberVerified: false, disabled: false }
    const rest = { roles: { '@type': 'User' }, memberGroupIds: {}, permissions: { '@type': 'Inherit' } }
    assert.ok('done' in (await kit.update(operator, 'Account', id, { ...cleared, ...keep, ...rest })))
    assert.deepEqual((await kit.storage.identity.accounts.findByUsername('ada'))?.claims, {})
    for (const [type, free] of [
      ['Role', role.id],
      ['Group', group.id],
    ] as const) {
      assert.ok('done' in (await kit.destroy(operator, type, free)))
    }
  })

  test('is told apart by its name without regard to case and width', async () => {
    const { id } = made(await kit.create(operator, 'Account', { name: 'Unique' }))
    for (const name of ['unique', 'UNIQUE', 'ｕｎｉｑｕｅ']) {
      assert.deepEqual(errorOf(await kit.create(operator, 'Account', { name })), {
        type: 'primaryKeyViolation',
        description: 'Another Account has this name.',
        properties: ['name'],
        objectId: id,
      })
    }
    const other = made(await kit.create(operator, 'Account', { name: 'other' }))
    assert.equal(errorOf(await kit.update(operator, 'Account', other.id, { name: 'uniquE' })).type, 'primaryKeyViolation')
    assert.ok('done' in (await kit.update(operator, 'Account', id, { name: 'UNIQUE' })))
  })

  const invalid: readonly (readonly [property: string, value: unknown, shown?: string])[] = [
    ['name', ' ada'],
    ['name', 'a\u0007'],
    ['emailAddress', 'ada'],
    ['description', ' '],
    ['givenName', 'a\nb'],
    ['profile', 'javascript:alert(1)'],
    ['website', 'https://user@ada.example'],
    ['birthdate', '1985-02-30'],
    ['phoneNumber', '01632 960123'],
    ['locale', 'en_GB'],
    ['timeZone', 'Europe/Atlantis'],
    ['address', {}],
  ]
  for (const [property, value] of invalid) {
    test(`cannot have ${JSON.stringify(value)} as ${property}`, async () => {
      const { id } = made(await kit.create(operator, 'Account', { name: `bad ${property} ${JSON.stringify(value)?.length}` }))
      const error = errorOf(await kit.update(operator, 'Account', id, { [property]: value }))
      assert.equal(error.type, 'validationFailed')
      assert.ok('validationErrors' in error)
      assert.deepEqual(
        error.validationErrors.map(({ type, property: at }) => [type, at]),
        [['Invalid', property]],
      )
      assert.ok('done' in (await kit.destroy(operator, 'Account', id)))
    })
  }

  test('of a role or group that does not exist is refused', async () => {
    const roles = { '@type': 'Custom', roleIds: { rol_nowhere: true } }
    assert.equal(errorOf(await kit.create(operator, 'Account', { name: 'x', roles })).type, 'invalidForeignKey')
    const memberGroupIds = { grp_nowhere: true }
    assert.equal(errorOf(await kit.create(operator, 'Account', { name: 'x', memberGroupIds })).type, 'invalidForeignKey')
  })

  test('does not let anybody choose its subject', async () => {
    const { id, members } = made(await kit.create(operator, 'Account', { name: 'subject' }))
    assert.equal(errorOf(await kit.update(operator, 'Account', id, { subject: 'mine' })).type, 'invalidPatch')
    assert.equal((await kit.get(operator, 'Account', id))?.['subject'], members['subject'])
  })
})
