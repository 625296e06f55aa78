import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Caller } from '@latchkey/management'
import { AccessKit, errorOf, made, password } from './access-kit.ts'
import { grantIdOf, signedInSession } from './signed-in-session.ts'

describe('the password of an account', () => {
  let kit: AccessKit
  let operator: Caller
  before(async () => {
    kit = await AccessKit.open()
    operator = kit.operator
  })
  after(() => kit[Symbol.asyncDispose]())

  const credential = (secret: string) => ({ credentials: { '0': { '@type': 'Password', secret } } })
  const signIn = async (username: string, secret: string): Promise<string> =>
    (await kit.identity.verifyPassword({ username, password: secret, network: '192.0.2.1' })).kind

  test('is set with the account, shown as a mask, and kept when the mask comes back', async () => {
    const { id } = made(await kit.create(operator, 'Account', { name: 'ada', ...credential(password) }))
    const account = await kit.get(operator, 'Account', id)
    const shown = {
      '@type': 'Password',
      credentialId: 'password',
      secret: '****',
      secretHash: null,
      changedAt: '2030-01-15T12:00:00Z',
    }
    assert.deepEqual(account?.['credentials'], { '0': shown })
    assert.equal(await signIn('ada', password), 'verified')
    kit.advance(1000)
    assert.ok('done' in (await kit.update(operator, 'Account', id, { ...account, description: 'Ada' })))
    assert.ok('done' in (await kit.update(operator, 'Account', id, { 'credentials/0/secret': '****' })))
    assert.ok('done' in (await kit.update(operator, 'Account', id, { 'credentials/0/secret': password })))
    assert.deepEqual((await kit.get(operator, 'Account', id))?.['credentials'], { '0': shown })
    assert.equal(await signIn('ada', password), 'verified')
  })

  test('is changed and removed', async () => {
    const { id } = made(await kit.create(operator, 'Account', { name: 'bob', ...credential(password) }))
    assert.ok('done' in (await kit.update(operator, 'Account', id, { 'credentials/0/secret': 'another good password' })))
    assert.deepEqual([await signIn('bob', password), await signIn('bob', 'another good password')], ['refused', 'verified'])
    assert.ok('done' in (await kit.update(operator, 'Account', id, { credentials: {} })))
    assert.equal(await signIn('bob', 'another good password'), 'refused')
    assert.deepEqual((await kit.get(operator, 'Account', id))?.['credentials'], {})
  })

  test('is held to the policy in force', async () => {
    const value = { name: 'policy', ...credential('seven c') }
    const required = (least: number) => ({
      type: 'validationFailed',
      validationErrors: [{ type: 'MinLength', property: 'credentials/0/secret', required: least }],
      description: `The password needs at least ${least} characters.`,
    })
    assert.deepEqual(errorOf(await kit.create(operator, 'Account', value)), required(8))
    assert.ok('done' in (await kit.update(operator, 'Authentication', 'singleton', { passwordMinLength: 12 })))
    assert.deepEqual(errorOf(await kit.create(operator, 'Account', { ...value, ...credential('eleven char') })), required(12))
    assert.ok('done' in (await kit.update(operator, 'Authentication', 'singleton', { passwordMinLength: 8 })))
  })

  test('cannot be a mask where there is none, and there is one at most', async () => {
    const error = errorOf(await kit.create(operator, 'Account', { name: 'masked', ...credential('****') }))
    assert.ok(error.type === 'validationFailed')
    assert.deepEqual(error.validationErrors, [{ type: 'Required', property: 'credentials/0/secret' }])
    const two = { '0': { '@type': 'Password', secret: password }, '1': { '@type': 'Password', secret: password } }
    assert.equal(errorOf(await kit.create(operator, 'Account', { name: 'two', credentials: two })).type, 'validationFailed')
  })

  test('never appears in what is kept of a change', async () => {
    const secret = 'a password that is nowhere else'
    made(await kit.create(operator, 'Account', { name: 'secretive', ...credential(secret) }))
    const revisions = await kit.storage.management.revisions.query({ object: 'Account', isAscending: false, limit: 100 })
    const text = JSON.stringify(revisions)
    assert.equal(text.includes(secret), false)
    assert.equal(text.includes('argon2'), false)
    assert.deepEqual(revisions[0]?.changedSecrets, ['credentials/0/secret'])
  })

  test('ends every session and grant of its account when it changes, and those of nobody else', async () => {
    const changed = await kit.person('changed')
    const other = await kit.person('other')
    const sessions = await Promise.all([changed, other].map((person) => signedInSession(kit, person)))
    assert.ok('done' in (await kit.update(operator, 'Account', changed.accountId, { 'credentials/0/secret': 'a new password' })))
    const alive = await Promise.all(sessions.map(({ digest }) => kit.storage.provider.sessions.findByCookie(digest, kit.now)))
    assert.deepEqual(
      alive.map((found) => found?.accountId),
      [undefined, other.accountId],
    )
    const grants = await Promise.all(sessions.map((each) => kit.storage.provider.grants.find(grantIdOf(each), kit.now)))
    assert.deepEqual(
      grants.map((grant) => grant !== undefined && grant.revokedAt === undefined),
      [false, true],
    )
  })
})
