import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectJsonError, expectPage } from '@latchkey/testing'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { type ApiScene, accessTokenType, calendar, exchangeGrant, introspect, mail, openApiScene } from './api-scene.ts'

let apis: ApiScene

before(async () => {
  apis = await openApiScene()
})
after(() => apis[Symbol.asyncDispose]())

/** An access token of a person for resources, by the code flow with its consent page. */
async function tokenFor(resource: string | undefined, scope = 'openid email calendar.read mail.read') {
  const { app, scene } = apis
  const { tokens } = await app.signIn(scene.browser(), scene.person, { scope, ...(resource && { resource }) })
  return tokens
}

describe('tokens for APIs', () => {
  test('RFC8707-2.2 the token of a person for one API is told of there, and is of no use elsewhere', async () => {
    const { access_token: token, scope } = await tokenFor(calendar)
    assert.equal(scope, 'calendar.read')
    const told = await introspect(apis.calendarApi, token)
    assert.deepEqual([told['active'], told['aud'], told['scope'], told['client_id']], [true, calendar, scope, apis.app.clientId])
    const answer = await apis.app.userinfo(token)
    assert.equal(answer.status, 401)
    assert.match(answer.headers.get('www-authenticate') ?? '', /error="invalid_token"/)
    const { status } = await apis.scene.server.fetch(`${apis.scene.issuer}/api`, {
      ...{ method: 'POST', body: '{"using":[],"methodCalls":[]}' },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
    assert.equal(status, 401)
  })

  test('RFC9068-4 the token for an API that wants JWTs verifies with the published keys', async () => {
    const { access_token: token } = await tokenFor(mail)
    const keys = createRemoteJWKSet(new URL(`${apis.scene.issuer}/auth/jwks.json`))
    const { payload } = await jwtVerify(token, keys, { issuer: apis.scene.issuer, audience: mail, typ: 'at+jwt' })
    assert.deepEqual([payload['client_id'], payload['scope']], [apis.app.clientId, 'mail.read'])
    assert.deepEqual(await introspect(apis.calendarApi, token), { active: false })
    assert.equal((await introspect(apis.app, token))['active'], true)
    await apis.app.form('/auth/revoke', { token })
    assert.deepEqual(await introspect(apis.app, token), { active: false })
  })

  test('RFC8707-2.1 the consent page names the API', async () => {
    const { app, scene } = apis
    const browser = scene.browser()
    const pending = app.begin({ scope: 'openid calendar.read', resource: calendar, prompt: 'consent' })
    const login = await browser.openPage(pending.url)
    const consent = expectPage(await browser.submit(login, { fields: { ...scene.person } }))
    assert.equal(consent.name, 'consent')
    assert.ok(consent.text.includes('Calendar') && consent.text.includes(calendar), consent.text)
  })

  test('RFC6749-4.4 a client for itself: issued, told of, revoked at once', async () => {
    const { calendarApi } = apis
    const answer = await calendarApi.token({ grant_type: 'client_credentials', resource: calendar })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.equal(answer.headers.get('cache-control')?.includes('no-store'), true)
    const token = String(answer.body['access_token'])
    assert.match(token, /^lk_at_/)
    assert.equal((await introspect(calendarApi, token))['sub'], calendarApi.clientId)
    assert.equal((await calendarApi.form('/auth/revoke', { token })).status, 200)
    assert.deepEqual(await introspect(calendarApi, token), { active: false })
  })

  test('RFC8693-2 an API goes on to another in the name of the person', async () => {
    const { access_token: token } = await tokenFor(calendar)
    const subject = { subject_token: token, subject_token_type: accessTokenType }
    const code = { grant_type: exchangeGrant, ...subject }
    const answer = await apis.calendarApi.token({ ...code, resource: mail })
    // The person was asked for the calendar only.
    expectJsonError(answer, 'invalid_target')
    const same = await apis.calendarApi.token(code)
    assert.equal(same.body['issued_token_type'], accessTokenType)
    const told = await introspect(apis.calendarApi, String(same.body['access_token']))
    assert.deepEqual(told['act'], { sub: apis.calendarApi.clientId, client_id: apis.calendarApi.clientId })
  })

  test('RFC8693-2 the second API sees who acts', async () => {
    const { app, scene, calendarApi } = apis
    const pending = app.begin({ scope: 'openid calendar.read mail.read' })
    const url = new URL(pending.url)
    url.searchParams.append('resource', calendar)
    url.searchParams.append('resource', mail)
    const departure = await scene.browser().signIn(url, scene.person)
    const redeemed = await app.redeem(departure.url.searchParams.get('code') ?? '', {
      ...{ code_verifier: pending.verifier, resource: calendar },
    })
    const answer = await calendarApi.token({
      ...{ grant_type: exchangeGrant, subject_token: String(redeemed.body['access_token']) },
      ...{ subject_token_type: accessTokenType, resource: mail },
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const claims = decodeJwt(String(answer.body['access_token']))
    assert.deepEqual(
      [claims.aud, claims['scope'], claims['act']],
      [mail, 'mail.read', { sub: calendarApi.clientId, client_id: calendarApi.clientId }],
    )
  })

  test('RFC9701-4 an answer about a token can be had signed', async () => {
    const { calendarApi, scene } = apis
    const { access_token: token } = await tokenFor(calendar)
    const answer = await scene.server.fetch(`${scene.issuer}/auth/introspect`, {
      method: 'POST',
      headers: { accept: 'application/token-introspection+jwt' },
      body: new URLSearchParams({ token, client_id: calendarApi.clientId, client_secret: calendarApi.clientSecret ?? '' }),
    })
    assert.equal(answer.headers.get('content-type'), 'application/token-introspection+jwt')
    const keys = createRemoteJWKSet(new URL(`${scene.issuer}/auth/jwks.json`))
    const { payload, protectedHeader } = await jwtVerify(await answer.text(), keys, {
      ...{ issuer: scene.issuer, audience: calendarApi.clientId, typ: 'token-introspection+jwt' },
    })
    assert.equal(protectedHeader.alg, 'ES256')
    assert.equal((payload['token_introspection'] as { readonly active?: unknown }).active, true)
  })

  test('a resource that is switched off gets no tokens from the next request on', async () => {
    const { admin, calendarApi } = apis
    const id = String((await admin.create('Resource', { resource: 'https://other.example', name: 'Other' }))['id'])
    const ask = () => calendarApi.token({ grant_type: 'client_credentials', resource: 'https://other.example' })
    assert.equal((await ask()).status, 200)
    await admin.update('Resource', { enabled: false }, id)
    expectJsonError(await ask(), 'invalid_target')
    await admin.call('x:Resource/set', { destroy: [id] })
    expectJsonError(await ask(), 'invalid_target')
  })
})
