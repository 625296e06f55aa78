import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  codeOf,
  everyClaim,
  expectDeparture,
  expectErrorPage,
  expectJsonError,
  expectRedirectError,
  profileClaims,
  type RelyingParty,
  type readAnswer,
  Scene,
} from '@latchkey/testing'
import { decodeJwt, decodeProtectedHeader, UnsecuredJWT } from 'jose'
import { discovery, judgeTokens, listed, succeed } from './judge.ts'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

const evil = 'https://evil.example/'
const offline = { scope: 'openid offline_access', prompt: 'consent' }

describe('BASIC userinfo and claims', () => {
  test('BAS-30 GET with a bearer header is answered with JSON', async () => {
    const { tokens } = await succeed(party, scene.browser(), scene.person)
    judgeUserinfo(await party.userinfo(tokens.access_token))
  })

  test('BAS-31 POST with a bearer header is answered with JSON', async () => {
    const { tokens } = await succeed(party, scene.browser(), scene.person)
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    judgeUserinfo(await party.userinfo('', { method: 'POST', headers }))
  })

  test('BAS-32 POST with the token in the form body is answered with JSON', async () => {
    const { tokens } = await succeed(party, scene.browser(), scene.person)
    const body = new URLSearchParams({ access_token: tokens.access_token })
    judgeUserinfo(await party.userinfo('', { method: 'POST', headers: {}, body }))
  })

  test('BAS-33 scope profile brings the fourteen claims of the profile', async () => {
    const { body } = await claimsFor('openid profile')
    assert.deepEqual(
      profileClaims.filter((claim) => !(claim in body)),
      [],
    )
    assert.equal('email' in body, false)
  })

  test('BAS-34 scope email brings email and its flag, not the name, and not in the ID token', async () => {
    const { body, idToken } = await claimsFor('openid email')
    assert.equal(body['email'], everyClaim.email)
    assert.equal(body['email_verified'], true)
    assert.equal('name' in body, false)
    assert.equal('email' in idToken, false)
  })

  test('BAS-35 scopes address and phone bring theirs, and all four together bring all', async () => {
    const address = (await claimsFor('openid address')).body
    assert.deepEqual(address['address'], everyClaim.address)
    const phone = (await claimsFor('openid phone')).body
    assert.equal(phone['phone_number'], everyClaim.phone_number)
    assert.equal(phone['phone_number_verified'], true)
    const all = (await claimsFor('openid profile email address phone')).body
    for (const [name, value] of Object.entries(everyClaim)) assert.deepEqual(all[name], value, name)
  })

  test('BAS-36 a claim asked for through the claims parameter comes where it was asked for', async () => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
    const spare = await scene.client({ fields: { claimsInIdToken: false } })
    const { tokens } = await succeed(spare, scene.browser(), scene.person, { claims })
    assert.equal((await spare.userinfo(tokens.access_token)).body['name'], everyClaim.name)
    assert.equal('name' in decodeJwt(tokens.id_token), false)
  })

  async function claimsFor(scope: string) {
    const spare = await scene.client({ fields: { claimsInIdToken: false } })
    const { tokens } = await succeed(spare, scene.browser(), scene.person, { scope })
    return { body: (await spare.userinfo(tokens.access_token)).body, idToken: decodeJwt(tokens.id_token) }
  }
})

describe('BASIC token endpoint', () => {
  test('BAS-40 of two redemptions at once the second is invalid_grant', async () => {
    const { code, verifier } = await freshCode()
    const answers = await Promise.all([redeem(code, verifier), redeem(code, verifier)])
    const refused = answers.filter(({ status }) => status !== 200)
    assert.equal(refused.length, 1)
    for (const answer of refused) expectJsonError(answer, 'invalid_grant', undefined, 400)
  })

  test('BAS-41 a code used again is invalid_grant and its access token is refused from then on', async () => {
    const { code, verifier } = await freshCode()
    const first = await redeem(code, verifier)
    assert.equal(first.status, 200)
    const token = String(first.body['access_token'])
    assert.equal((await party.userinfo(token)).status, 200)
    expectJsonError(await redeem(code, verifier), 'invalid_grant', undefined, 400)
    assert.equal((await party.userinfo(token)).status, 401)
  })

  test('BAS-42 offline_access with prompt=consent brings a refresh token that works', async () => {
    const { tokens } = await succeed(party, scene.browser(), scene.person, offline)
    const answer = await party.refresh(tokens.refresh_token ?? '')
    judgeTokens(answer)
    assert.notEqual(answer.body['access_token'], tokens.access_token)
    assert.equal((await party.userinfo(String(answer.body['access_token']))).status, 200)
  })

  test('BAS-43 refresh works with and without scope', async () => {
    const { tokens } = await succeed(party, scene.browser(), scene.person, offline)
    const first = await party.refresh(tokens.refresh_token ?? '', { scope: 'openid offline_access' })
    judgeTokens(first)
    judgeTokens(await party.refresh(String(first.body['refresh_token'] ?? tokens.refresh_token)))
  })

  test('BAS-44 an ID token from a refresh is for the same sign-in', async () => {
    const { tokens, claims } = await succeed(party, scene.browser(), scene.person, { ...offline, max_age: '1000' })
    await delay(1100)
    const { body } = await party.refresh(tokens.refresh_token ?? '')
    const { payload } = await party.verify(String(body['id_token']))
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'azp']) assert.deepEqual(payload[name], claims[name], name)
    assert.ok(Number(payload.iat) > Number(claims.iat))
  })

  test('BAS-45 a refresh token of another client is invalid_grant', async () => {
    const { tokens } = await succeed(party, scene.browser(), scene.person, offline)
    const other = await scene.client()
    expectJsonError(await other.refresh(tokens.refresh_token ?? ''), 'invalid_grant', undefined, 400)
  })

  test('BAS-46 refresh_token is among the grant types', async () => {
    assert.ok(listed(await discovery(scene), 'grant_types_supported').includes('refresh_token'))
  })

  async function freshCode() {
    const pending = party.begin()
    const departure = await scene.browser().signIn(pending.url, scene.person)
    return { code: codeOf(departure), verifier: pending.verifier }
  }

  function redeem(code: string, verifier: string) {
    return party.redeem(code, { code_verifier: verifier })
  }
})

describe('BASIC signing and request objects', () => {
  test('BAS-50 a client may have RS256 with a kid, whatever the primary algorithm is', async () => {
    const rsa = await scene.client({ fields: { idTokenSignedResponseAlg: 'RS256' } })
    const { tokens } = await succeed(rsa, scene.browser(), scene.person)
    assert.equal(decodeProtectedHeader(tokens.id_token).alg, 'RS256')
  })

  test('BAS-51 unsigned ID tokens are not listed; a client that an administrator registered for them gets them by the code flow', async () => {
    assert.equal(listed(await discovery(scene), 'id_token_signing_alg_values_supported').includes('none'), false)
    const unsigned = await scene.client({ fields: { idTokenSignedResponseAlg: 'none' } })
    const pending = unsigned.begin()
    const departure = await scene.browser().signIn(pending.url, scene.person)
    const { status, body } = await unsigned.redeem(codeOf(departure), { code_verifier: pending.verifier })
    assert.equal(status, 200)
    const { payload, header } = UnsecuredJWT.decode(String(body['id_token']), {
      issuer: scene.issuer,
      audience: unsigned.clientId,
    })
    assert.deepEqual([header.alg, payload['nonce']], ['none', pending.nonce])
    const throughBrowser = { responseTypes: ['code', 'id_token'], grantTypes: ['authorization_code', 'implicit'] }
    await assert.rejects(scene.client({ fields: { idTokenSignedResponseAlg: 'none', ...throughBrowser } }))
  })

  test('BAS-52 an unsigned request object is refused with request_not_supported', async () => {
    const pending = party.begin({ request: unsignedObject({ client_id: party.clientId, response_type: 'code' }) })
    const departure = expectDeparture(await scene.browser().open(pending.url))
    const expected = { redirectUri: party.redirectUri, state: pending.state, issuer: scene.issuer }
    expectRedirectError(departure, { ...expected, error: 'request_not_supported', reason: 'request_object_unsigned' })
  })

  test('BAS-52 it is honoured for a client that registered none', async () => {
    const plain = await scene.client({ fields: { requestObjectSigningAlg: 'none' } })
    const request = unsignedObject({ client_id: plain.clientId, iss: plain.clientId, response_type: 'code', state: 'inside' })
    const departure = await scene.browser().signIn(plain.begin({ request, state: 'outside' }).url, scene.person)
    codeOf(departure)
    assert.equal(departure.url.searchParams.get('state'), 'inside')
  })

  test('BAS-54 an unsigned object with the good redirect_uri is answered there, or not at all', async () => {
    const plain = await scene.client({ fields: { requestObjectSigningAlg: 'none' } })
    const request = unsignedObject({ client_id: plain.clientId, iss: plain.clientId, redirect_uri: plain.redirectUri })
    const departure = await scene.browser().signIn(plain.begin({ request, redirect_uri: evil }).url, scene.person)
    codeOf(departure)
    assert.equal(departure.url.origin, new URL(plain.redirectUri).origin)
    const refused = unsignedObject({ client_id: party.clientId, redirect_uri: party.redirectUri })
    const visit = await scene.browser().open(party.begin({ request: refused, redirect_uri: evil }).url)
    expectErrorPage(visit, 'request_not_supported', 'request_object_unsigned')
  })

  function unsignedObject(claims: Record<string, string>): string {
    return new UnsecuredJWT({ iss: party.clientId, aud: scene.issuer, ...claims }).encode()
  }
})

function judgeUserinfo(answer: Awaited<ReturnType<typeof readAnswer>>): void {
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/)
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
  assert.equal(typeof answer.body['sub'], 'string')
}
