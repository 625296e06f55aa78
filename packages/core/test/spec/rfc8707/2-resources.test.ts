import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { issuer, TestProvider } from '../../test-provider.ts'
import { calendar, claimsIn, defineApis, idOf, introspect, mail, tokenRequest } from '../../token-kit.ts'

const scopes = ['openid', 'email', 'offline_access', 'calendar.read', 'mail.read', 'other']
const redirect = { grant_type: 'authorization_code', redirect_uri: 'https://rp.example/callback' }

async function open(grant: { readonly resources?: readonly string[] } = {}) {
  const op = await TestProvider.open()
  defineApis(op)
  await op.client()
  await op.client({ clientId: idOf('calendar-api') })
  return Object.assign(op, { granted: await op.code({ scopes, grant }) })
}

describe('RFC8707-2.2 the resource of a token request', () => {
  test('narrows the token to it and to the scopes that say something to it', async () => {
    await using op = await open({ resources: [calendar, mail] })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: calendar })
    const token = textOf(answer, 'access_token')
    assert.equal(answer.body?.['scope'], 'calendar.read')
    assert.equal(typeof answer.body?.['id_token'], 'string', 'the ID token is not for the API')
    const { body } = await introspect(op, token)
    assert.deepEqual([body?.['aud'], body?.['scope'], body?.['active']], [calendar, 'calendar.read', true])
  })

  test('may be several, if their tokens have one form', async () => {
    await using op = await open({ resources: [calendar, mail] })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: [calendar, mail] })
    assert.equal(answer.body?.['scope'], 'calendar.read mail.read')
    assert.deepEqual((await introspect(op, textOf(answer, 'access_token'))).body?.['aud'], [calendar, mail])
  })

  test('is that of the authorization request where it names none', async () => {
    await using op = await open({ resources: [mail] })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted })
    assert.equal((await introspect(op, textOf(answer, 'access_token'))).body?.['aud'], mail)
  })

  test('token-resource-granted: must be one of those of the authorization request', async () => {
    await using op = await open({ resources: [mail] })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: calendar })
    expectRefusal(answer, 'invalid_target', 'resource_not_granted')
    assert.equal((await tokenRequest(op, { ...redirect, code: op.granted })).status, 200, 'the code was not used up')
  })

  test('may be any where the authorization request named none', async () => {
    await using op = await open()
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: calendar })
    assert.equal((await introspect(op, textOf(answer, 'access_token'))).body?.['aud'], calendar)
  })

  test('RFC9700-2.3 token-resource-allowed: an API that nobody was shown is out of reach without one of its scopes', async () => {
    await using op = await open()
    const code = await op.code({ scopes: ['openid', 'offline_access', 'calendar.read'] })
    for (const resource of [mail, [calendar, mail]]) {
      expectRefusal(await tokenRequest(op, { ...redirect, code, resource }), 'invalid_target', 'resource_not_allowed')
    }
    const first = await tokenRequest(op, { ...redirect, code, resource: calendar })
    const refresh = { grant_type: 'refresh_token', refresh_token: textOf(first, 'refresh_token') }
    expectRefusal(await tokenRequest(op, { ...refresh, resource: mail }), 'invalid_target', 'resource_not_allowed')
    const narrowed = await tokenRequest(op, { ...refresh, resource: calendar, scope: 'openid' })
    expectRefusal(narrowed, 'invalid_target', 'resource_not_allowed')
    assert.equal((await tokenRequest(op, { ...refresh, resource: calendar })).body?.['scope'], 'calendar.read')
  })

  test('RFC9068-5 an API that nobody registered is out of reach unless the authorization request named it: it may be a client that takes the token for an ID token', async () => {
    await using op = await open()
    const resource = 'https://unknown.example'
    for (const named of [resource, [calendar, resource], 'rp:of-somebody-else']) {
      const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: named })
      expectRefusal(answer, 'invalid_target', 'resource_not_allowed')
    }
    const first = await tokenRequest(op, { ...redirect, code: op.granted })
    const refresh = { grant_type: 'refresh_token', refresh_token: textOf(first, 'refresh_token') }
    expectRefusal(await tokenRequest(op, { ...refresh, resource }), 'invalid_target', 'resource_not_allowed')
  })

  test('an API without scopes of its own is reached with one that belongs to no other', async () => {
    await using op = await open()
    const plain = 'https://plain.example'
    op.defineResources({ resource: plain, scopes: [] }, { resource: calendar, scopes: ['calendar.read'] })
    const about = (granted: readonly string[]) => op.code({ scopes: granted })
    const code = await about(['openid', 'email', 'calendar.read'])
    expectRefusal(await tokenRequest(op, { ...redirect, code, resource: plain }), 'invalid_target', 'resource_not_allowed')
    const answer = await tokenRequest(op, { ...redirect, code: await about(['openid', 'other']), resource: plain })
    assert.equal(answer.body?.['scope'], 'other')
  })

  test('each refresh may choose another', async () => {
    await using op = await open({ resources: [calendar, mail] })
    const first = await tokenRequest(op, { ...redirect, code: op.granted, resource: calendar })
    const refresh = { grant_type: 'refresh_token', refresh_token: textOf(first, 'refresh_token') }
    const second = await tokenRequest(op, { ...refresh, resource: mail })
    assert.equal(second.body?.['scope'], 'mail.read')
    assert.equal((await introspect(op, textOf(second, 'access_token'))).body?.['aud'], mail)
    expectRefusal(await tokenRequest(op, { ...refresh, resource: issuer }), 'invalid_target', 'resource_not_granted')
  })

  const malformed: readonly (readonly [what: string, resource: string | readonly string[]])[] = [
    ['a fragment', `${calendar}#x`],
    ['no scheme', 'calendar.example'],
    ['more than five', Array.from({ length: 6 }, (_, i) => `https://api${i}.example`)],
  ]
  for (const [what, resource] of malformed) {
    test(`token-resource-form: ${what} is refused`, async () => {
      await using op = await open()
      const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource })
      expectRefusal(answer, 'invalid_target', 'resource_malformed')
    })
  }

  test('token-resource-known: one that nobody registered is refused where the client is held to the registered ones', async () => {
    await using op = await open()
    await op.changeClient({ postures: { 'resource-known': 'enforce' } })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: 'https://unknown.example' })
    expectRefusal(answer, 'invalid_target', 'resource_unknown')
  })

  test('LATCHKEY-0036-tokens-for-apis one that nobody registered gets a JWT for it alone, without the scopes of others, and the trace says so', async () => {
    const resource = 'https://unknown.example'
    await using op = await open({ resources: [resource] })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource })
    const claims = claimsIn(textOf(answer, 'access_token'))
    assert.deepEqual([claims['aud'], claims['scope']], [resource, 'other'])
    const outcomes = op.steps.flatMap(({ step }) => step.checks.filter(({ check }) => check === 'token-resource-known'))
    assert.equal(outcomes.at(-1)?.outcome, 'would-fail')
    assert.equal((await op.userinfo(textOf(answer, 'access_token'))).refusal?.reason, 'access_token_other_audience')
  })

  test('token-resource-enabled: one that was switched off is refused, also after it was granted', async () => {
    await using op = await open({ resources: [calendar] })
    op.defineResources({ resource: calendar, enabled: false })
    expectRefusal(await tokenRequest(op, { ...redirect, code: op.granted }), 'invalid_target', 'resource_disabled')
  })

  test('several whose tokens differ in form are refused', async () => {
    await using op = await open()
    op.defineResources({ resource: calendar }, { resource: mail, accessTokenFormat: 'jwt' })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: [calendar, mail] })
    expectRefusal(answer, 'invalid_target', 'resource_forms_differ')
  })

  test('its own lifetime counts', async () => {
    await using op = await open({ resources: [calendar] })
    op.defineResources({ resource: calendar, accessTokenExpiry: 5 * 60_000 })
    assert.equal((await tokenRequest(op, { ...redirect, code: op.granted })).body?.['expires_in'], 300)
  })

  test('a longer lifetime counts too, and the grant lives as long', async () => {
    await using op = await open({ resources: [calendar] })
    await op.changeClient({ grantTypes: ['authorization_code'] })
    op.defineResources({ resource: calendar, accessTokenExpiry: 5 * 3_600_000 })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted })
    assert.equal(answer.body?.['expires_in'], 5 * 3600)
    op.advance(4 * 3_600_000)
    assert.equal((await introspect(op, textOf(answer, 'access_token'))).body?.['active'], true)
  })
})

describe('RFC9700-4.10.2 a token for one API is of no use at another', () => {
  test('access-token-audience: UserInfo refuses it', async () => {
    await using op = await open({ resources: [calendar] })
    const answer = await op.userinfo(textOf(await tokenRequest(op, { ...redirect, code: op.granted }), 'access_token'))
    expectRefusal(answer, 'invalid_token', 'access_token_other_audience', 401)
  })

  test('UserInfo takes one that is for this server', async () => {
    await using op = await open({ resources: [issuer, calendar] })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: issuer })
    assert.equal(answer.body?.['scope'], 'openid email offline_access other')
    assert.equal((await op.userinfo(textOf(answer, 'access_token'))).body?.['email'], 'alice@example.org')
  })

  test('who answers for a resource is told of tokens for it, and of nothing in them that concerns others', async () => {
    await using op = await open({ resources: [calendar, mail] })
    const both = textOf(await tokenRequest(op, { ...redirect, code: op.granted }), 'access_token')
    const { body } = await introspect(op, both, 'calendar-api')
    assert.deepEqual(
      [body?.['active'], body?.['aud'], body?.['scope'], body?.['client_id']],
      [true, calendar, 'calendar.read', 'rp'],
    )
    const forMail = await tokenRequest(op, { ...redirect, code: await op.code({ scopes, grant: { resources: [mail] } }) })
    assert.deepEqual((await introspect(op, textOf(forMail, 'access_token'), 'calendar-api')).body, { active: false })
    const forNone = await tokenRequest(op, { ...redirect, code: await op.code({ scopes }) })
    assert.deepEqual((await introspect(op, textOf(forNone, 'access_token'), 'calendar-api')).body, { active: false })
    assert.deepEqual((await introspect(op, textOf(forMail, 'refresh_token'), 'calendar-api')).body, { active: false })
  })
})
