import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { BrowserSteps, codeOf, expectSent, pageOf } from './browser-steps.ts'
import { expectRefusal, textOf } from './expect-refusal.ts'
import { form, redirectUri, TestProvider, verifier } from './test-provider.ts'

const offline = ['openid', 'offline_access', 'calendar.read']
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

describe('RFC6749-3.3 scopes that an administrator defined', () => {
  test('are in the metadata behind those of the specifications, until they are removed', async () => {
    await using op = await TestProvider.open()
    const before = op.provider.discovery()
    op.defineScopes('calendar.read', 'openid', 'calendar.write')
    const document = op.provider.discovery()
    assert.deepEqual(document['scopes_supported'], [
      ...['openid', 'profile', 'email', 'address', 'phone', 'groups', 'offline_access', 'urn:latchkey:management'],
      ...['calendar.read', 'calendar.write'],
    ])
    assert.equal(op.provider.discovery(), document)
    op.defineScopes()
    assert.deepEqual(op.provider.discovery(), before)
  })

  test('are asked for on the consent page, granted, and said in the token response', async () => {
    await using steps = await BrowserSteps.open()
    steps.test.defineScopes('calendar.read')
    await steps.signIn()
    const scope = 'openid calendar.read calendar.write'
    const waiting = pageOf(await steps.authorize({ scope }), 'consent', 'consent_missing')
    assert.deepEqual((await steps.open(waiting)).scopes, ['openid', 'calendar.read'])
    const code = codeOf(await steps.decide(waiting, 'allow'))
    const answer = await steps.test.redeem(code, { redirect_uri: redirectUri, code_verifier: verifier })
    assert.equal(answer.body?.['scope'], 'openid calendar.read')
    // They release no claims.
    assert.equal(decodeJwt(textOf(answer, 'id_token'))['calendar.read'], undefined)
  })

  test('a client that lists its scopes gets no others', async () => {
    await using steps = await BrowserSteps.open({ scopes: ['openid', 'calendar.read'], skipConsent: true })
    steps.test.defineScopes('calendar.read', 'calendar.write')
    await steps.signIn()
    codeOf(await steps.authorize({ scope: 'openid calendar.read' }))
    expectSent(await steps.authorize({ scope: 'openid calendar.write' }), 'invalid_scope', 'scope_not_allowed')
  })

  test('one that is removed while its user decides is not granted', async () => {
    await using steps = await BrowserSteps.open()
    steps.test.defineScopes('calendar.read')
    await steps.signIn()
    const waiting = pageOf(await steps.authorize({ scope: 'openid calendar.read' }), 'consent', 'consent_missing')
    steps.test.defineScopes()
    assert.deepEqual((await steps.open(waiting)).scopes, ['openid'])
    const answer = await steps.test.redeem(codeOf(await steps.decide(waiting, 'allow')), { code_verifier: verifier })
    assert.equal(answer.body?.['scope'], 'openid')
  })

  test('one that is removed before a code is redeemed is not in what the code yields', async () => {
    await using op = await TestProvider.open()
    await op.client()
    op.defineScopes('calendar.read')
    const code = await op.code({ scopes: offline })
    op.defineScopes()
    const answer = await op.redeem(code)
    assert.equal(answer.body?.['scope'], 'openid offline_access')
    op.defineScopes('calendar.read')
    assert.equal((await op.refresh(textOf(answer, 'refresh_token'))).body?.['scope'], 'openid offline_access')
  })

  test('one that is removed is not refreshed, and asked for it is refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    op.defineScopes('calendar.read')
    const token = textOf(await op.redeem(await op.code({ scopes: offline })), 'refresh_token')
    assert.equal((await op.refresh(token)).body?.['scope'], offline.join(' '))
    op.defineScopes()
    assert.equal((await op.refresh(token)).body?.['scope'], 'openid offline_access')
    expectRefusal(await op.refresh(token, { scope: 'calendar.read' }), 'invalid_scope', 'refresh_scope_exceeded')
  })

  test('a device may ask for them', async () => {
    await using steps = await BrowserSteps.open({ grantTypes: [deviceGrant], public: true, redirectUris: [] })
    const { test: op, provider } = steps
    op.defineScopes('calendar.read')
    const session = await steps.signIn()
    const parameters = form({ client_id: 'rp', scope: 'openid calendar.read calendar.write' })
    const started = await provider.deviceAuthorization({ parameters, authorization: undefined, requestedFrom: '192.0.2.1' })
    const pending = await provider.findDevice(textOf(started, 'user_code'))
    assert.deepEqual(pending?.authorization.scopes, ['openid', 'calendar.read'])
    if (pending !== undefined) await provider.decideDevice(pending.authorization, { session })
    const poll = form({ grant_type: deviceGrant, client_id: 'rp', device_code: textOf(started, 'device_code') })
    const answer = await provider.token({ parameters: poll, authorization: undefined })
    assert.equal(answer.body?.['scope'], 'openid calendar.read')
  })
})
