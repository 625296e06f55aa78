import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, codeOf, expectJsonError, RelyingParty, readAnswer, Scene, waitUntil } from '@latchkey/testing'

const callback = 'https://rp.example/callback'
let scene: Scene

before(async () => {
  scene = await Scene.open()
  await scene.settings({ anonymousClientRegistration: 'true' })
  // Another process changed it: it is in force here within a second.
  await waitUntil('registration opens', async () => (await register({ redirect_uris: [callback] })).status !== 401 || undefined)
})
after(() => scene[Symbol.asyncDispose]())

async function register(metadata: unknown, issuer = scene.issuer): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const body = typeof metadata === 'string' ? metadata : JSON.stringify(metadata)
  return readAnswer(await scene.server.fetch(`${issuer}/auth/register`, { method: 'POST', headers, body }))
}

async function manage(
  method: string,
  registered: Answer,
  token = String(registered.body['registration_access_token']),
): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` }
  return readAnswer(await scene.server.fetch(String(registered.body['registration_client_uri']), { method, headers }))
}

describe('dynamic client registration', () => {
  test('a registered client signs in, with RS256 and claims at UserInfo only', async () => {
    const registered = await register({ redirect_uris: [callback], client_name: 'Registered' })
    assert.equal(registered.status, 201, JSON.stringify(registered.body))
    assert.equal(registered.body['client_secret_expires_at'], 0)
    const party = new RelyingParty({
      issuer: scene.issuer,
      fetch: scene.server.fetch,
      clientId: String(registered.body['client_id']),
      clientSecret: String(registered.body['client_secret']),
      redirectUri: callback,
    })
    const pending = party.begin({ scope: 'openid email' })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    const answer = await party.redeem(codeOf(departure), { code_verifier: pending.verifier })
    const { payload, protectedHeader } = await party.verify(String(answer.body['id_token']))
    assert.equal(protectedHeader.alg, 'RS256')
    assert.equal('email' in payload, false)
    assert.equal(typeof (await party.userinfo(String(answer.body['access_token']))).body['email'], 'string')
  })

  test('RFC7592-2.1 the registration can be read with its token only', async () => {
    const registered = await register({ redirect_uris: [callback], client_name: 'Read' })
    const read = await manage('GET', registered)
    assert.equal(read.status, 200)
    assert.equal(read.body['client_name'], 'Read')
    expectJsonError(await manage('GET', registered, 'lk_ra_wrong'), 'invalid_token', 'registration_token_wrong', 401)
  })

  test('RFC7592-2.3 a removed client is gone', async () => {
    const registered = await register({ redirect_uris: [callback] })
    assert.equal((await manage('DELETE', registered)).status, 204)
    expectJsonError(await manage('GET', registered), 'invalid_token', undefined, 401)
  })

  const refused: readonly (readonly [what: string, metadata: unknown, error: string])[] = [
    ['no JSON', '{', 'invalid_client_metadata'],
    ['an array', [], 'invalid_client_metadata'],
    ['no redirect_uris', {}, 'invalid_redirect_uri'],
    ['a redirect URI with a fragment', { redirect_uris: [`${callback}#x`] }, 'invalid_redirect_uri'],
    ['a plain http redirect URI', { redirect_uris: ['http://rp.example/cb'] }, 'invalid_redirect_uri'],
    ['a script as redirect URI', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    [
      'a plain http initiate_login_uri',
      { redirect_uris: [callback], initiate_login_uri: 'http://rp.example/' },
      'invalid_client_metadata',
    ],
    [
      'an unknown authentication method',
      { redirect_uris: [callback], token_endpoint_auth_method: 'x' },
      'invalid_client_metadata',
    ],
    [
      'HS256 without a secret',
      { redirect_uris: [callback], token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'HS256' },
      'invalid_client_metadata',
    ],
  ]
  for (const [what, metadata, error] of refused) {
    test(`OIDCR-3.3 ${what} is refused with ${error}`, async () => {
      expectJsonError(await register(metadata), error, undefined, 400)
    })
  }

  test('anonymousClientRegistration off: nobody registers', async () => {
    await using closed = await Scene.open()
    expectJsonError(
      await register({ redirect_uris: [callback] }, closed.issuer),
      'invalid_token',
      'registration_not_allowed',
      401,
    )
  })
})
