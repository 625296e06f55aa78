import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { everyClaim, expectRedirectError, type RelyingParty, readAnswer, Scene } from '@latchkey/testing'
import { decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { discovery, judgeClaims, judgeEntropy, judgeIdToken, judgeResponse, judgeTokens, listed, succeed } from './judge.ts'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
  await scene.settings({ anonymousClientRegistration: 'true' })
})
after(() => scene[Symbol.asyncDispose]())

describe('ALL set-up', () => {
  test('ALL-01 the discovery document names the issuer that it was fetched from', async () => {
    assert.equal((await discovery(scene)).issuer, scene.issuer)
  })

  test('ALL-02 the key set holds public keys only, each with a kid of its own', async () => {
    const keys = await publishedKeys()
    assert.ok(keys.length > 0)
    for (const key of keys) {
      assert.ok(['RSA', 'EC', 'OKP'].includes(String(key['kty'])), `kty ${key['kty']}`)
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']) assert.equal(secret in key, false)
      assert.equal(typeof key['kid'], 'string')
    }
    assert.equal(new Set(keys.map((key) => key['kid'])).size, keys.length)
  })

  test('ALL-03 keys are of registered types, curves and algorithms', async () => {
    for (const key of await publishedKeys()) {
      if (key['kty'] === 'EC') assert.ok(['P-256', 'P-384', 'P-521'].includes(String(key['crv'])))
      if (key['kty'] === 'OKP') assert.ok(['Ed25519', 'Ed448'].includes(String(key['crv'])))
      assert.match(String(key['alg'] ?? 'RS256'), /^((RS|PS|ES)(256|384|512)|EdDSA|Ed25519)$/)
    }
  })

  test('ALL-04 the client authentication methods in use are advertised', async () => {
    const methods = listed(await discovery(scene), 'token_endpoint_auth_methods_supported')
    for (const method of ['client_secret_basic', 'client_secret_post', 'none']) assert.ok(methods.includes(method), method)
  })

  test('ALL-05 a registration with a key is answered with a client id', async () => {
    const answer = await register()
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/)
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
    assert.equal(typeof answer.body['client_id'], 'string')
    assert.equal('error' in answer.body, false)
  })

  test('ALL-06 a registered secret says when it expires', async () => {
    const { body } = await register()
    assert.equal(typeof body['client_secret'], 'string')
    assert.equal(typeof body['client_secret_expires_at'], 'number')
  })

  test('ALL-07 management address and token of a registration come together, below the issuer', async () => {
    const { body } = await register()
    assert.ok(String(body['registration_client_uri']).startsWith(`${scene.issuer}/`))
    assert.equal(typeof body['registration_access_token'], 'string')
  })

  test('ALL-08 a registration is deleted with its token, and with nothing else', async () => {
    const { body } = await register()
    const send = (method: string, authorization: string) =>
      scene.server.fetch(String(body['registration_client_uri']), { method, headers: { authorization } })
    const token = `Bearer ${body['registration_access_token']}`
    assert.equal((await send('DELETE', 'Bearer guess')).status, 401)
    assert.equal((await send('DELETE', token)).status, 204)
    assert.equal((await send('GET', token)).status, 401)
  })

  async function register() {
    const { publicKey } = await generateKeyPair('RS256')
    const { kty, n, e } = await exportJWK(publicKey)
    const metadata = {
      client_name: 'Registered',
      redirect_uris: ['https://registered.example/callback'],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      contacts: ['admin@registered.example'],
      token_endpoint_auth_method: 'client_secret_basic',
      jwks: { keys: [{ kty, n, e }] },
    }
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(metadata) }
    const endpoint = String((await discovery(scene))['registration_endpoint'])
    return readAnswer(await scene.server.fetch(endpoint, init))
  }

  async function publishedKeys(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const response = await scene.server.fetch((await discovery(scene)).jwks_uri)
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type') ?? '', /^application\/(jwk-set\+)?json\b/)
    return ((await response.json()) as { keys: Record<string, unknown>[] }).keys
  }
})

describe('ALL authorization response', () => {
  test('ALL-10 the code flow answers in the query', async () => {
    const { departure } = await succeed(party, scene.browser(), scene.person)
    assert.equal(departure.url.hash, '')
    assert.ok(departure.url.searchParams.has('code'))
  })

  test('ALL-11 state comes back byte for byte', async () => {
    const long = `${'Aa0-._~'.repeat(20)}end`
    for (const state of ['abcdefghij', long, 'a b+c&d=e%20ü<"']) {
      const { departure } = await party.signIn(scene.browser(), scene.person, { state })
      assert.equal(departure.url.searchParams.get('state'), state)
    }
  })

  test('ALL-12 iss equals the issuer', async () => {
    const { departure } = await party.signIn(scene.browser(), scene.person)
    assert.equal(departure.url.searchParams.get('iss'), scene.issuer)
  })

  test('ALL-13 the response carries exactly what was asked for', async () => {
    const { departure, pending } = await party.signIn(scene.browser(), scene.person)
    judgeResponse(departure, pending, party)
  })

  test('ALL-14 a code is too long to guess', async () => {
    const browser = scene.browser()
    const codes = new Set<string>()
    for (let round = 0; round < 5; round++) {
      const { departure } = await party.signIn(browser, scene.person)
      const code = departure.url.searchParams.get('code') ?? ''
      judgeEntropy(code, 128)
      codes.add(code)
    }
    assert.equal(codes.size, 5)
  })

  test('ALL-15 a redirect error has error and state and nothing that belongs to a success', async () => {
    const pending = party.begin({ prompt: 'none' })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    const { redirectUri } = party
    expectRedirectError(departure, { redirectUri, state: pending.state, issuer: scene.issuer, error: 'login_required' })
  })

  test('ALL-16 error_description has only the allowed characters, whatever the request holds', async () => {
    const pending = party.begin({ response_type: 'code "\\\r\n\tü', prompt: '"\\ü' })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    assert.match(departure.url.searchParams.get('error_description') ?? '"', /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  })

  test('ALL-17 the query of the registered redirect URI is kept', async () => {
    const queried = await scene.client({ redirectUris: ['https://rp.example/callback?tenant=a%26b&empty='] })
    const { departure } = await succeed(queried, scene.browser(), scene.person)
    assert.equal(departure.url.searchParams.get('tenant'), 'a&b')
    assert.equal(departure.url.searchParams.get('empty'), '')
  })
})

describe('ALL token response and ID token', () => {
  test('ALL-20 the token response is JSON with type, life and token', async () => {
    judgeTokens((await party.signIn(scene.browser(), scene.person)).answer)
  })

  test('ALL-21 tokens are too long to guess', async () => {
    const { tokens } = await party.signIn(scene.browser(), scene.person, { scope: 'openid offline_access', prompt: 'consent' })
    judgeEntropy(tokens.access_token)
    judgeEntropy(tokens.refresh_token ?? '')
  })

  test('ALL-22 the ID token verifies with a published key under its kid', async () => {
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    const { protectedHeader } = await party.verify(tokens.id_token)
    assert.equal(typeof protectedHeader.kid, 'string')
  })

  for (const [id, claim] of [
    ['ALL-23', 'iss, aud and sub are right'],
    ['ALL-24', 'the times are right'],
    ['ALL-26', 'at_hash fits the access token'],
    ['ALL-28', 'acr and amr have the right type'],
  ]) {
    test(`${id} ${claim}`, async () => {
      const { tokens, pending } = await party.signIn(scene.browser(), scene.person, { max_age: '1000' })
      const claims = judgeIdToken(tokens, party, pending.nonce)
      for (const name of ['at_hash', 'auth_time', 'acr', 'amr']) assert.ok(name in claims, name)
    })
  }

  test('ALL-25 nonce comes back exactly when it was sent', async () => {
    const nonce = `${'-._~Zz9'.repeat(30)}`
    assert.equal((await party.signIn(scene.browser(), scene.person, { nonce })).claims['nonce'], nonce)
    assert.equal('nonce' in (await party.signIn(scene.browser(), scene.person, { nonce: undefined })).claims, false)
  })

  test('ALL-27 where scope claims belong to userinfo, the ID token has protocol claims only', async () => {
    const spare = await scene.client({ fields: { claimsInIdToken: false } })
    const { claims } = await succeed(spare, scene.browser(), scene.person, { scope: 'openid profile email address phone' })
    const protocol = [
      'iss',
      'sub',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'acr',
      'amr',
      'azp',
      'at_hash',
      'sid',
      'jti',
      'nbf',
    ]
    assert.deepEqual(
      Object.keys(claims).filter((name) => !protocol.includes(name)),
      [],
    )
  })
})

describe('ALL claim values', () => {
  for (const [id, claim] of [
    ['ALL-30', 'no claim is empty, blank or null'],
    ['ALL-31', 'verified flags are booleans and updated_at is a number of seconds'],
    ['ALL-32', 'birthdate and address have their form'],
    ['ALL-33', 'sub is the same in userinfo and ID token'],
  ]) {
    test(`${id} ${claim}`, async () => {
      const scope = 'openid profile email address phone'
      const { tokens } = await succeed(party, scene.browser(), scene.person, { scope })
      const { body } = await party.userinfo(tokens.access_token)
      judgeClaims(body)
      for (const name of Object.keys(everyClaim)) assert.ok(name in body, name)
      assert.equal(body['sub'], decodeJwt(tokens.id_token).sub)
    })
  }
})
