import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AccountId } from '@latchkey/core'
import type { JsonObject } from '@latchkey/management'
import { clientObjectId } from '../../src/ports/object-id.ts'
import { RuntimeKit } from './runtime-kit.ts'

let kit: RuntimeKit
let clientId: string
let accountId: AccountId

before(async () => {
  kit = await RuntimeKit.open()
  clientId = clientObjectId(await kit.client())
  accountId = (await kit.account('ada')).accountId
  const attributes = { department: { '@type': 'Text', text: 'engines' } }
  const account = { emailAddress: 'ada@example.org', emailVerified: true, attributes }
  await kit.call('x:Account/set', { update: { [accountId]: account } })
  const claimMapping = {
    dept: { source: { '@type': 'Attribute', path: 'attributes.department' }, idToken: true, accessToken: true },
    mail: { source: { '@type': 'Attribute', path: 'email' }, scope: 'email' },
  }
  const answer = await kit.call('x:OAuthClient/set', { update: { [clientId]: { claimMapping, claimsInIdToken: false } } })
  assert.equal(answer['notUpdated'] ?? null, null, JSON.stringify(answer))
})
after(() => kit[Symbol.asyncDispose]())

async function preview(values: JsonObject): Promise<JsonObject> {
  const answer = await kit.call('x:Action/set', { create: { n0: { '@type': 'PreviewToken', clientId, accountId, ...values } } })
  const [created, refused] = [answer['created'], answer['notCreated']].map((each) => (each ?? {}) as JsonObject)
  return (created?.['n0'] ?? refused?.['n0'] ?? {}) as JsonObject
}

const parsed = (value: unknown) => JSON.parse(String(value)) as JsonObject

describe('x:Action PreviewToken', () => {
  test('says what each token would say, and why', async () => {
    const answer = await preview({ scope: 'openid email unknown' })
    assert.equal(answer['scope'], 'openid email')
    const idToken = parsed(answer['idToken'])
    assert.deepEqual([idToken['dept'], idToken['email'], idToken['iss']], ['engines', undefined, 'https://op.example'])
    const { sub, ...userinfo } = parsed(answer['userinfo'])
    assert.equal(sub, idToken['sub'])
    assert.deepEqual(userinfo, { email: 'ada@example.org', email_verified: true, dept: 'engines', mail: 'ada@example.org' })
    const accessToken = parsed(answer['accessToken'])
    assert.deepEqual([accessToken['dept'], accessToken['mail'], accessToken['scope']], ['engines', undefined, 'openid email'])
    const claims = Object.values(answer['claims'] ?? {}) as JsonObject[]
    const why = (place: string, claim: string) =>
      claims.find((each) => each['place'] === place && each['claim'] === claim)?.['reason']
    assert.equal(why('userinfo', 'email'), 'the scope email was granted')
    assert.equal(why('userinfo', 'mail'), 'the client has it mapped, and the scope email was granted')
    assert.equal(why('id_token', 'dept'), 'the client has it mapped')
    assert.equal(why('id_token', 'sub'), 'the protocol says it')
  })

  test('a pairwise client is shown its own subject', async () => {
    const before = parsed((await preview({ scope: 'openid' }))['userinfo'])['sub']
    await kit.call('x:OAuthClient/set', { update: { [clientId]: { subjectType: 'pairwise' } } })
    const answer = await preview({ scope: 'openid' })
    const subjects = ['idToken', 'userinfo', 'accessToken'].map((place) => parsed(answer[place])['sub'])
    assert.equal(new Set(subjects).size, 1)
    assert.notEqual(subjects[0], before)
    await kit.call('x:OAuthClient/set', { update: { [clientId]: { subjectType: 'public' } } })
  })

  test('without openid there is no ID token and no UserInfo, and without a word all that the client may have', async () => {
    const plain = await preview({ scope: 'email' })
    assert.deepEqual([plain['idToken'], plain['userinfo']], ['{}', '{}'])
    assert.match(String((await preview({}))['scope']), /^openid profile email /)
  })

  test('leaves nothing behind', async () => {
    await preview({})
    assert.deepEqual(await kit.search('x:Grant'), [])
    assert.deepEqual(await kit.search('x:Session'), [])
  })

  test('who may not read clients and accounts is refused, and so is what there is not', async () => {
    const args = { create: { n0: { '@type': 'PreviewToken', clientId, accountId } } }
    for (const missing of ['sysAccountGet', 'sysOAuthClientGet']) {
      const permissions = new Set([...kit.operator.permissions].filter((name) => name !== missing))
      const answer = await kit.call('x:Action/set', args, { ...kit.operator, permissions })
      assert.match(JSON.stringify(answer['notCreated']), /forbidden/, missing)
    }
    assert.equal((await preview({ accountId: 'acc_nobody' }))['type'], 'invalidForeignKey')
    assert.equal((await preview({ clientId: 'nothing' }))['type'], 'invalidForeignKey')
    assert.equal((await preview({ scope: 'two  blanks' }))['type'], 'validationFailed')
  })
})
