import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Answer,
  codeOf,
  type Departure,
  expectDeparture,
  expectErrorPage,
  expectJsonError,
  KeyHolder,
  type Overrides,
  type PendingSignIn,
  type RelyingParty,
  responseOf,
  Scene,
} from '@latchkey/testing'
import { decodeJwt } from 'jose'
import * as oauth from 'oauth4webapi'

/* RFC 9700, section 4: attacks on the way of an authorization code, each carried out against a running server. */

let holder: KeyHolder
let scene: Scene
let party: RelyingParty
let spa: RelyingParty

before(async () => {
  holder = await KeyHolder.open()
  scene = await Scene.open({ env: holder.serverEnvironment })
  party = await scene.client()
  spa = await scene.client({ isPublic: true })
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await holder[Symbol.asyncDispose]()
})

interface Arrival {
  readonly departure: Departure
  readonly pending: PendingSignIn
}

async function arrive(of: RelyingParty, overrides: Overrides = {}): Promise<Arrival> {
  const pending = of.begin({ scope: 'openid', ...overrides })
  return { departure: await scene.browser().signIn(pending.url, scene.person), pending }
}

async function discover(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(scene.issuer)
  const response = await oauth.discoveryRequest(issuer, { [oauth.allowInsecureRequests]: true })
  return oauth.processDiscoveryResponse(issuer, response)
}

describe('RFC9700-4.1 insufficient validation of redirect URIs', () => {
  test('RFC9700-4.1.1 a record takes no pattern', async () => {
    await assert.rejects(scene.client({ redirectUris: ['https://app.example/*'] }), /redirectUris must not have a wildcard/)
  })

  test('RFC9700-4.1.2 no other page of the client can be had for a redirect that carries a fragment on', async () => {
    const redirector = new URL('/redirect?to=https://evil.example/', party.redirectUri).href
    for (const redirect_uri of [redirector, `${party.redirectUri}?to=https://evil.example/`]) {
      expectErrorPage(await scene.browser().open(party.begin({ redirect_uri }).url), 'invalid_request', 'redirect_uri_mismatch')
    }
  })
})

describe('RFC9700-4.4 mix-up', () => {
  const modes = ['query', 'fragment', 'form_post']
  for (const response_mode of modes) {
    test(`RFC9700-4.4.2.1 a response by ${response_mode} names its issuer, good or bad`, async () => {
      const good = await arrive(party, { response_mode })
      assert.equal(responseOf(good.departure).get('iss'), scene.issuer)
      const bad = expectDeparture(await scene.browser().open(party.begin({ response_mode, prompt: 'none' }).url))
      assert.deepEqual([responseOf(bad).get('error'), responseOf(bad).get('iss')], ['login_required', scene.issuer])
    })
  }

  test('RFC9700-4.4.2.1 a client that means another server refuses the response of this one', async () => {
    const { departure, pending } = await arrive(party)
    const server = await discover()
    assert.equal(server.authorization_response_iss_parameter_supported, true)
    const me: oauth.Client = { client_id: party.clientId }
    assert.ok(oauth.validateAuthResponse(server, me, departure.url, pending.state))
    const evil = { ...server, issuer: 'https://evil.example' }
    assert.throws(() => oauth.validateAuthResponse(evil, me, departure.url, pending.state))
    const without = new URL(departure.url)
    without.searchParams.delete('iss')
    assert.throws(() => oauth.validateAuthResponse(server, me, without, pending.state))
  })

  test('RFC9700-4.4.2.1 nobody can put another issuer into a response', async () => {
    const { departure } = await arrive(party, { iss: 'https://evil.example', state: 'x&iss=https://evil.example' })
    assert.deepEqual(departure.url.searchParams.getAll('iss'), [scene.issuer])
  })

  test('RFC9700-4.4.1 what a client sent to the server of an attacker brings the attacker nothing here', async () => {
    const { departure, pending } = await arrive(party)
    // The attacker has the code and the verifier, and is a client here, but is not the client of the code.
    const attacker = await scene.client()
    const stolen = { redirect_uri: party.redirectUri, code_verifier: pending.verifier }
    expectJsonError(await attacker.redeem(codeOf(departure), stolen), 'invalid_grant', 'code_client_mismatch', 400)
    // Nor does an assertion help that the client made for the attacker's server.
    const fields = { tokenEndpointAuthMethod: 'private_key_jwt', jwks: holder.jwks }
    const signer = await scene.client({ fields })
    const theirs = await arrive(signer)
    const redeem = async (audience: string): Promise<Answer> =>
      signer.postForm('/auth/token', {
        ...{ grant_type: 'authorization_code', code: codeOf(theirs.departure), redirect_uri: signer.redirectUri },
        ...{ code_verifier: theirs.pending.verifier },
        ...(await holder.assertion(signer.clientId, audience)),
      })
    for (const audience of ['https://evil.example/auth/token', 'https://evil.example']) {
      expectJsonError(await redeem(audience), 'invalid_client', 'client_auth_assertion_audience', 401)
    }
    assert.equal((await redeem(scene.issuer)).status, 200)
  })
})

describe('RFC9700-4.5 authorization code injection', () => {
  test('RFC9700-4.5.3.1 a stolen code does not fit the verifier of the attacked session, and is spent by guessing', async () => {
    for (const client of [party, spa]) {
      const theirs = await arrive(client)
      const mine = await arrive(client)
      const code = codeOf(theirs.departure)
      for (let attempt = 0; attempt < 3; attempt++) {
        const answer = await client.redeem(code, { code_verifier: mine.pending.verifier })
        expectJsonError(answer, 'invalid_grant', 'code_verifier_mismatch', 400)
      }
      const right = await client.redeem(code, { code_verifier: theirs.pending.verifier })
      expectJsonError(right, 'invalid_grant', 'code_unknown', 400)
    }
  })

  test('RFC9700-4.5.3.2 without PKCE the ID token has the nonce of the request that the code is from, by which a client sees it', async () => {
    const noChallenge = { code_challenge: undefined, code_challenge_method: undefined }
    const theirs = await arrive(party, noChallenge)
    const mine = await arrive(party, noChallenge)
    const { body } = await party.redeem(codeOf(theirs.departure))
    const nonce = decodeJwt(String(body['id_token']))['nonce']
    assert.equal(nonce, theirs.pending.nonce)
    assert.notEqual(nonce, mine.pending.nonce)
  })

  test('RFC9700-4.5 a code for another redirect URI of the same client does not fit', async () => {
    const two = await scene.client({ redirectUris: ['https://two.example/a', 'https://two.example/b'] })
    const { departure, pending } = await arrive(two, { redirect_uri: 'https://two.example/b' })
    const answer = await two.redeem(codeOf(departure), { code_verifier: pending.verifier })
    expectJsonError(answer, 'invalid_grant', 'code_redirect_uri_mismatch', 400)
  })

  test('RFC9700-4.5 a used code that is injected ends what was issued from it', async () => {
    const { departure, pending } = await arrive(party, { scope: 'openid offline_access', prompt: 'consent' })
    const first = await party.redeem(codeOf(departure), { code_verifier: pending.verifier })
    expectJsonError(await party.redeem(codeOf(departure), { code_verifier: pending.verifier }), 'invalid_grant', 'code_replayed')
    assert.equal((await party.userinfo(String(first.body['access_token']))).status, 401)
    expectJsonError(await party.refresh(String(first.body['refresh_token'])), 'invalid_grant')
  })
})

describe('RFC9700-4.8 PKCE downgrade', () => {
  test('RFC9700-4.8.2 a challenge that was taken out of the request makes the verifier a refusal', async () => {
    const { departure } = await arrive(party, { code_challenge: undefined, code_challenge_method: undefined })
    const answer = await party.redeem(codeOf(departure), { code_verifier: party.begin().verifier })
    expectJsonError(answer, 'invalid_grant', 'code_verifier_unexpected', 400)
  })

  test('RFC9700-4.8.2 an empty challenge is no way around it', async () => {
    const refused = expectDeparture(await scene.browser().open(party.begin({ code_challenge: '' }).url))
    assert.deepEqual([responseOf(refused).get('error'), responseOf(refused).get('code')], ['invalid_request', null])
    const { departure } = await arrive(party)
    for (const code_verifier of [undefined, '']) {
      const answer = await party.redeem(codeOf(departure), { code_verifier })
      expectJsonError(answer, 'invalid_grant', 'code_verifier_missing', 400)
    }
  })

  test('RFC9700-4.8.2 neither the method plain nor a request without challenge is taken from a public client', async () => {
    for (const change of [{ code_challenge_method: 'plain' }, { code_challenge: undefined, code_challenge_method: undefined }]) {
      const departure = expectDeparture(await scene.browser().open(spa.begin(change).url))
      assert.equal(responseOf(departure).get('error'), 'invalid_request')
      assert.equal(responseOf(departure).get('code'), null)
    }
  })

  test('RFC9700-2.1.1 the server says that it has PKCE, and only with a hash', async () => {
    assert.deepEqual((await discover()).code_challenge_methods_supported, ['S256'])
  })
})
