import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  codeOf,
  expectDeparture,
  expectRedirectError,
  type PendingSignIn,
  RelyingParty,
  readAnswer,
  Scene,
  waitUntil,
} from '@latchkey/testing'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { discovery, judgeResponse, listed } from './judge.ts'
import { fetchFromHere, ObjectHost } from './object-host.ts'

const callback = 'https://rp.example/callback'
let scene: Scene
let host: ObjectHost
let keys: Awaited<ReturnType<typeof generateKeyPair>>

before(async () => {
  host = await ObjectHost.open()
  keys = await generateKeyPair('RS256')
  scene = await Scene.open({ env: fetchFromHere })
  await scene.settings({ anonymousClientRegistration: 'true' })
  await waitUntil('registration opens', async () => (await register({})).status !== 401 || undefined)
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await host[Symbol.asyncDispose]()
})

async function register(metadata: Readonly<Record<string, unknown>>) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ redirect_uris: [callback], ...metadata })
  return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body }))
}

async function registered(metadata: Readonly<Record<string, unknown>>): Promise<RelyingParty> {
  const { status, body } = await register(metadata)
  assert.equal(status, 201, JSON.stringify(body))
  return new RelyingParty({
    issuer: scene.issuer,
    fetch: scene.server.fetch,
    clientId: String(body['client_id']),
    clientSecret: String(body['client_secret']),
    redirectUri: callback,
  })
}

/** As the certification suite sends it: every parameter of the request is in the object, some are outside too. */
function claimsOf({ url }: PendingSignIn, more: Readonly<Record<string, string>> = {}) {
  return { ...Object.fromEntries(url.searchParams), ...more }
}

function besides(party: RelyingParty, pending: PendingSignIn, requestUri: string): URL {
  const url = new URL(`${scene.issuer}/auth/authorize`)
  for (const name of ['client_id', 'response_type', 'scope', 'redirect_uri', 'state']) {
    url.searchParams.set(name, pending.url.searchParams.get(name) ?? '')
  }
  url.searchParams.set('client_id', party.clientId)
  url.searchParams.set('request_uri', requestUri)
  return url
}

describe('DYNAMIC request objects by reference', () => {
  test('CFG-08 RS256 is among the algorithms of request objects, and what works is stated', async () => {
    const metadata = await discovery(scene)
    const algorithms = listed(metadata, 'request_object_signing_alg_values_supported')
    assert.ok(algorithms.includes('RS256'))
    assert.equal(metadata['request_parameter_supported'], true)
    assert.equal(metadata['request_uri_parameter_supported'], true)
    assert.equal(metadata['require_request_uri_registration'], true)
  })

  test('DYN-15 an RS256 object with iss and aud at a registered request_uri with its hash is honoured', async () => {
    const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] }
    const requestUri = host.address('/signed')
    const party = await registered({ request_uris: [requestUri], request_object_signing_alg: 'RS256', jwks })
    const pending = party.begin()
    const object = await new SignJWT(claimsOf(pending, { iss: party.clientId, aud: scene.issuer }))
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(keys.privateKey)
    host.contents.set('/signed', { body: object, contentType: 'application/jose' })
    const hash = createHash('sha256').update(object).digest('base64url')
    const departure = await scene.browser().signIn(besides(party, pending, `${requestUri}#${hash}`), scene.person)
    judgeResponse(departure, pending, party)
    assert.equal((await party.redeem(codeOf(departure), { code_verifier: pending.verifier })).status, 200)
  })

  test('DYN-16 an unsigned object is honoured for a client that registered none, which is listed for nobody else', async () => {
    assert.equal(listed(await discovery(scene), 'request_object_signing_alg_values_supported').includes('none'), false)
    const requestUri = `${host.address('/unsigned')}#registered-before-the-content`
    const party = await registered({ request_uris: [requestUri], request_object_signing_alg: 'none' })
    const pending = party.begin()
    host.contents.set('/unsigned', { body: new UnsecuredJWT(claimsOf(pending)).encode() })
    const departure = await scene.browser().signIn(besides(party, pending, requestUri), scene.person)
    judgeResponse(departure, pending, party)
  })

  test('BAS-53 an unsigned object at a registered request_uri is request_uri_not_supported for any other client', async () => {
    const requestUri = `${host.address('/other')}#fragment`
    const party = await registered({ request_uris: [requestUri] })
    const pending = party.begin()
    host.contents.set('/other', { body: new UnsecuredJWT(claimsOf(pending)).encode() })
    const departure = expectDeparture(await scene.browser().open(besides(party, pending, requestUri)))
    const expected = { redirectUri: callback, state: pending.state, issuer: scene.issuer }
    expectRedirectError(departure, {
      ...expected,
      error: 'request_uri_not_supported',
      reason: 'request_uri_object_unsigned',
    })
  })
})
