import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RoleId } from '@latchkey/identity'
import type { Caller } from '@latchkey/management'
import { AccessKit, callerOf, errorOf, made, password } from './access-kit.ts'
import { signedInSession } from './signed-in-session.ts'

/** Of `password`, made by libxcrypt. */
const bcrypt = '$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.'
const other = '$pbkdf2-sha256$i=4096,l=32$c2FsdA$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o'
const current = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/

let kit: AccessKit
let operator: Caller
before(async () => {
  kit = await AccessKit.open()
  operator = kit.operator
})
after(() => kit[Symbol.asyncDispose]())

const credential = (members: Readonly<Record<string, string | null>>) => ({
  credentials: { '0': { '@type': 'Password', ...members } },
})
const signIn = async (username: string, secret: string): Promise<string> =>
  (await kit.identity.verifyPassword({ username, password: secret, network: '192.0.2.1' })).kind
const hashOf = async (username: string): Promise<string | undefined> =>
  (await kit.storage.identity.accounts.findByUsername(username))?.passwordHash

describe('a hash of another program', () => {
  test('is the password of the account, is shown nowhere, and is renewed at the first sign-in', async () => {
    const { id, members } = made(await kit.create(operator, 'Account', { name: 'ada', ...credential({ secretHash: bcrypt }) }))
    const shown = {
      ...{ '@type': 'Password', credentialId: 'password', secret: '****', secretHash: null },
      changedAt: '2030-01-15T12:00:00Z',
    }
    assert.deepEqual(members['credentials'], { '0': shown })
    assert.deepEqual((await kit.get(operator, 'Account', id))?.['credentials'], { '0': shown })
    assert.equal(await signIn('ada', `${password}!`), 'refused')
    assert.equal(await signIn('ada', password), 'verified')
    assert.match((await hashOf('ada')) ?? '', current)
    assert.equal(await signIn('ada', password), 'verified')
  })

  test('is in nothing that is kept of a change', async () => {
    const { id } = made(await kit.create(operator, 'Account', { name: 'quiet', ...credential({ secretHash: bcrypt }) }))
    assert.ok('done' in (await kit.update(operator, 'Account', id, { 'credentials/0/secretHash': other })))
    const revisions = await kit.storage.management.revisions.query({ object: 'Account', id, isAscending: true, limit: 10 })
    assert.deepEqual(
      revisions.map(({ changedSecrets }) => changedSecrets),
      [['credentials/0/secret'], ['credentials/0/secret']],
    )
    await kit.storage.management.audit.seal()
    const events = await kit.storage.management.audit.query({ isAscending: false, limit: 100 })
    assert.ok(events.length > 0)
    for (const text of [JSON.stringify(revisions), JSON.stringify(events)]) {
      for (const secret of [bcrypt, other, kit.crypto.digest(bcrypt), '$2b$', 'pbkdf2']) {
        assert.equal(text.includes(secret), false, secret)
      }
    }
  })

  test('that is set on an account ends its sessions and grants', async () => {
    const person = await kit.person('moved')
    const { digest } = await signedInSession(kit, person)
    assert.ok('done' in (await kit.update(operator, 'Account', person.accountId, { 'credentials/0/secretHash': bcrypt })))
    assert.equal(await kit.storage.provider.sessions.findByCookie(digest, kit.now), undefined)
  })

  test('said again changes nothing, though it was renewed or the person has another password by now', async () => {
    const hashed = credential({ secretHash: bcrypt })
    const { id } = made(await kit.create(operator, 'Account', { name: 'again', ...hashed }))
    const since = (await kit.storage.identity.accounts.findByUsername('again'))?.passwordChangedAt
    kit.advance(1000)
    assert.ok('done' in (await kit.update(operator, 'Account', id, hashed)))
    assert.equal(await signIn('again', password), 'verified')
    kit.advance(1000)
    assert.ok('done' in (await kit.update(operator, 'Account', id, hashed)))
    const stored = await kit.storage.identity.accounts.findByUsername('again')
    assert.match(stored?.passwordHash ?? '', current)
    assert.equal(stored?.passwordChangedAt, since)
    assert.ok('done' in (await kit.update(operator, 'Account', id, { 'credentials/0/secret': 'another good password' })))
    assert.ok('done' in (await kit.update(operator, 'Account', id, hashed)))
    assert.deepEqual([await signIn('again', password), await signIn('again', 'another good password')], ['refused', 'verified'])
    // Another one is set, and so is the same where there is no password any more.
    assert.ok('done' in (await kit.update(operator, 'Account', id, credential({ secretHash: other }))))
    assert.equal(await signIn('again', 'password'), 'verified')
    assert.ok('done' in (await kit.update(operator, 'Account', id, { credentials: {} })))
    assert.ok('done' in (await kit.update(operator, 'Account', id, credential({ secretHash: other }))))
    assert.equal(await signIn('again', 'password'), 'verified')
  })

  test('is the current password to whoever sets that password or proves it', async () => {
    const account = await kit.person('proves')
    assert.ok('done' in (await kit.update(operator, 'Account', account.accountId, { 'credentials/0/secretHash': bcrypt })))
    const before = await hashOf('proves')
    assert.ok('done' in (await kit.update(operator, 'Account', account.accountId, { 'credentials/0/secret': password })))
    assert.equal(await hashOf('proves'), before)
    const caller = callerOf(await kit.basic('proves', password))
    assert.match((await hashOf('proves')) ?? '', current)
    const value = { secret: 'another good password', currentSecret: password }
    assert.ok('done' in (await kit.update(caller, 'AccountPassword', 'singleton', value)))
    assert.deepEqual([await signIn('proves', password), await signIn('proves', 'another good password')], ['refused', 'verified'])
  })

  test('is renewed and replaced at once by whoever changes that password without having signed in', async () => {
    const account = await kit.person('renews')
    assert.ok('done' in (await kit.update(operator, 'Account', account.accountId, { 'credentials/0/secretHash': bcrypt })))
    const value = { secret: 'another good password', currentSecret: password }
    assert.ok('done' in (await kit.update(await kit.as(account), 'AccountPassword', 'singleton', value)))
    assert.deepEqual([await signIn('renews', password), await signIn('renews', 'another good password')], ['refused', 'verified'])
    assert.ok('done' in (await kit.update(operator, 'Account', account.accountId, credential({ secretHash: bcrypt }))))
    assert.equal(await signIn('renews', 'another good password'), 'verified')
  })

  const refused: readonly (readonly [
    what: string,
    members: Readonly<Record<string, string | null>>,
    at: string,
    rule: RegExp,
  ])[] = [
    [
      'a hash of no known form',
      { secretHash: '$1$salt$digest' },
      'secretHash',
      /must be a hash that begins with one of \$argon2id\$/,
    ],
    ['a malformed hash', { secretHash: '$2b$10$short' }, 'secretHash', /must be of the form \$2b\$COST\$/],
    ['a hash that costs too much', { secretHash: bcrypt.replace('$05$', '$31$') }, 'secretHash', /may cost at most 2\^14/],
    ['a hash beside a password', { secret: password, secretHash: bcrypt }, 'secretHash', /must not be given beside a secret/],
    ['neither', {}, 'secret', /is required/],
    ['neither, said', { secret: null, secretHash: null }, 'secret', /is required/],
    ['masks of what is not there', { secret: '****', secretHash: '****' }, 'secret', /is required/],
  ]
  for (const [what, members, at, rule] of refused) {
    test(`is not taken: ${what}`, async () => {
      const error = errorOf(await kit.create(operator, 'Account', { name: `refused ${what}`, ...credential(members) }))
      assert.ok(error.type === 'validationFailed')
      assert.deepEqual(
        error.validationErrors.map(({ property }) => property),
        [`credentials/0/${at}`],
      )
      assert.match(error.description ?? '', rule)
      for (const value of Object.values(members)) {
        if (value !== null && value !== '****') assert.equal(JSON.stringify(error).includes(value), false)
      }
    })
  }

  test('cannot be set for somebody who may do more', async () => {
    const boss = await kit.person('boss', ['administrator'])
    const enabledPermissions = { authenticate: true, sysAccountGet: true, sysAccountUpdate: true }
    const role = made(await kit.create(operator, 'Role', { description: 'desk', enabledPermissions }))
    const caller = await kit.as(await kit.account('desk', { roleIds: [role.id as RoleId] }))
    const error = errorOf(await kit.update(caller, 'Account', boss.accountId, { 'credentials/0/secretHash': bcrypt }))
    assert.equal(error.type, 'forbidden')
    assert.equal(await signIn('boss', password), 'verified')
  })
})

describe('a subject', () => {
  test('can be given when the account is made, and stays', async () => {
    const subject = 'auth0|5f7c8ec7c33c6c004bbafe82'
    const { id } = made(await kit.create(operator, 'Account', { name: 'given', subject }))
    assert.equal((await kit.get(operator, 'Account', id))?.['subject'], subject)
    assert.equal((await kit.storage.identity.accounts.findByUsername('given'))?.subject, subject)
    assert.ok('done' in (await kit.update(operator, 'Account', id, { subject, description: 'Same' })))
    for (const another of ['another', null]) {
      assert.equal(errorOf(await kit.update(operator, 'Account', id, { subject: another })).type, 'invalidPatch')
    }
  })

  test('is made where none is given', async () => {
    const { members } = made(await kit.create(operator, 'Account', { name: 'without', subject: null }))
    assert.match(String(members['subject']), /^[A-Za-z0-9_-]{22}$/)
  })

  test('is of one account only, exactly compared', async () => {
    const { id } = made(await kit.create(operator, 'Account', { name: 'first', subject: 'Taken' }))
    assert.deepEqual(errorOf(await kit.create(operator, 'Account', { name: 'second', subject: 'Taken' })), {
      ...{ type: 'primaryKeyViolation', description: 'Another Account has this subject.', properties: ['subject'], objectId: id },
    })
    made(await kit.create(operator, 'Account', { name: 'second', subject: 'taken' }))
  })

  test('is not the id of a client, and the other way round', async () => {
    made(await kit.create(operator, 'OAuthClient', { clientId: 'backend', redirectUris: { 'https://b.example/cb': true } }))
    const error = errorOf(await kit.create(operator, 'Account', { name: 'client', subject: 'backend' }))
    assert.equal(error.type, 'primaryKeyViolation')
    assert.match(error.description ?? '', /stands for an OAuthClient already/)
    made(await kit.create(operator, 'Account', { name: 'person', subject: 'person-1' }))
    const value = { clientId: 'person-1', redirectUris: { 'https://b.example/cb': true } }
    assert.match(errorOf(await kit.create(operator, 'OAuthClient', value)).description ?? '', /stands for an Account already/)
  })

  const good = ['a', '0', 'a b', '~!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}', 'x'.repeat(255), 'f:realm:42']
  for (const [index, subject] of good.entries()) {
    test(`can be ${JSON.stringify(subject).slice(0, 40)}`, async () => {
      const { id } = made(await kit.create(operator, 'Account', { name: `good ${index}`, subject }))
      assert.equal((await kit.get(operator, 'Account', id))?.['subject'], subject)
    })
  }

  const bad = ['', ' ', ' a', 'a ', 'a\tb', 'a\nb', 'a\u0001', '\u007f', 'ä', 'a\u200b', 'x'.repeat(256), 7, true, {}]
  for (const subject of bad) {
    test(`cannot be ${JSON.stringify(subject).slice(0, 40)}`, async () => {
      const error = errorOf(await kit.create(operator, 'Account', { name: 'bad', subject }))
      assert.ok(error.type === 'validationFailed' || error.type === 'invalidPatch', error.type)
      const at = error.type === 'validationFailed' ? error.validationErrors[0]?.property : error.properties?.[0]
      assert.equal(at, 'subject')
    })
  }
})
