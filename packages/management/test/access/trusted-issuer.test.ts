import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accountsBy, type Caller, type JsonObject } from '@latchkey/management'
import { AccessKit, errorOf, made } from './access-kit.ts'

let kit: AccessKit
let operator: Caller
before(async () => {
  kit = await AccessKit.open()
  operator = kit.operator
})
after(() => kit[Symbol.asyncDispose]())

const jwksUri = 'https://login.example/keys'

describe('x:TrustedIssuer', () => {
  test('is created with safe defaults, found by its issuer, and keeps what it refers to', async () => {
    const client = made(await kit.create(operator, 'OAuthClient', { redirectUris: { 'https://rp.example/cb': true } }))
    const clientIds = { [client.id]: true }
    const { id } = made(await kit.create(operator, 'TrustedIssuer', { issuer: 'https://login.example', jwksUri, clientIds }))
    assert.match(id, /^tis_/)
    const issuer = await kit.get(operator, 'TrustedIssuer', id)
    const { subjectMeaning, maxAssertionLife, scopes, resourceIds, enabled } = issuer ?? {}
    assert.deepEqual([subjectMeaning, maxAssertionLife, scopes, resourceIds, enabled], ['username', 300_000, {}, {}, true])
    assert.deepEqual(await kit.query(operator, 'TrustedIssuer', { clientIds: client.id }), [id])
    assert.equal(errorOf(await kit.destroy(operator, 'OAuthClient', client.id)).type, 'objectIsLinked')
    const again = errorOf(await kit.create(operator, 'TrustedIssuer', { issuer: 'https://login.example', jwksUri }))
    assert.equal(again.type, 'primaryKeyViolation')
    assert.ok('done' in (await kit.destroy(operator, 'TrustedIssuer', id)))
  })

  const refused: readonly (readonly [what: string, value: JsonObject, text: RegExp])[] = [
    ['no keys', {}, /jwks/],
    ['keys twice', { jwksUri, jwks: '{"keys":[]}' }, /must not be given beside jwks/],
    ['a private key', { jwks: '{"keys":[{"kty":"EC","d":"AAAA"}]}' }, /JWK Set of public keys/],
    ['keys in clear', { jwksUri: 'http://login.example/keys' }, /https/],
    ['no algorithm', { jwksUri, algorithms: {} }, /algorithms/],
    ['an attribute without name', { jwksUri, subjectMeaning: 'attribute' }, /subjectAttribute/],
    ['a name of an attribute without need', { jwksUri, subjectAttribute: 'staff' }, /only where subjectMeaning is attribute/],
    ['a scope that nobody defined', { jwksUri, scopes: { unknown: true } }, /names of Scope objects/],
    ['offline_access', { jwksUri, scopes: { offline_access: true } }, /only the person itself gives/],
    ['management', { jwksUri, scopes: { 'urn:latchkey:management': true } }, /only the person itself gives/],
    ['blanks in the issuer', { jwksUri, issuer: 'https://login.example /' }, /visible ASCII/],
  ]
  for (const [what, value, text] of refused) {
    test(`${what} is refused`, async () => {
      const answer = errorOf(await kit.create(operator, 'TrustedIssuer', { issuer: 'https://other.example', ...value }))
      assert.match(JSON.stringify(answer), text)
    })
  }
})

describe('accounts found by what an issuer says of them', () => {
  const find = (key: Parameters<typeof accountsBy>[1]) => accountsBy(kit.storage.management.objects, key)

  test('by user name and address without regard to case, by subject and attributes exactly', async () => {
    const claims = { email: 'Ada@example.org', email_verified: true }
    const ada = await kit.account('Ada', { claims, attributes: { staff: 'A-7', teams: ['one', 'two'] } })
    const found = [ada.accountId]
    assert.deepEqual(await find({ by: 'username', value: 'aDA' }), found)
    assert.deepEqual(await find({ by: 'email', value: 'ada@EXAMPLE.org' }), found)
    assert.deepEqual(await find({ by: 'subject', value: ada.subject }), found)
    assert.deepEqual(await find({ by: 'attribute', name: 'staff', value: 'A-7' }), found)
    assert.deepEqual(await find({ by: 'attribute', name: 'teams', value: 'two' }), found)
    assert.deepEqual(await find({ by: 'attribute', name: 'staff', value: 'a-7' }), [])
    assert.deepEqual(await find({ by: 'attribute', name: 'teams', value: 'A-7' }), [])
    assert.deepEqual(await find({ by: 'subject', value: `${ada.subject}x` }), [])
    assert.deepEqual(await find({ by: 'email', value: 'ada@example' }), [])
  })

  test('two that have the same address or attribute are both told, so that neither is taken', async () => {
    const claims = { email: 'both@example.org', email_verified: true }
    const one = await kit.account('one', { claims, attributes: { staff: '9' } })
    const two = await kit.account('two', { claims, attributes: { staff: '9' } })
    const both = [one.accountId, two.accountId].toSorted()
    assert.deepEqual((await find({ by: 'email', value: 'both@example.org' })).toSorted(), both)
    assert.deepEqual((await find({ by: 'attribute', name: 'staff', value: '9' })).toSorted(), both)
  })

  test('no filter from outside reaches attributes', async () => {
    const [name] = await kit.invoke(operator, 'x:Account/query', { filter: { attributes: 'staff=9' } })
    assert.equal(name, 'error')
  })
})
