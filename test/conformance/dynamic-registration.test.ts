import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Answer,
  codeOf,
  expectErrorPage,
  expectJsonError,
  expectPage,
  RelyingParty,
  readAnswer,
  Scene,
  waitUntil,
} from '@latchkey/testing'
import { judgeResponse } from './judge.ts'

const callback = 'https://rp.example/callback'
let scene: Scene

before(async () => {
  scene = await Scene.open()
  await scene.settings({ anonymousClientRegistration: 'true' })
  await waitUntil('registration opens', async () => (await register({})).status !== 401 || undefined)
})
after(() => scene[Symbol.asyncDispose]())

async function register(metadata: Readonly<Record<string, unknown>>): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ redirect_uris: [callback], ...metadata })
  return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body }))
}

async function partyOf(metadata: Readonly<Record<string, unknown>>, redirectUri = callback): Promise<RelyingParty> {
  const { status, body } = await register(metadata)
  assert.equal(status, 201, JSON.stringify(body))
  return new RelyingParty({
    issuer: scene.issuer,
    fetch: scene.server.fetch,
    clientId: String(body['client_id']),
    clientSecret: String(body['client_secret']),
    redirectUri,
  })
}

async function read({ body }: Answer): Promise<Answer> {
  const headers = { authorization: `Bearer ${String(body['registration_access_token'])}` }
  return readAnswer(await scene.server.fetch(String(body['registration_client_uri']), { headers }))
}

describe('DYNAMIC registration', () => {
  test('DYN-04 with two redirect URIs registered, a request without redirect_uri gets an error page', async () => {
    const party = await partyOf({ redirect_uris: [callback, `${callback}2`] })
    const { url } = party.begin({ redirect_uri: undefined })
    expectErrorPage(await scene.browser().open(url), 'invalid_request', 'redirect_uri_missing')
  })

  test('DYN-05 a registered query is kept in the answer, and another value is refused', async () => {
    const registered = `${callback}?foo=bar`
    const party = await partyOf({ redirect_uris: [registered] }, registered)
    const pending = party.begin()
    const departure = await scene.browser().signIn(pending.url, scene.person)
    judgeResponse(departure, pending, party)
    assert.equal(departure.url.searchParams.get('foo'), 'bar')
    assert.equal((await party.redeem(codeOf(departure), { code_verifier: pending.verifier })).status, 200)
    const { url } = party.begin({ redirect_uri: `${callback}?foo=baz` })
    expectErrorPage(await scene.browser().open(url), 'invalid_request', 'redirect_uri_mismatch')
  })

  test('DYN-06 a query that is not registered is refused', async () => {
    const party = await partyOf({})
    const { url } = party.begin({ redirect_uri: `${callback}?foo=bar` })
    expectErrorPage(await scene.browser().open(url), 'invalid_request', 'redirect_uri_mismatch')
  })

  test('DYN-07 a redirect URI with a fragment cannot be registered', async () => {
    const answer = await register({ redirect_uris: [`${callback}#fragment`] })
    expectJsonError(answer, 'invalid_redirect_uri', 'redirect_uris_not_allowed', 400)
  })

  test('DYN-08 the pages show the logo, the policy and the terms of a client', async () => {
    const party = await partyOf({
      logo_uri: 'https://rp.example/logo.png',
      policy_uri: 'https://rp.example/policy',
      tos_uri: 'https://rp.example/terms',
    })
    const page = expectPage(await scene.browser().open(party.begin().url))
    for (const address of ['logo.png', 'policy', 'terms']) {
      assert.ok(page.html.includes(`"https://rp.example/${address}"`), `${address} is not on the page`)
    }
  })

  test('DYN-17 the registration can be read with its token', async () => {
    const registered = await register({ client_name: 'Read', contacts: ['a@rp.example'] })
    const answer = await read(registered)
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/)
    assert.deepEqual(answer.body, registered.body)
  })
})

describe('THIRD-PARTY-INITIATED LOGIN registration', () => {
  test('3PI-01 initiate_login_uri is answered at registration and when it is read', async () => {
    const initiate_login_uri = 'https://rp.example/login'
    const registered = await register({ initiate_login_uri })
    assert.equal(registered.status, 201)
    assert.equal(registered.body['initiate_login_uri'], initiate_login_uri)
    assert.equal((await read(registered)).body['initiate_login_uri'], initiate_login_uri)
  })

  test('3PI-02 an http initiate_login_uri is refused', async () => {
    const answer = await register({ initiate_login_uri: 'http://rp.example/login' })
    expectJsonError(answer, 'invalid_client_metadata', 'initiate_login_uri_not_https', 400)
  })
})
