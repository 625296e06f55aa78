import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type Answer,
  type Browser,
  basic,
  expectErrorPage,
  expectJsonError,
  expectRedirectError,
  type Overrides,
  type RelyingParty,
  readAnswer,
} from '@latchkey/testing'
import { SignJWT } from 'jose'
import { Fapi2Party, type Key, newKey, signed } from '../conformance/fapi2-party.ts'
import { ManagedProvider } from '../settings/managed-provider.ts'

/* Whoever holds something of a client under FAPI 2 tries the ways that other clients have. */

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

let provider: ManagedProvider
let party: Fapi2Party
/** Its record has a secret beside the keys, and pins no method. */
let withSecret: RelyingParty
let secret: string
let browser: Browser
let key: Key

before(async () => {
  provider = await ManagedProvider.open()
  await provider.update('OidcProvider', { requireClientRegistration: false, anonymousClientRegistration: true })
  const dpop = await newKey()
  key = await newKey()
  const jwks = JSON.stringify({ keys: [key.publicJwk] })
  const grantTypes = {
    authorization_code: true,
    refresh_token: true,
    client_credentials: true,
    [exchange]: true,
    [deviceCode]: true,
  }
  const fields = { jwks, skipConsent: true, grantTypes }
  const relying = await provider.party({ ...fields, tokenEndpointAuthMethod: 'private_key_jwt' })
  party = new Fapi2Party({ relying, fetch: provider.fetch, now: provider.clock.now }, { key, dpop })
  withSecret = await provider.party(fields)
  secret = withSecret.clientSecret ?? ''
  await provider.update('SecurityPosture', { profile: 'fapi2' })
  browser = provider.browser()
  await browser.signIn((await party.pushed()).url, provider.person)
})
after(() => provider[Symbol.asyncDispose]())

function expectRefusedThere(visit: Awaited<ReturnType<Browser['open']>>, state: string, reason: 'pushed_request_required'): void {
  assert.ok(visit.kind === 'left')
  const { redirectUri } = party.relying
  expectRedirectError(visit, { redirectUri, state, issuer: provider.issuer, error: 'invalid_request', reason })
}

describe('RFC9700-2.1 a request of a FAPI 2 client that comes through the browser', () => {
  test('is refused as plain parameters, as a form, and as a signed request object', async () => {
    const { url, state } = party.relying.begin()
    expectRefusedThere(await browser.open(url), state, 'pushed_request_required')
    const posted = await browser.post(`${provider.issuer}/auth/authorize`, url.searchParams, { origin: 'https://rp.example' })
    expectRefusedThere(posted, state, 'pushed_request_required')
    const claims = { iss: party.clientId, aud: provider.issuer, nbf: party.now, exp: party.now + 60 }
    url.searchParams.set('request', await signed({ ...claims, ...Object.fromEntries(url.searchParams) }, {}, key))
    expectRefusedThere(await browser.open(url), state, 'pushed_request_required')
  })

  test('is refused by an address of its own, whoever names it', async () => {
    const { url, state } = party.relying.begin()
    url.searchParams.set('request_uri', 'https://rp.example/object.jwt')
    expectRefusedThere(await browser.open(url), state, 'pushed_request_required')
  })

  test('takes nothing over from beside the request_uri: neither key, mode, scope nor redirect URI', async () => {
    const { pending, answer } = await party.pushed({}, { proof: await party.proof('/auth/par', 'POST') })
    const stranger = await newKey()
    const url = party.urlOf(String(answer.body['request_uri']), [
      ['dpop_jkt', stranger.jkt],
      ['response_mode', 'fragment'],
      ['response_type', 'code token'],
      ['scope', 'openid email offline_access'],
      ['redirect_uri', 'https://evil.example/'],
      ['request', 'x.y.z'],
    ])
    const visit = await browser.open(url)
    assert.ok(visit.kind === 'left')
    assert.equal(visit.url.origin + visit.url.hash, new URL(party.relying.redirectUri).origin)
    const code = String(visit.url.searchParams.get('code'))
    const proof = await party.proof('/auth/token', 'POST', {}, {}, stranger)
    expectJsonError(await party.redeem(code, pending, { proof }), 'invalid_grant', 'code_key_mismatch', 400)
    assert.equal((await party.redeem(code, pending)).body['scope'], 'openid')
  })

  for (const type of ['none', 'id_token', 'code token', 'code id_token token'] as const) {
    test(`cannot ask for ${type} in a push either`, async () => {
      const parameters = { response_type: type }
      expectJsonError(await party.push(party.relying.begin(), { parameters }), 'unsupported_response_type', undefined, 400)
    })
  }
})

describe('RFC9700-2.5 authentication of a FAPI 2 client by less than its keys', () => {
  const forms: readonly (readonly [path: string, parameters: Overrides])[] = [
    ['/auth/par', { response_type: 'code' }],
    ['/auth/token', { grant_type: 'client_credentials' }],
    ['/auth/introspect', { token: 'x' }],
    ['/auth/revoke', { token: 'x' }],
    ['/auth/device', { scope: 'openid' }],
  ]
  for (const [path, parameters] of forms) {
    test(`${path} refuses its secret, its name alone, a MAC, and two ways at once`, async () => {
      const { clientId } = withSecret
      const form = (more: Overrides, headers = {}): Promise<Answer> =>
        withSecret.postForm(path, { ...parameters, ...more }, headers)
      const authorization = basic(clientId, secret)
      expectJsonError(await form({}, { authorization }), 'invalid_client', undefined, 401)
      expectJsonError(await form({ client_id: clientId, client_secret: secret }), 'invalid_client', undefined, 401)
      expectJsonError(await form({ client_id: clientId }), 'invalid_client', undefined, 401)
      for (const text of [secret, JSON.stringify(key.publicJwk)]) {
        expectJsonError(await form(await mac(clientId, text)), 'invalid_client', undefined, 401)
      }
      const both = await form(await party.asserted(), { authorization })
      assert.ok(both.status >= 400 && both.status < 500)
      assert.ok(['invalid_request', 'invalid_client'].includes(String(both.body['error'])))
    })
  }

  test('an assertion that one endpoint has seen is refused by all others', async () => {
    const assertion = { jti: randomUUID() }
    assert.equal((await party.push(party.relying.begin(), { assertion })).status, 201)
    expectJsonError(await party.refresh('x', { assertion }), 'invalid_client', undefined, 401)
    expectJsonError(await party.send('/auth/revoke', { token: 'x' }, { assertion }), 'invalid_client', undefined, 401)
  })
})

describe('RFC9700-2.2.1 tokens of a FAPI 2 client without its key', () => {
  const grants: readonly Overrides[] = [
    { grant_type: 'client_credentials' },
    { grant_type: 'refresh_token', refresh_token: 'x' },
    { grant_type: 'authorization_code', code: 'x' },
    { grant_type: deviceCode, device_code: 'x' },
    { grant_type: exchange, subject_token: 'x', subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
  ]
  for (const parameters of grants) {
    test(`are not issued by ${parameters['grant_type']}`, async () => {
      const answer = await party.send('/auth/token', parameters, { proof: 'none' })
      expectJsonError(answer, 'invalid_dpop_proof', 'dpop_proof_missing', 400)
    })
  }

  test('are of no use in a form, as Bearer, or with a proof for another endpoint', async () => {
    const { access_token: token } = await party.tokens(browser)
    const inForm = await provider.fetch(`${provider.issuer}/auth/userinfo`, {
      method: 'POST',
      body: new URLSearchParams({ access_token: String(token) }),
    })
    assert.equal(inForm.status, 401)
    const forPush = await party.proof('/auth/par', 'POST', { ath: 'x' })
    for (const [scheme, ...proofs] of [['Bearer'], ['DPoP'], ['DPoP', forPush]] as const) {
      assert.equal((await party.userinfo(`${scheme} ${token}`, ...proofs)).status, 401)
    }
    assert.equal((await party.userinfo(`DPoP ${token}`, await party.userinfoProof(token))).status, 200)
  })

  test('are not issued from a refresh token of the time before the profile', async () => {
    await provider.update('SecurityPosture', { profile: 'default' })
    const { pending, url } = await party.pushed({ scope: 'profile' })
    const visit = await browser.open(url)
    assert.ok(visit.kind === 'left')
    const first = await party.redeem(String(visit.url.searchParams.get('code')), pending, { proof: 'none' })
    assert.equal(first.body['token_type'], 'Bearer')
    await provider.update('SecurityPosture', { profile: 'fapi2' })
    const refreshToken = first.body['refresh_token']
    expectJsonError(await party.refresh(refreshToken, { proof: 'none' }), 'invalid_dpop_proof', 'dpop_proof_missing', 400)
    assert.equal((await party.refresh(refreshToken)).body['token_type'], 'DPoP')
  })
})

describe('RFC9700-2.1.1 clients that nobody vouches for, under the profile fapi2 of the server', () => {
  test('an id without a record gets neither a request accepted nor a token', async () => {
    const anyone = provider.partyOf('some-client-that-nobody-knows')
    const { url } = anyone.begin()
    expectErrorPage(await browser.open(url))
    url.searchParams.set('redirect_uri', 'http://127.0.0.1:1/callback')
    const visit = await browser.open(url)
    assert.ok(visit.kind === 'left')
    assert.deepEqual([visit.url.searchParams.get('error'), visit.url.searchParams.get('code')], ['invalid_request', null])
    expectJsonError(await anyone.form('/auth/par', Object.fromEntries(url.searchParams)), 'invalid_client', undefined, 401)
    expectJsonError(await anyone.redeem('x'), 'invalid_client', undefined, 401)
  })

  test('one that registers cannot say which rules hold for it', async () => {
    const registered = await register({
      ...{ redirect_uris: [party.relying.redirectUri], token_endpoint_auth_method: 'private_key_jwt' },
      ...{ jwks: { keys: [{ ...key.publicJwk, use: 'sig' }] }, profile: 'default' },
      postures: { 'pushed-request-required': 'off', 'dpop-proof-required': 'off' },
    })
    assert.equal(registered.status, 201, JSON.stringify(registered.body))
    assert.equal(registered.body['id_token_signed_response_alg'], 'ES256')
    assert.equal('postures' in registered.body || 'profile' in registered.body, false)
    const own = new Fapi2Party(
      { relying: provider.partyOf(String(registered.body['client_id'])), fetch: provider.fetch, now: provider.clock.now },
      { key, dpop: party.dpop },
    )
    const visit = await browser.open(own.relying.begin().url)
    assert.ok(visit.kind === 'left' && visit.url.searchParams.get('error') === 'invalid_request')
    const { url, pending } = await own.pushed()
    const departure = await browser.signIn(url, provider.person)
    const code = String(departure.url.searchParams.get('code'))
    expectJsonError(await own.redeem(code, pending, { proof: 'none' }), 'invalid_dpop_proof', 'dpop_proof_missing', 400)
  })
})

describe('FAPI2MS-5.3.1 a client under message signing', () => {
  let signer: Fapi2Party
  after(() => provider.update('SecurityPosture', { profile: 'fapi2' }))
  before(async () => {
    const relying = await provider.party({
      ...{ jwks: JSON.stringify({ keys: [key.publicJwk] }), tokenEndpointAuthMethod: 'private_key_jwt', skipConsent: true },
      requestObjectSigningAlg: 'none',
    })
    // Of the server: as profile of the client it would be refused together with what the record says.
    await provider.update('SecurityPosture', { profile: 'fapi2-message-signing' })
    signer = new Fapi2Party({ relying, fetch: provider.fetch, now: provider.clock.now }, { key, dpop: party.dpop })
  })

  test('is held to signatures although its record says that none are needed', async () => {
    const claims = { iss: signer.clientId, aud: provider.issuer, ...Object.fromEntries(signer.relying.begin().url.searchParams) }
    const parts = [{ alg: 'none' }, { ...claims, nbf: signer.now, exp: signer.now + 60, response_mode: 'jwt' }]
    const request = `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
    const answer = await signer.send('/auth/par', { client_id: signer.clientId, request }, { proof: 'none' })
    expectJsonError(answer, 'invalid_request_object', 'request_object_signature_required', 400)
  })

  test('has its request refused when the wish for a signed answer stands outside of what it signed', async () => {
    const own = await provider.party({
      ...{ jwks: JSON.stringify({ keys: [key.publicJwk] }), tokenEndpointAuthMethod: 'private_key_jwt' },
      profile: 'fapi2-message-signing',
    })
    const sender = new Fapi2Party({ relying: own, fetch: provider.fetch, now: provider.clock.now }, { key, dpop: party.dpop })
    const times = { nbf: sender.now, exp: sender.now + 60 }
    const claims = { iss: sender.clientId, aud: provider.issuer, ...times, ...Object.fromEntries(own.begin().url.searchParams) }
    const parameters = { client_id: sender.clientId, response_mode: 'jwt', request: await signed(claims, {}, key) }
    const answer = await sender.send('/auth/par', parameters, { proof: 'none' })
    expectJsonError(answer, 'invalid_request', 'response_mode_not_signed', 400)
  })
})

test('RFC9700-4.5 a request_uri that somebody made up, or that was changed, opens nothing', async () => {
  const { answer } = await party.pushed()
  const right = String(answer.body['request_uri'])
  for (const wrong of [`${right}x`, right.slice(0, -1), right.toUpperCase(), 'urn:ietf:params:oauth:request_uri:']) {
    const visit = await browser.open(party.urlOf(wrong))
    if (visit.kind === 'left') assert.equal(visit.url.searchParams.get('code'), null, wrong)
    else expectErrorPage(visit)
  }
})

async function register(metadata: Readonly<Record<string, unknown>>): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(metadata)
  return readAnswer(await provider.fetch(`${provider.issuer}/auth/register`, { method: 'POST', headers, body }))
}

/** An assertion with a MAC under a text. */
async function mac(clientId: string, text: string): Promise<Overrides> {
  const claims = { iss: clientId, sub: clientId, aud: provider.issuer, jti: randomUUID(), iat: party.now, exp: party.now + 60 }
  const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(text))
  return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion }
}
