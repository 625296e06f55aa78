import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type Browser, expectJsonError, expectPage, type Page, type RelyingParty, Scene } from '@latchkey/testing'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { fetchFromHere } from './object-host.ts'

const grant = 'urn:openid:params:grant-type:ciba'
let scene: Scene
let signing: CryptoKey
let party: RelyingParty
let plain: RelyingParty
let pinged: RelyingParty
let server: Server
/** What came to the notification endpoint, and how it answers. */
const notices: { readonly path: string; readonly authorization: string; readonly body: Record<string, unknown> }[] = []
let reply = { status: 204, body: '' }
let heard = Promise.withResolvers<void>()

before(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  signing = privateKey
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const body = JSON.parse(Buffer.concat(chunks).toString())
    notices.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '', body })
    const { status } = reply
    response.writeHead(status, status === 301 ? { location: '/elsewhere' } : {}).end(reply.body)
    heard.resolve()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`
  scene = await Scene.open({ env: fetchFromHere })
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'ES256' }] })
  const grantTypes = [grant, 'refresh_token']
  const secretToo = { tokenEndpointAuthMethod: 'client_secret_basic' }
  party = await scene.client({
    fields: { ...secretToo, grantTypes, jwks, backchannelAuthenticationRequestSigningAlg: 'ES256' },
  })
  plain = await scene.client({ fields: { grantTypes } })
  const told = { backchannelTokenDeliveryMode: 'ping', backchannelClientNotificationEndpoint: address }
  pinged = await scene.client({ fields: { grantTypes, ...told } })
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

type Claims = Readonly<Record<string, unknown>>

function claimsOf(change: Claims = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    ...{ iss: party.clientId, aud: scene.issuer, iat: now, nbf: now, exp: now + 300, jti: randomUUID() },
    ...{ scope: 'openid', login_hint: scene.person.username, ...change },
  }
}

function signed(change: Claims = {}): Promise<string> {
  return new SignJWT(claimsOf(change)).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(signing)
}

async function asked(of: RelyingParty, parameters: Readonly<Record<string, string>>): Promise<string> {
  const answer = await of.form('/auth/backchannel', parameters)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return String(answer.body['auth_req_id'])
}

function poll(of: RelyingParty, id: string) {
  return of.token({ grant_type: grant, auth_req_id: id })
}

/** The page of what waits, signed in. */
async function open(browser: Browser = scene.browser()): Promise<Page> {
  const page = await browser.openPage(`${scene.issuer}/requests`)
  return page.name === 'login' ? expectPage(await browser.submit(page, { fields: { ...scene.person } })) : page
}

/** Decides everything that waits, so that what a test asked is among it. */
async function decide(decision: 'allow' | 'deny', expected: string): Promise<void> {
  const browser = scene.browser()
  let page = await open(browser)
  assert.equal(page.name, 'requests')
  assert.ok(page.text.includes(expected), page.text)
  while (page.text.includes(decision === 'allow' ? 'Allow Client' : 'Deny Client')) {
    page = expectPage(await browser.submit(page, { button: ['decision', decision] }))
  }
}

describe('CIBA, as FAPI-CIBA tests it', () => {
  test('CIB-01 a signed request is answered, polled for, allowed on the page, and yields tokens once', async () => {
    const answer = await party.form('/auth/backchannel', { request: await signed({ binding_message: 'W4SCT' }) })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
    const { auth_req_id: id, expires_in: life, interval } = answer.body
    assert.deepEqual([life, interval], [600, 5])
    expectJsonError(await poll(party, String(id)), 'authorization_pending', 'backchannel_pending', 400)
    expectJsonError(await poll(party, String(id)), 'slow_down', 'backchannel_poll_too_soon', 400)
    await decide('allow', 'W4SCT')
    const quick = await asked(plain, { scope: 'openid email', login_hint: scene.person.username })
    await decide('allow', 'Client of')
    const tokens = await poll(plain, quick)
    assert.equal(tokens.status, 200, JSON.stringify(tokens.body))
    const { payload } = await plain.verify(String(tokens.body['id_token']))
    assert.equal(payload['acr'], '1')
    expectJsonError(await poll(plain, quick), 'invalid_grant', 'backchannel_id_unknown', 400)
  })

  test('CIB-02 denied, expired, and asked for by another client', async () => {
    const denied = await asked(plain, { scope: 'openid', login_hint: scene.person.username })
    expectJsonError(await poll(party, denied), 'invalid_grant', 'backchannel_id_client_mismatch', 400)
    await decide('deny', 'Client of')
    expectJsonError(await poll(plain, denied), 'access_denied', 'backchannel_denied', 400)
    const late = await asked(plain, { scope: 'openid', login_hint: scene.person.username, requested_expiry: '1' })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expectJsonError(await poll(plain, late), 'expired_token', 'backchannel_id_expired', 400)
  })

  test('CIB-03 requests that are not signed as they must be, or name several people, are refused', async () => {
    const now = Math.floor(Date.now() / 1000)
    const rsa = await generateKeyPair('RS256')
    const foreign = await generateKeyPair('ES256')
    const by = (alg: string, key: CryptoKey) => new SignJWT(claimsOf()).setProtectedHeader({ alg, kid: 'one' }).sign(key)
    const { username } = scene.person
    const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{ scope: 'openid', login_hint: username }, 'backchannel_request_unsigned'],
      [{ request: await signed({ aud: undefined }) }, 'backchannel_request_audience'],
      [{ request: await signed({ aud: 'https://other.example' }) }, 'backchannel_request_audience'],
      [{ request: await signed({ iss: undefined }) }, 'backchannel_request_issuer'],
      [{ request: await signed({ iss: plain.clientId }) }, 'backchannel_request_issuer'],
      [{ request: await signed({ exp: undefined }) }, 'backchannel_request_times_missing'],
      [{ request: await signed({ iat: undefined }) }, 'backchannel_request_times_missing'],
      [{ request: await signed({ nbf: undefined }) }, 'backchannel_request_times_missing'],
      [{ request: await signed({ nbf: now - 600, exp: now - 300 }) }, 'backchannel_request_times'],
      [{ request: await signed({ nbf: now + 600 }) }, 'backchannel_request_times'],
      [{ request: await signed({ jti: undefined }) }, 'backchannel_request_jti'],
      [{ request: await signed({ id_token_hint: 'x' }) }, 'backchannel_hints'],
      [{ request: await signed({ login_hint: undefined }) }, 'backchannel_hints'],
      [{ request: await by('RS256', rsa.privateKey) }, 'backchannel_request_algorithm'],
      [{ request: await by('ES256', foreign.privateKey) }, 'backchannel_request_signature'],
      [{ request: new UnsecuredJWT(claimsOf()).encode() }, 'backchannel_request_algorithm'],
    ]
    for (const [parameters, reason] of cases) {
      const answer = await party.form('/auth/backchannel', parameters)
      expectJsonError(answer, 'invalid_request', reason as never, 400)
    }
    const request = await signed({ login_hint: 'nobody-of-that-name' })
    expectJsonError(await party.form('/auth/backchannel', { request }), 'unknown_user_id', 'backchannel_user_unknown', 400)
    const nobody = await scene.server.fetch(`${scene.issuer}/auth/backchannel`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      body: new URLSearchParams({ client_id: party.clientId, client_secret: 'wrong', scope: 'openid' }).toString(),
    })
    assert.equal(nobody.status, 401)
    assert.equal((await nobody.json()).error, 'invalid_client')
  })

  test('CIB-04 an expiry as digits, a message of digits and any order of scopes are accepted; odd messages are shown or refused', async () => {
    const request = await signed({ requested_expiry: '30', binding_message: '1234', scope: 'email openid' })
    const answer = await party.form('/auth/backchannel', { request })
    assert.equal(answer.body['expires_in'], 30, JSON.stringify(answer.body))
    await decide('deny', '1234')
    const odd = '<b>€ 5</b> & „Überweisung“ 🔑'
    await asked(plain, { scope: 'openid', login_hint: scene.person.username, binding_message: odd })
    await decide('deny', odd)
    for (const message of ['a\u202Eb', 'a\nb', 'x'.repeat(101)]) {
      const parameters = { scope: 'openid', login_hint: scene.person.username, binding_message: message }
      const refused = await plain.form('/auth/backchannel', parameters)
      expectJsonError(refused, 'invalid_binding_message', 'backchannel_binding_message', 400)
    }
  })

  for (const [status, body] of [
    [204, ''],
    [200, '{"ignored":true}'],
    [401, ''],
    [403, ''],
    [301, ''],
  ] as const) {
    test(`CIB-05 a ping is a POST with the token of the client, and an answer of ${status} does not break the flow`, async () => {
      reply = { status, body }
      heard = Promise.withResolvers()
      notices.length = 0
      const token = `token-for-${status}`
      const parameters = { scope: 'openid', login_hint: scene.person.username, client_notification_token: token }
      const id = await asked(pinged, parameters)
      await decide('allow', 'Client of')
      await heard.promise
      const tokens = await poll(pinged, id)
      assert.equal(tokens.status, 200, JSON.stringify(tokens.body))
      assert.deepEqual(notices, [{ path: '/notices', authorization: `Bearer ${token}`, body: { auth_req_id: id } }])
    })
  }
})
