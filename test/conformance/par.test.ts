import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type Answer,
  codeOf,
  expectErrorPage,
  expectJsonError,
  expectPage,
  type Overrides,
  type PendingSignIn,
  type RelyingParty,
  Scene,
} from '@latchkey/testing'
import { discovery, judgeEntropy, judgeResponse } from './judge.ts'

let scene: Scene
let party: RelyingParty
let other: RelyingParty
let strict: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
  other = await scene.client()
  strict = await scene.client({ fields: { requirePushedAuthorizationRequests: true } })
})
after(() => scene[Symbol.asyncDispose]())

/** A push with what the pending request would have had in its URL. */
function push(of: RelyingParty, pending: PendingSignIn, change: Overrides = {}): Promise<Answer> {
  return of.form('/auth/par', { ...Object.fromEntries(pending.url.searchParams), ...change })
}

async function pushed(of: RelyingParty, overrides: Overrides = {}) {
  const pending = of.begin(overrides)
  const answer = await push(of, pending)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  const requestUri = String(answer.body['request_uri'])
  return { pending, requestUri, url: urlOf(of, requestUri), answer }
}

function urlOf(of: RelyingParty, requestUri: string, more: readonly (readonly [string, string])[] = []): URL {
  const url = new URL(`${scene.issuer}/auth/authorize`)
  for (const [name, value] of [['client_id', of.clientId], ['request_uri', requestUri], ...more] as const) {
    url.searchParams.append(name, value)
  }
  return url
}

describe('FAPI2 pushed authorization requests, without the profile', () => {
  test('FSP-10 a push is answered with 201, a request_uri nobody can guess, and how long it can be opened', async () => {
    const { answer, requestUri } = await pushed(party)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/)
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
    assert.equal(answer.headers.get('access-control-allow-origin'), null)
    assert.match(answer.headers.get('latchkey-trace') ?? '', /^trc_/)
    judgeEntropy(requestUri.replace('urn:ietf:params:oauth:request_uri:', ''))
    const expiresIn = Number(answer.body['expires_in'])
    assert.ok(Number.isInteger(expiresIn) && expiresIn >= 5 && expiresIn < 600)
    assert.equal((await discovery(scene))['pushed_authorization_request_endpoint'], `${scene.issuer}/auth/par`)
  })

  test('FSP-11 client_id and request_uri are enough, and what else comes is ignored', async () => {
    const plain = await pushed(party)
    judgeResponse(await scene.browser().signIn(plain.url, scene.person), plain.pending, party)
    const { requestUri, pending } = await pushed(party)
    const noise = [
      ['state', 'x'],
      ['state', 'y'],
      ['redirect_uri', 'https://evil.example/'],
      ['prompt', 'none'],
    ] as const
    const departure = await scene.browser().signIn(urlOf(party, requestUri, noise), scene.person)
    judgeResponse(departure, pending, party)
    const tokens = await party.redeem(codeOf(departure), { code_verifier: pending.verifier })
    assert.equal(tokens.status, 200, JSON.stringify(tokens.body))
  })

  const refused: readonly (readonly [id: string, change: Overrides, error: string, status?: number])[] = [
    ['FSP-12', { scope: '"' }, 'invalid_scope'],
    ['FSP-12', { prompt: 'dance' }, 'invalid_request'],
    ['FSP-12', { max_age: 'x' }, 'invalid_request'],
    ['FSP-13', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['FSP-14', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    ['FSP-15', { response_type: 'token' }, 'unsupported_response_type'],
    ['FSP-15', { response_type: 'code id_token' }, 'unauthorized_client'],
    ['FSP-16', { redirect_uri: undefined }, 'invalid_request'],
    ['FSP-16', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    ['FSP-22', { state: 's'.repeat(8193) }, 'invalid_request'],
  ]
  for (const [id, change, error] of refused) {
    test(`${id} ${JSON.stringify(change).slice(0, 60)} is 400 ${error}`, async () => {
      expectJsonError(await push(party, party.begin(), change), error, undefined, 400)
    })
  }

  test('FSP-12 a client that does not authenticate is 401 invalid_client', async () => {
    const values = Object.fromEntries(party.begin().url.searchParams)
    expectJsonError(await party.postForm('/auth/par', values), 'invalid_client', undefined, 401)
    const wrong = { ...values, client_secret: 'wrong' }
    expectJsonError(await party.postForm('/auth/par', wrong), 'invalid_client', undefined, 401)
    const json = await scene.server.fetch(`${scene.issuer}/auth/par`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(values),
    })
    assert.ok(json.status >= 400 && json.status < 500)
  })

  test('FSP-13 without a code_challenge a public client is refused', async () => {
    const spa = await scene.client({ isPublic: true })
    const change = { code_challenge: undefined, code_challenge_method: undefined }
    expectJsonError(await push(spa, spa.begin(), change), 'invalid_request', 'pkce_challenge_missing', 400)
    const { url, pending } = await pushed(spa)
    judgeResponse(await scene.browser().signIn(url, scene.person), pending, spa)
  })

  test('FSP-17 no other method than POST is served', async () => {
    for (const method of ['PUT', 'GET', 'DELETE']) {
      const { status, headers } = await scene.server.fetch(`${scene.issuer}/auth/par`, { method })
      assert.equal(status, 405)
      assert.match(headers.get('allow') ?? '', /POST/)
    }
  })

  test('FSP-18 a request_uri is of no use to another client', async () => {
    const { requestUri, url, pending } = await pushed(party)
    expectErrorPage(await scene.browser().open(urlOf(other, requestUri)), 'invalid_request_uri', 'pushed_request_client_mismatch')
    judgeResponse(await scene.browser().signIn(url, scene.person), pending, party)
  })

  test('FSP-19 it can be opened twice before the sign-in is finished, and not once the client has its answer', async () => {
    const { url, pending } = await pushed(party)
    const browser = scene.browser()
    assert.equal(expectPage(await browser.open(url)).name, 'login')
    judgeResponse(await browser.signIn(url, scene.person), pending, party)
    expectErrorPage(await browser.open(url), 'invalid_request_uri', 'pushed_request_unknown')
    expectErrorPage(await scene.browser().open(url), 'invalid_request_uri', 'pushed_request_unknown')
  })

  test('FSP-19 of 64 that finish at the same time one gets a code', async () => {
    const browser = scene.browser()
    await browser.signIn((await pushed(party)).url, scene.person)
    const { url } = await pushed(party)
    const visits = await Promise.all(Array.from({ length: 64 }, () => browser.open(url)))
    assert.equal(visits.filter((visit) => visit.kind === 'left' && visit.url.searchParams.has('code')).length, 1)
  })

  test('FSP-20 an unknown request_uri is shown as an error', async () => {
    const made = `urn:ietf:params:oauth:request_uri:lk_ru_${randomBytes(32).toString('base64url')}`
    expectErrorPage(await scene.browser().open(urlOf(party, made)), 'invalid_request_uri', 'pushed_request_unknown')
  })

  test('FSP-21 a client that has to push is refused without', async () => {
    const departure = await scene.browser().open(strict.begin().url)
    assert.equal(departure.kind === 'left' && departure.url.searchParams.get('error'), 'invalid_request')
    const { url, pending } = await pushed(strict)
    judgeResponse(await scene.browser().signIn(url, scene.person), pending, strict)
  })

  test('FSP-22 without state and nonce it succeeds, and long ones come back whole', async () => {
    const bare = await pushed(party, { state: undefined, nonce: undefined })
    judgeResponse(await scene.browser().signIn(bare.url, scene.person), bare.pending, party, { state: undefined })
    for (const [stateLength, nonceLength] of [
      [8, 64],
      [1000, 384],
    ] as const) {
      const long = { state: 's'.repeat(stateLength), nonce: 'n'.repeat(nonceLength) }
      const { url, pending } = await pushed(party, long)
      const departure = await scene.browser().signIn(url, scene.person)
      judgeResponse(departure, pending, party, long)
      const { body } = await party.redeem(codeOf(departure), { code_verifier: pending.verifier })
      assert.equal((await party.verify(String(body['id_token']))).payload['nonce'], long.nonce)
    }
  })
})
