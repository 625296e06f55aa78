import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Answer, expectJsonError, type RelyingParty, readAnswer, type Tokens } from '@latchkey/testing'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type ApiScene, accessTokenType, calendar, exchangeGrant, introspect, mail, openApiScene } from '../tokens/api-scene.ts'

/* RFC 9700, section 4: attacks with tokens that were issued to somebody else, for something else, or for less. */

let apis: ApiScene
let other: RelyingParty
let spa: RelyingParty

before(async () => {
  apis = await openApiScene()
  other = await apis.scene.client()
  spa = await apis.scene.client({ isPublic: true })
})
after(() => apis[Symbol.asyncDispose]())

async function tokensOf(
  party: RelyingParty,
  { scope = 'openid email offline_access', resource }: { readonly scope?: string; readonly resource?: string } = {},
): Promise<Tokens> {
  const { scene } = apis
  const wanted = { scope, prompt: 'consent', ...(resource === undefined ? {} : { resource }) }
  return (await party.signIn(scene.browser(), scene.person, wanted)).tokens
}

function expectInvalidToken({ status, headers }: Answer): void {
  assert.equal(status, 401)
  assert.match(headers.get('www-authenticate') ?? '', /error="invalid_token"/)
}

async function userinfo(headers: Readonly<Record<string, string>>): Promise<Answer> {
  return readAnswer(await apis.scene.server.fetch(`${apis.scene.issuer}/auth/userinfo`, { headers }))
}

/** A new key, and the proofs that it makes (RFC9449-4.2). */
async function newProver() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  return (method: string, path: string, token?: string): Promise<string> => {
    const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }
    return new SignJWT({ htm: method, htu: `${apis.scene.issuer}${path}`, jti: randomUUID(), ...ath })
      .setIssuedAt()
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .sign(privateKey)
  }
}

describe('RFC9700-4.6 access token injection: what one client got is nothing to another', () => {
  test('RFC9700-4.6 of the access token of another client introspection says nothing, and revocation ends nothing', async () => {
    const { access_token: token, refresh_token: refreshToken = '' } = await tokensOf(apis.app)
    for (const stolen of [token, refreshToken]) {
      assert.deepEqual(await introspect(other, stolen), { active: false })
      await other.form('/auth/revoke', { token: stolen })
      assert.equal((await introspect(apis.app, stolen))['active'], true)
    }
    assert.equal((await apis.app.userinfo(token)).status, 200)
  })

  test('RFC9700-4.6 the ID token beside an access token names its client and its token, so that a client sees the exchange', async () => {
    const [mine, theirs] = [await tokensOf(apis.app), await tokensOf(other)]
    const half = (token: string) => createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')
    const claims = decodeJwt(mine.id_token)
    assert.deepEqual([claims.aud, claims['at_hash']], [apis.app.clientId, half(mine.access_token)])
    assert.notEqual(claims['at_hash'], half(theirs.access_token))
    await assert.rejects(other.verify(mine.id_token))
  })

  test('RFC9700-4.6 neither the refresh token nor an exchange lets another client go on', async () => {
    const { access_token: token, refresh_token: refreshToken = '' } = await tokensOf(apis.app)
    for (const thief of [other, spa]) {
      expectJsonError(await thief.refresh(refreshToken), 'invalid_grant', 'refresh_token_client_mismatch', 400)
      const exchange = { grant_type: exchangeGrant, subject_token: token, subject_token_type: accessTokenType }
      expectJsonError(await thief.token(exchange), 'unauthorized_client', undefined, 400)
    }
    assert.equal((await apis.app.refresh(refreshToken)).status, 200)
  })
})

describe('RFC9700-4.9 leakage at a resource server', () => {
  test('RFC9700-4.9.1 for a counterfeit resource server there are no tokens', async () => {
    const { app, scene } = apis
    const counterfeit = 'https://calendar.example.evil.example/api'
    const { refresh_token: token = '' } = await tokensOf(app, {
      scope: 'openid offline_access calendar.read',
      resource: calendar,
    })
    expectJsonError(await app.refresh(token, { resource: counterfeit }), 'invalid_target', 'resource_not_granted', 400)
    // One that the person allowed by its address gets a token that is good nowhere else, without the scopes of the real one.
    const scope = 'openid calendar.read'
    const { access_token: worthless } = await tokensOf(app, { scope, resource: counterfeit })
    assert.deepEqual([decodeJwt(worthless).aud, decodeJwt(worthless)['scope']], [counterfeit, undefined])
    assert.deepEqual(await introspect(apis.calendarApi, worthless), { active: false })
    expectInvalidToken(await app.userinfo(worthless))
    const held = await scene.client({ fields: { postures: { 'resource-known': 'enforce' } } })
    const visit = await scene.browser().open(held.begin({ resource: counterfeit }).url)
    assert.equal(visit.kind === 'left' && visit.url.searchParams.get('error'), 'invalid_target')
  })

  test('RFC9700-4.9.2 what a compromised resource server got is good at no other, nor at this one', async () => {
    const { access_token: token } = await tokensOf(apis.app, { scope: 'openid email calendar.read mail.read', resource: mail })
    assert.equal(decodeJwt(token).aud, mail)
    assert.deepEqual(await introspect(apis.calendarApi, token), { active: false })
    expectInvalidToken(await apis.app.userinfo(token))
    const { status } = await apis.scene.server.fetch(`${apis.scene.issuer}/api`, {
      ...{ method: 'POST', body: '{"using":[],"methodCalls":[]}' },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
    assert.equal(status, 401)
  })
})

describe('RFC9700-4.10 misuse of stolen access tokens', () => {
  test('RFC9700-4.10.1 a bound token is of no use without its key, nor as a bearer token', async () => {
    const { app, scene } = apis
    const [owner, thief] = [await newProver(), await newProver()]
    const pending = app.begin({ scope: 'openid email' })
    const { url } = await scene.browser().signIn(pending.url, scene.person)
    const redemption = {
      ...{ grant_type: 'authorization_code', code: url.searchParams.get('code') ?? '', redirect_uri: app.redirectUri },
      ...{ code_verifier: pending.verifier, client_id: app.clientId, client_secret: app.clientSecret },
    }
    const { body } = await app.postForm('/auth/token', redemption, { dpop: await owner('POST', '/auth/token') })
    const token = String(body['access_token'])
    assert.equal(body['token_type'], 'DPoP')
    expectInvalidToken(await app.userinfo(token))
    const stolen = { authorization: `DPoP ${token}`, dpop: await thief('GET', '/auth/userinfo', token) }
    expectInvalidToken(await userinfo(stolen))
    const without = await userinfo({ authorization: `DPoP ${token}` })
    assert.equal(without.status, 401)
    const own = { authorization: `DPoP ${token}`, dpop: await owner('GET', '/auth/userinfo', token) }
    assert.equal((await userinfo(own)).status, 200)
  })

  test('RFC9700-4.10.2 a token for one API is refused by another, and names its own', async () => {
    const { access_token: token } = await tokensOf(apis.app, { scope: 'openid calendar.read', resource: calendar })
    assert.equal((await introspect(apis.calendarApi, token))['aud'], calendar)
    expectInvalidToken(await apis.app.userinfo(token))
  })

  test('RFC9700-4.10.2 an exchange brings neither an API nor a scope that the person did not allow', async () => {
    const { access_token: token } = await tokensOf(apis.app, { scope: 'openid calendar.read', resource: calendar })
    const exchange = { grant_type: exchangeGrant, subject_token: token, subject_token_type: accessTokenType }
    expectJsonError(await apis.calendarApi.token({ ...exchange, resource: mail }), 'invalid_target', undefined, 400)
    expectJsonError(await apis.calendarApi.token({ ...exchange, scope: 'mail.read' }), 'invalid_scope', undefined, 400)
    const { body } = await apis.calendarApi.token(exchange)
    const told = await introspect(apis.calendarApi, String(body['access_token']))
    assert.deepEqual([told['scope'], told['aud']], ['calendar.read', calendar])
    assert.ok(Number(told['exp']) <= Number((await introspect(apis.app, token))['exp']), 'it lives longer than what it is from')
  })
})

describe('RFC9700-4.14 theft of refresh tokens', () => {
  test('RFC9700-4.14.2 when it is used twice, by whomever first, thief and owner lose everything', async () => {
    const { refresh_token: stolen = '' } = await tokensOf(spa)
    const first = await spa.refresh(stolen)
    const goesOn = await spa.refresh(String(first.body['refresh_token']))
    assert.equal(goesOn.status, 200)
    expectJsonError(await spa.refresh(stolen), 'invalid_grant', 'refresh_token_replayed', 400)
    for (const { body } of [first, goesOn]) {
      expectJsonError(await spa.refresh(String(body['refresh_token'])), 'invalid_grant', undefined, 400)
      expectInvalidToken(await spa.userinfo(String(body['access_token'])))
    }
  })

  test('RFC9700-4.14.2 it brings no more scopes and no other API than were granted', async () => {
    const { refresh_token: token = '' } = await tokensOf(apis.app, { scope: 'openid offline_access calendar.read' })
    const wider = await apis.app.refresh(token, { scope: 'openid offline_access calendar.read mail.read' })
    expectJsonError(wider, 'invalid_scope', 'refresh_scope_exceeded', 400)
    for (const resource of [mail, 'https://nobody-registered.example/mcp'])
      expectJsonError(await apis.app.refresh(token, { resource }), 'invalid_target', 'resource_not_allowed', 400)
  })
})

describe('RFC9700-4.15 a client that passes itself off as a person', () => {
  test('RFC9700-4.15.1 the token of a client for itself is no sign-in of anybody', async () => {
    const { body } = await apis.calendarApi.token({ grant_type: 'client_credentials', resource: mail })
    const claims = decodeJwt(String(body['access_token']))
    assert.deepEqual([claims.sub, claims['client_id']], [apis.calendarApi.clientId, apis.calendarApi.clientId])
    const plain = await apis.calendarApi.token({ grant_type: 'client_credentials' })
    for (const token of [body['access_token'], plain.body['access_token']]) {
      const answer = await apis.app.userinfo(String(token))
      assert.ok(answer.status === 401 || answer.status === 403, `status ${answer.status}`)
      assert.equal(answer.body['sub'], undefined)
    }
  })

  test('RFC9700-4.15.1 a registering client cannot choose its identifier', async () => {
    const { scene } = apis
    await scene.settings({ anonymousClientRegistration: 'true' })
    const { tokens } = await apis.app.signIn(scene.browser(), scene.person)
    const subject = String(decodeJwt(tokens.id_token).sub)
    const metadata = { client_id: subject, sub: subject, redirect_uris: ['https://evil.example/cb'] }
    const init = { method: 'POST', body: JSON.stringify(metadata), headers: { 'content-type': 'application/json' } }
    const { status, body } = await readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, init))
    assert.equal(status, 201, JSON.stringify(body))
    assert.notEqual(body['client_id'], subject)
  })
})
