import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf, expectJsonError, KeyHolder, RelyingParty, readAnswer, Scene, waitUntil } from '@latchkey/testing'
import { ApiClient } from '../management/api-client.ts'
import { discovery } from './judge.ts'

const callback = 'https://keys.example/callback'
let holder: KeyHolder
let scene: Scene

before(async () => {
  holder = await KeyHolder.open()
  scene = await Scene.open({ env: holder.serverEnvironment })
  await scene.settings({ anonymousClientRegistration: 'true' })
  await waitUntil('registration opens', async () => (await register({})).status !== 401 || undefined)
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await holder[Symbol.asyncDispose]()
})

async function register(metadata: Readonly<Record<string, unknown>>) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ redirect_uris: [callback], ...metadata })
  return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body }))
}

/** A client that authenticates with the holder's keys. */
async function registered(metadata: Readonly<Record<string, unknown>>): Promise<RelyingParty> {
  const grants = { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'private_key_jwt' }
  const { status, body } = await register({ ...grants, ...metadata })
  assert.equal(status, 201, JSON.stringify(body))
  assert.equal(body['token_endpoint_auth_method'], 'private_key_jwt')
  assert.equal('client_secret' in body, false)
  return new RelyingParty({
    issuer: scene.issuer,
    fetch: scene.server.fetch,
    clientId: String(body['client_id']),
    redirectUri: callback,
  })
}

/** Signs in up to the redemption, which the assertion decides. */
async function redeem(party: RelyingParty, audience: string, overrides: Readonly<Record<string, string>> = {}) {
  const pending = party.begin(overrides)
  const code = codeOf(await scene.browser().signIn(pending.url, scene.person))
  return party.redeem(code, { code_verifier: pending.verifier, ...(await holder.assertion(party.clientId, audience)) })
}

describe('DYNAMIC clients with keys', () => {
  test('DYN-01 an assertion for the token endpoint is accepted, and so is one for the issuer', async () => {
    const party = await registered({ jwks: holder.jwks })
    const { token_endpoint: endpoint, issuer } = await discovery(scene)
    for (const audience of [String(endpoint), issuer]) {
      const answer = await redeem(party, audience)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
    }
    const elsewhere = await redeem(party, 'https://elsewhere.example')
    expectJsonError(elsewhere, 'invalid_client', 'client_auth_assertion_audience', 401)
  })

  test('DYN-09 keys are fetched from the registered jwks_uri', async () => {
    const before = holder.requests
    const party = await registered({ jwks_uri: holder.uri })
    const answer = await redeem(party, scene.issuer)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.ok(holder.requests > before)
  })

  test('DYN-12 after a rotation of the keys of the provider there is a new one, and the old one is still there', async () => {
    const kids = async (): Promise<readonly string[]> => {
      const response = await scene.server.fetch((await discovery(scene)).jwks_uri)
      return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
    }
    const old = await kids()
    const api = await ApiClient.administrator(scene.server)
    await api.create('Action', { '@type': 'RotateKeys' })
    await waitUntil('the new key', async () => (await kids()).some((kid) => !old.includes(kid)) || undefined)
    const now = await kids()
    for (const kid of old) assert.ok(now.includes(kid), kid)
  })

  test('DYN-13 a key that a client puts at its jwks_uri is found at once, when it refreshes', async () => {
    const party = await registered({ jwks_uri: holder.uri })
    const first = await redeem(party, scene.issuer, { scope: 'openid offline_access', prompt: 'consent' })
    assert.equal(first.status, 200, JSON.stringify(first.body))
    await holder.rotate('second')
    const assertion = await holder.assertion(party.clientId, scene.issuer)
    const refreshed = await party.refresh(String(first.body['refresh_token']), assertion)
    assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body))
  })

  test('DYN-14 offline_access with prompt=consent gets a refresh token', async () => {
    const party = await registered({ jwks: holder.jwks })
    const answer = await redeem(party, scene.issuer, { scope: 'openid offline_access', prompt: 'consent' })
    assert.equal(typeof answer.body['refresh_token'], 'string', JSON.stringify(answer.body))
  })
})
