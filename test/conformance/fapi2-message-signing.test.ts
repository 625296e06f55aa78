import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, type Browser, type Departure, expectJsonError, type PendingSignIn, Scene } from '@latchkey/testing'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { type Claims, Fapi2Party, type Key, newKey, signed } from './fapi2-party.ts'
import { discovery, listed } from './judge.ts'

let scene: Scene
let party: Fapi2Party
let other: Fapi2Party
/** Signed in. */
let browser: Browser
let weak: Key

before(async () => {
  scene = await Scene.open()
  const fields = { profile: 'fapi2-message-signing' }
  weak = await newKey('RS256')
  party = await Fapi2Party.in(scene, { fields, keys: [weak] })
  other = await Fapi2Party.in(scene, { fields })
  browser = scene.browser()
  await browser.signIn((await accepted()).url, scene.person)
})
after(() => scene[Symbol.asyncDispose]())

interface Signing {
  readonly key?: Key
  /** Parameters beside the object. */
  readonly beside?: Readonly<Record<string, string>>
  readonly header?: Claims
}

/** A push of an object that says what the pending request would. @param change of the object; `undefined` leaves a claim out */
async function push(pending: PendingSignIn, change: Claims = {}, { key = party.key, beside = {}, header = {} }: Signing = {}) {
  const { now, clientId: iss, issuer: aud } = party
  const claims = {
    iss,
    aud,
    nbf: now,
    exp: now + 300,
    ...Object.fromEntries(pending.url.searchParams),
    response_mode: 'jwt',
    ...change,
  }
  const request = await signed(claims, header, key)
  return party.send('/auth/par', { client_id: iss, ...beside, request }, { proof: 'none' })
}

async function accepted(change: Claims = {}, signing: Signing = {}) {
  const pending = party.relying.begin()
  const { status, body } = await push(pending, change, signing)
  assert.equal(status, 201, JSON.stringify(body))
  return { pending, url: party.urlOf(String(body['request_uri'])) }
}

/** What a signed answer says; its signature, issuer, audience and end are verified. */
async function read({ url }: Departure) {
  assert.deepEqual([...url.searchParams.keys()], ['response'])
  assert.equal(url.hash, '')
  const response = String(url.searchParams.get('response'))
  const { payload } = await party.relying.verify(response)
  const { alg, kid } = decodeProtectedHeader(response)
  assert.ok(['PS256', 'ES256', 'EdDSA'].includes(String(alg)), String(alg))
  assert.equal(typeof kid, 'string')
  assert.equal(payload.aud, party.clientId)
  const life = Number(payload.exp) - Date.now() / 1000
  assert.ok(life > 10 && life <= 600, String(life))
  return payload
}

async function left(url: URL, by: Browser = browser): Promise<Departure> {
  const visit = await by.open(url)
  if (visit.kind !== 'left') assert.fail(visit.page.text)
  return visit
}

const refusedObject = (answer: Answer) => expectJsonError(answer, 'invalid_request_object', undefined, 400)

describe('FAPI2 message signing: requests', () => {
  test('FMS-01 a signed object for this server is accepted, and nothing outside of it is used', async () => {
    await accepted({ aud: ['https://other.example', scene.issuer] })
    const beside = { state: 'outside', nonce: 'outside', redirect_uri: 'https://evil.example/', scope: 'openid email' }
    const { url, pending } = await accepted({}, { beside, header: { typ: 'oauth-authz-req+jwt' } })
    const departure = await left(url)
    const { state, code } = await read(departure)
    assert.equal(state, pending.state)
    assert.equal(departure.url.origin, new URL(party.relying.redirectUri).origin)
    const { body } = await party.redeem(String(code), pending)
    assert.equal(body['scope'], 'openid')
    assert.equal((await party.relying.verify(String(body['id_token']))).payload['nonce'], pending.nonce)
  })

  const objects: readonly (readonly [what: string, change: () => Claims, signing?: () => Signing])[] = [
    ['no exp', () => ({ exp: undefined })],
    ['no nbf', () => ({ nbf: undefined })],
    ['no aud', () => ({ aud: undefined })],
    ['an end in the past', () => ({ exp: party.now - 60, nbf: party.now - 120 })],
    ['another server as audience', () => ({ aud: 'https://other.example' })],
    ['an end in more than an hour', () => ({ exp: party.now + 3_700 })],
    ['a beginning more than an hour ago', () => ({ nbf: party.now - 3_700 })],
    ['RS256', () => ({}), () => ({ key: weak })],
  ]
  for (const [what, change, signing] of objects) {
    test(`FMS-02 ${what}: invalid_request_object`, async () => {
      refusedObject(await push(party.relying.begin(), change(), signing?.()))
    })
  }

  test('FMS-02 alg none and a bad signature: invalid_request_object', async () => {
    const { now, clientId: iss, issuer: aud } = party
    const claims = { iss, aud, nbf: now, exp: now + 300, ...Object.fromEntries(party.relying.begin().url.searchParams) }
    const request = await signed({ ...claims, response_mode: 'jwt' }, {}, party.key)
    const [, payload] = request.split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    for (const wrong of [none, request.replace(/\.[^.]+$/, `.${'A'.repeat(86)}`)]) {
      refusedObject(await party.send('/auth/par', { client_id: iss, request: wrong }, { proof: 'none' }))
    }
  })

  test('FMS-03 the key of another client: invalid_request_object', async () => {
    refusedObject(await push(party.relying.begin(), {}, { key: other.key }))
  })

  test('FMS-04 unsigned parameters: invalid_request', async () => {
    const answer = await party.push(party.relying.begin({ response_mode: 'jwt' }))
    expectJsonError(answer, 'invalid_request', 'signed_request_object_required', 400)
  })

  test('FMS-05 a request_uri inside of the object: invalid_request_object', async () => {
    refusedObject(await push(party.relying.begin(), { request_uri: 'urn:ietf:params:oauth:request_uri:x' }))
  })

  test('FMS-06 nbf eight seconds ahead is accepted', async () => {
    await accepted({ nbf: party.now + 8 })
  })

  test('FMS-09 a state and a nonce that differ outside are not used', async () => {
    const { url, pending } = await accepted({}, { beside: { state: 'another state', nonce: 'another nonce' } })
    assert.equal((await read(await left(url)))['state'], pending.state)
  })
})

describe('FAPI2 message signing: answers', () => {
  test('FMS-07 an answer is one JWT for its client, good for a short time', async () => {
    const { url, pending } = await accepted()
    const payload = await read(await left(url))
    assert.deepEqual(
      Object.keys(payload)
        .filter((name) => name !== 'session_state')
        .sort(),
      ['aud', 'code', 'exp', 'iss', 'state'],
    )
    assert.equal((await party.redeem(String(payload['code']), pending)).status, 200)
  })

  test('FMS-07 so is an error', async () => {
    const { url, pending } = await accepted({ prompt: 'none' })
    const payload = await read(await left(url, scene.browser()))
    assert.deepEqual([payload['error'], payload['state'], payload['code']], ['login_required', pending.state, undefined])
  })

  test('FMS-07 an answer that would not be signed is not asked for', async () => {
    for (const mode of [undefined, 'query', 'fragment', 'form_post']) {
      const answer = await push(party.relying.begin(), { response_mode: mode })
      expectJsonError(answer, 'invalid_request', 'response_mode_not_signed', 400)
    }
  })

  test('FMS-08 the metadata say what can be signed, and with what', async () => {
    const document = await discovery(scene)
    for (const member of ['request_object_signing_alg_values_supported', 'authorization_signing_alg_values_supported']) {
      for (const name of ['PS256', 'ES256', 'EdDSA']) assert.ok(listed(document, member).includes(name), `${member} ${name}`)
    }
    assert.ok(listed(document, 'response_modes_supported').includes('jwt'))
  })

  test('FAPI2MS-5.5.1 introspection is signed by a strong algorithm for who asks so', async () => {
    const { url, pending } = await accepted()
    const { code } = await read(await left(url))
    const { body } = await party.redeem(String(code), pending)
    const form = new URLSearchParams({ token: String(body['access_token']) })
    for (const [name, value] of Object.entries(await party.asserted())) form.set(name, String(value))
    const headers = { accept: 'application/token-introspection+jwt' }
    const answer = await scene.server.fetch(`${scene.issuer}/auth/introspect`, { method: 'POST', body: form, headers })
    assert.match(answer.headers.get('content-type') ?? '', /^application\/token-introspection\+jwt\b/)
    const text = await answer.text()
    assert.equal(decodeProtectedHeader(text).alg, 'ES256')
    const { payload } = await party.relying.verify(text)
    assert.equal((payload['token_introspection'] as Claims)['active'], true)
    await assert.rejects(jwtVerify(text, new TextEncoder().encode('not the key')))
  })
})
