import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  expectErrorPage,
  expectJsonError,
  expectPage,
  expectRedirectError,
  Scene,
  waitUntil,
} from '@latchkey/testing'
import { type Changes, type Claims, Fapi2Party, type Key, newKey } from './fapi2-party.ts'
import { discovery, judgeEntropy, judgeResponse, listed } from './judge.ts'

/* The profile of the whole server, over https. What the checklist asks of tokens and resources is in `fapi2-tokens.test.ts`. */

let scene: Scene
let party: Fapi2Party
let other: Fapi2Party
/** Signed in. */
let browser: Browser
let weak: Key

before(async () => {
  scene = await Scene.open({ tls: true })
  const { status, stderr } = await scene.server.cli('update', 'SecurityPosture', '--field', 'profile=fapi2')
  assert.equal(status, 0, stderr)
  weak = await newKey('RS256')
  party = await Fapi2Party.in(scene, { keys: [weak] })
  other = await Fapi2Party.in(scene, { algorithm: 'PS256' })
  await waitUntil(
    'the profile is in force',
    async () => (await metadata())['require_pushed_authorization_requests'] === true || undefined,
  )
  browser = scene.browser()
  await browser.signIn((await party.pushed()).url, scene.person)
})
after(() => scene[Symbol.asyncDispose]())

const metadata = () => discovery(scene, scene.server.fetch)
const strong = ['PS256', 'ES256', 'EdDSA']

describe('FAPI2 metadata', () => {
  test('FSP-01 codes, the issuer in every answer, and pushed requests are announced', async () => {
    const document = await metadata()
    assert.ok(listed(document, 'response_types_supported').includes('code'))
    assert.equal(document['authorization_response_iss_parameter_supported'], true)
    assert.equal(document['pushed_authorization_request_endpoint'], `${scene.issuer}/auth/par`)
  })

  test('FSP-02 proofs may be signed with each of the algorithms of the profile', async () => {
    const algorithms = listed(await metadata(), 'dpop_signing_alg_values_supported')
    for (const name of strong) assert.ok(algorithms.includes(name), name)
    assert.ok(!algorithms.includes('RS256'))
  })

  test('FSP-03 clients authenticate by keys, with each of the algorithms of the profile', async () => {
    const document = await metadata()
    const methods = listed(document, 'token_endpoint_auth_methods_supported')
    assert.ok(methods.includes('private_key_jwt'))
    assert.ok(methods.every((name) => name === 'private_key_jwt' || name.includes('tls_client_auth')))
    const algorithms = listed(document, 'token_endpoint_auth_signing_alg_values_supported')
    for (const name of strong) assert.ok(algorithms.includes(name), name)
    for (const name of ['RS256', 'HS256', 'none']) assert.ok(!algorithms.includes(name), name)
  })

  test('FSP-04 S256, the code grant, and the document for clients without OpenID', async () => {
    const document = await metadata()
    assert.deepEqual(listed(document, 'code_challenge_methods_supported'), ['S256'])
    assert.ok(listed(document, 'grant_types_supported').includes('authorization_code'))
    const response = await scene.server.fetch(`${scene.issuer}/.well-known/oauth-authorization-server`)
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), document)
  })

  test('FSP-05 every key is long enough and has a kid', async () => {
    const response = await scene.server.fetch((await metadata()).jwks_uri)
    const { keys } = (await response.json()) as { readonly keys: readonly Record<string, string>[] }
    assert.ok(keys.length > 0)
    for (const { kid, kty, n, crv } of keys) {
      assert.equal(typeof kid, 'string')
      if (kty === 'RSA') assert.ok(Buffer.from(String(n), 'base64url').length >= 256, String(kid))
      if (kty === 'EC') assert.match(String(crv), /^P-(256|384|521)$/)
    }
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length)
  })
})

describe('FAPI2 pushed authorization requests', () => {
  test('FSP-10 a push is answered with 201 and a request_uri nobody can guess', async () => {
    const { answer } = await party.pushed()
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/)
    judgeEntropy(String(answer.body['request_uri']).replace('urn:ietf:params:oauth:request_uri:', ''))
    const expiresIn = Number(answer.body['expires_in'])
    assert.ok(Number.isInteger(expiresIn) && expiresIn >= 5 && expiresIn < 600)
  })

  test('FSP-11 client_id and request_uri are enough, and duplicates beside them are ignored', async () => {
    const plain = await party.pushed()
    judgeResponse(await opened(plain.url), plain.pending, party.relying)
    const { answer, pending } = await party.pushed()
    const noise = [
      ['state', 'x'],
      ['redirect_uri', 'https://evil.example/'],
      ['scope', 'openid'],
      ['scope', 'email'],
    ] as const
    judgeResponse(await opened(party.urlOf(String(answer.body['request_uri']), noise)), pending, party.relying)
  })

  const refused: readonly (readonly [id: string, what: string, changes: Changes, errors: string])[] = [
    ['FSP-12', 'a scope that cannot be read', { parameters: { scope: '"' } }, 'invalid_scope'],
    ['FSP-12', 'an unknown prompt', { parameters: { prompt: 'dance' } }, 'invalid_request'],
    [
      'FSP-13',
      'no challenge',
      { parameters: { code_challenge: undefined, code_challenge_method: undefined } },
      'invalid_request',
    ],
    ['FSP-13', 'plain', { parameters: { code_challenge_method: 'plain' } }, 'invalid_request'],
    ['FSP-14', 'a request_uri', { parameters: { request_uri: 'urn:ietf:params:oauth:request_uri:x' } }, 'invalid_request'],
    ['FSP-15', 'code id_token', { parameters: { response_type: 'code id_token' } }, 'unsupported_response_type'],
    ['FSP-15', 'token', { parameters: { response_type: 'token' } }, 'unsupported_response_type'],
    ['FSP-16', 'no redirect_uri', { parameters: { redirect_uri: undefined } }, 'invalid_request'],
    [
      'FSP-16',
      'a redirect_uri that nobody registered',
      { parameters: { redirect_uri: 'https://evil.example/' } },
      'invalid_request',
    ],
    ['FSP-22', 'a state that is too long', { parameters: { state: 's'.repeat(8193) } }, 'invalid_request'],
  ]
  for (const [id, what, changes, error] of refused) {
    test(`${id} ${what}: 400 ${error}`, async () => {
      expectJsonError(await party.push(party.relying.begin(), changes), error, undefined, 400)
    })
  }

  test('FSP-17 PUT is not served', async () => {
    const { status } = await scene.server.fetch(`${scene.issuer}/auth/par`, { method: 'PUT', body: 'x' })
    assert.equal(status, 405)
  })

  test('FSP-18 a request_uri is of no use to another client', async () => {
    const { answer } = await party.pushed()
    const visit = await browser.open(other.urlOf(String(answer.body['request_uri'])))
    expectErrorPage(visit, 'invalid_request_uri', 'pushed_request_client_mismatch')
  })

  test('FSP-19 it may be opened twice before the sign-in is finished, and not afterwards', async () => {
    const { url, pending } = await party.pushed()
    const fresh = scene.browser()
    assert.equal(expectPage(await fresh.open(url)).name, 'login')
    assert.equal(expectPage(await fresh.open(url)).name, 'login')
    judgeResponse(await opened(url), pending, party.relying)
    expectErrorPage(await browser.open(url), 'invalid_request_uri', 'pushed_request_unknown')
  })

  test('FSP-21 a request that was not pushed is refused', async () => {
    const { url, state } = party.relying.begin()
    expectRedirectError(await opened(url), {
      ...{ redirectUri: party.relying.redirectUri, state, issuer: scene.issuer },
      ...{ error: 'invalid_request', reason: 'pushed_request_required' },
    })
  })

  test('FSP-22 without state and nonce it succeeds, and long ones come back whole', async () => {
    const bare = await party.pushed({ state: undefined, nonce: undefined })
    judgeResponse(await opened(bare.url), bare.pending, party.relying, { state: undefined })
    for (const [stateLength, nonceLength] of [
      [8, 64],
      [1000, 384],
    ] as const) {
      const long = { state: 's'.repeat(stateLength), nonce: 'n'.repeat(nonceLength) }
      const { code, pending, departure } = await party.code(browser, long)
      judgeResponse(departure, pending, party.relying, long)
      const { body } = await party.redeem(code, pending)
      assert.equal((await party.relying.verify(String(body['id_token']))).payload['nonce'], long.nonce)
    }
  })

  test('FSP-23 the order of scopes does not matter', async () => {
    const { scope } = await party.tokens(browser, { scope: 'profile openid' })
    assert.deepEqual(String(scope).split(' ').sort(), ['openid', 'profile'])
  })
})

describe('FAPI2 client authentication by private_key_jwt', () => {
  const refused: readonly (readonly [id: string, what: string, claims: () => Claims])[] = [
    ['FSP-30', 'a list as audience', () => ({ aud: [scene.issuer] })],
    ['FSP-30', 'the token endpoint as audience', () => ({ aud: `${scene.issuer}/auth/token` })],
    ['FSP-30', 'the endpoint of pushed requests as audience', () => ({ aud: `${scene.issuer}/auth/par` })],
    ['FSP-31', 'an end five minutes ago', () => ({ exp: party.now - 300, iat: party.now - 360 })],
    ['FSP-31', 'another server as audience', () => ({ aud: 'https://other.example' })],
    ['FSP-31', 'no subject', () => ({ sub: undefined })],
    ['FSP-32', 'nbf more than a minute ahead', () => ({ nbf: party.now + 65 })],
    ['FSP-32', 'iat more than a minute ahead', () => ({ iat: party.now + 65, exp: party.now + 120 })],
  ]
  for (const [id, what, claims] of refused) {
    test(`${id} ${what}: invalid_client at both endpoints`, async () => {
      expectJsonError(await party.push(party.relying.begin(), { assertion: claims() }), 'invalid_client', undefined, 401)
      expectJsonError(await party.refresh('x', { assertion: claims() }), 'invalid_client', undefined, 401)
    })
  }

  test('FSP-31 RS256, and no assertion: invalid_client', async () => {
    expectJsonError(await party.push(party.relying.begin(), { signer: weak }), 'invalid_client', undefined, 401)
    const parameters = Object.fromEntries(party.relying.begin().url.searchParams)
    expectJsonError(await party.relying.postForm('/auth/par', parameters), 'invalid_client', undefined, 401)
    const alone = { ...parameters, ...(await party.asserted()), client_assertion: undefined }
    expectJsonError(await party.relying.postForm('/auth/par', alone), 'invalid_client', undefined, 401)
  })

  test('FSP-32 iat and nbf eight seconds ahead are accepted', async () => {
    await party.pushed({}, { assertion: { iat: party.now + 8, nbf: party.now + 8 } })
  })

  test('FSP-33 an assertion of one client is of no use to another', async () => {
    const parameters = { client_id: other.clientId }
    expectJsonError(await party.push(party.relying.begin(), { parameters }), 'invalid_client', undefined, 401)
    const assertion = { iss: other.clientId, sub: other.clientId }
    expectJsonError(await party.push(party.relying.begin(), { parameters, assertion }), 'invalid_client', undefined, 401)
  })
})

describe('FAPI2 authorization response', () => {
  test('FSP-40 code, state and issuer in the query, and nothing else; the issuer in errors too', async () => {
    const { departure, pending } = await party.code(browser)
    judgeResponse(departure, pending, party.relying)
    const { url, pending: silent } = await party.pushed({ prompt: 'none' })
    expectRedirectError(await opened(url, scene.browser()), {
      ...{ redirectUri: party.relying.redirectUri, state: silent.state, issuer: scene.issuer },
      error: 'login_required',
    })
  })

  test('FSP-41 who cancels sends access_denied with state, and the query of the registered redirect_uri stays', async () => {
    const redirectUri = 'https://rp-query.example/callback?tenant=7'
    const asking = await Fapi2Party.in(scene, { fields: { skipConsent: false }, redirectUris: [redirectUri] })
    const { url, pending } = await asking.pushed()
    const page = expectPage(await browser.open(url))
    assert.equal(page.name, 'consent')
    const departure = await browser.submit(page, { button: ['decision', 'deny'] })
    assert.ok(departure.kind === 'left')
    expectRedirectError(departure, { redirectUri, state: pending.state, issuer: scene.issuer, error: 'access_denied' })
    assert.equal(departure.url.searchParams.get('tenant'), '7')
  })
})

async function opened(url: URL, by: Browser = browser) {
  const visit = await by.open(url)
  if (visit.kind !== 'left') assert.fail(`a page came: ${visit.page.text}`)
  return visit
}
