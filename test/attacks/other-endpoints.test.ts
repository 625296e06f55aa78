import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectErrorPage, expectJsonError, expectPage, type RelyingParty, readAnswer, Scene } from '@latchkey/testing'
import { UnsecuredJWT } from 'jose'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client({ fields: { postLogoutRedirectUris: ['https://app.example/bye'] } })
})
after(() => scene[Symbol.asyncDispose]())

describe('OIDCRPL-3 logout requests', () => {
  const logout = (parameters: Readonly<Record<string, string>>) =>
    scene.browser().open(`${scene.issuer}/auth/logout?${new URLSearchParams(parameters)}`)

  test('RPI-05 go nowhere that the client did not register', async () => {
    for (const uri of [
      'https://evil.example/',
      'https://app.example/bye?foo=bar',
      'https://app.example/bye/',
      'javascript:alert(1)',
    ]) {
      const visit = await logout({ client_id: party.clientId, post_logout_redirect_uri: uri })
      expectErrorPage(visit, 'invalid_request', 'logout_redirect_unregistered')
    }
  })

  test('RPI-06 do not take an ID token that this server did not sign', async () => {
    const id_token_hint = new UnsecuredJWT({ iss: scene.issuer, aud: party.clientId, sub: 'x' }).encode()
    for (const hint of [id_token_hint, 'garbage', 'a.b.c']) {
      const visit = await logout({ client_id: party.clientId, id_token_hint: hint })
      expectErrorPage(visit, 'invalid_request', 'logout_hint_invalid')
    }
  })

  test('RPI-07 with a redirect URI need to say of which client', async () => {
    const visit = await logout({ post_logout_redirect_uri: 'https://app.example/bye' })
    expectErrorPage(visit, 'invalid_request', 'logout_redirect_without_client')
  })

  test('of an unknown client, or of another one than the hint, are refused', async () => {
    expectErrorPage(await logout({ client_id: 'nobody' }), 'invalid_request', 'logout_client_unknown')
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    const other = await scene.client()
    const visit = await logout({ client_id: other.clientId, id_token_hint: tokens.id_token })
    expectErrorPage(visit, 'invalid_request', 'logout_client_mismatch')
  })

  test('without a hint end no session before the person has agreed', async () => {
    const browser = scene.browser()
    await party.signIn(browser, scene.person)
    const page = expectPage(await browser.open(`${scene.issuer}/auth/logout`))
    assert.equal(page.name, 'logout')
    const departure = await browser.signIn(party.begin({ prompt: 'none' }).url, scene.person)
    assert.ok(departure.url.searchParams.has('code'))
    expectErrorPage(await browser.submit(page, { fields: { csrf: 'guess' }, button: ['decision', 'logout'] }))
    expectErrorPage(await browser.submit(page, { button: ['decision', 'perhaps'] }), 'invalid_request', 'decision_unknown')
    await browser.submit(page, { button: ['decision', 'logout'] })
    const after = await browser.signIn(party.begin({ prompt: 'none' }).url, scene.person)
    assert.equal(after.url.searchParams.get('error'), 'login_required')
  })
})

describe('RFC8628-3 device requests', () => {
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code'

  test('are refused with a scope that is malformed or not allowed', async () => {
    const device = await scene.client({ isPublic: true, fields: { grantTypes: [grantType], scopes: ['openid'] } })
    const malformed = await device.form('/auth/device', { scope: 'openid "x"' })
    expectJsonError(malformed, 'invalid_scope', 'device_scope_malformed', 400)
    const beyond = await device.form('/auth/device', { scope: 'openid email' })
    expectJsonError(beyond, 'invalid_scope', 'device_scope_not_allowed', 400)
  })

  test('are refused for a client that did not register the grant', async () => {
    expectJsonError(await party.form('/auth/device', { scope: 'openid' }), 'unauthorized_client', 'device_grant_not_allowed', 400)
  })

  test('are refused without a device code or with a made-up one', async () => {
    const device = await scene.client({ isPublic: true, fields: { grantTypes: [grantType] } })
    expectJsonError(await device.token({ grant_type: grantType }), 'invalid_request', 'device_code_missing', 400)
    const guess = await device.token({ grant_type: grantType, device_code: 'guess' })
    expectJsonError(guess, 'expired_token', 'device_code_unknown', 400)
  })
})

describe('anything else', () => {
  test('an address that does not exist is a page with 404', async () => {
    for (const path of ['/nothing', '/auth', '/auth/token/', '/.well-known/nothing', '/%00', '/..%2f..%2fetc/passwd']) {
      const page = expectErrorPage(await scene.browser().open(`${scene.issuer}${path}`), 'not_found', 'not_found')
      assert.equal(page.status, 404)
    }
  })

  test('a registration that is no JSON is refused', async () => {
    const init = { method: 'POST', body: 'redirect_uris=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    const answer = await readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, init))
    assert.ok(answer.status === 400 || answer.status === 415, String(answer.status))
    expectJsonError(answer, String(answer.body['error']), 'body_not_json')
  })
})
