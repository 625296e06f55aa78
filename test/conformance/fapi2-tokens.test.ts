import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, type Browser, codeOf, expectJsonError, type PendingSignIn, Scene, waitUntil } from '@latchkey/testing'
import { decodeProtectedHeader } from 'jose'
import { type Claims, Fapi2Party, hashOf, type Key, newKey, signed } from './fapi2-party.ts'

/* The profile of single clients. */

let scene: Scene
let party: Fapi2Party
let other: Fapi2Party
/** Signed in. */
let browser: Browser
let stranger: Key
let token: unknown

before(async () => {
  scene = await Scene.open()
  const fields = { profile: 'fapi2' }
  party = await Fapi2Party.in(scene, { fields })
  other = await Fapi2Party.in(scene, { fields, algorithm: 'EdDSA' })
  stranger = await newKey()
  browser = scene.browser()
  await browser.signIn((await party.pushed()).url, scene.person)
  token = (await party.tokens(browser))['access_token']
})
after(() => scene[Symbol.asyncDispose]())

describe('FAPI2 token endpoint', () => {
  test('FSP-50 an ID token comes for openid alone, with a strong algorithm and a kid', async () => {
    const { id_token } = await party.tokens(browser)
    const { alg, kid } = decodeProtectedHeader(String(id_token))
    assert.ok(['PS256', 'ES256', 'EdDSA'].includes(String(alg)), String(alg))
    assert.equal(typeof kid, 'string')
    await party.relying.verify(String(id_token))
    assert.equal('id_token' in (await party.tokens(browser, { scope: 'profile' })), false)
  })

  test('FSP-50 a client that registered RS256 for its ID tokens is refused', async () => {
    const weak = await Fapi2Party.in(scene, { fields: { idTokenSignedResponseAlg: 'RS256' } })
    const stricter = await scene.server.cli('update', 'SecurityPosture', '--field', 'postures/signature-strong-algorithm=enforce')
    assert.equal(stricter.status, 0, stricter.stderr)
    const refused = await waitUntil('the rule is in force', async () => {
      const answer = await weak.push(weak.relying.begin())
      return answer.status === 400 ? answer : undefined
    })
    expectJsonError(refused, 'unauthorized_client', 'client_signature_weak', 400)
  })

  for (const [what, code_verifier] of [
    ['no verifier', undefined],
    ['a wrong verifier', 'v'.repeat(43)],
  ] as const) {
    test(`FSP-51 ${what}: invalid_grant`, async () => {
      const { code, pending } = await party.code(browser)
      expectJsonError(await party.redeem(code, pending, { parameters: { code_verifier } }), 'invalid_grant', undefined, 400)
    })
  }

  test('FSP-52 a code of another client: invalid_grant', async () => {
    const { code, pending } = await party.code(browser)
    const parameters = { redirect_uri: party.relying.redirectUri }
    expectJsonError(await other.redeem(code, pending, { parameters }), 'invalid_grant', 'code_client_mismatch', 400)
    assert.equal((await party.redeem(code, pending)).status, 200)
  })

  test('FSP-53 a code a second time: invalid_grant, and what the first use gave is revoked', async () => {
    const { code, pending } = await party.code(browser)
    const { body } = await party.redeem(code, pending)
    const access = body['access_token']
    assert.equal((await party.userinfo(`DPoP ${access}`, await party.userinfoProof(access))).status, 200)
    expectJsonError(await party.redeem(code, pending), 'invalid_grant', 'code_replayed', 400)
    assert.equal((await party.userinfo(`DPoP ${access}`, await party.userinfoProof(access))).status, 401)
  })

  test('FSP-55 no proof: invalid_dpop_proof, and the code is still good', async () => {
    const { code, pending } = await party.code(browser)
    expectJsonError(await party.redeem(code, pending, { proof: 'none' }), 'invalid_dpop_proof', 'dpop_proof_missing', 400)
    const { status, body } = await party.redeem(code, pending)
    assert.deepEqual([status, body['token_type']], [200, 'DPoP'])
  })

  test('FSP-57 a refresh needs the client, and a proof of any key', async () => {
    const { pending, url } = await party.pushed({ scope: 'openid offline_access', prompt: 'consent' })
    const first = await party.redeem(codeOf(await browser.signIn(url, scene.person)), pending)
    const refreshToken = first.body['refresh_token']
    assert.equal(typeof refreshToken, 'string')
    const bare = { grant_type: 'refresh_token', refresh_token: String(refreshToken) }
    const dpop = await party.proof('/auth/token', 'POST')
    expectJsonError(await party.relying.postForm('/auth/token', bare, { dpop }), 'invalid_client', undefined, 401)
    const named = { ...bare, client_id: party.clientId }
    const dpop2 = await party.proof('/auth/token', 'POST')
    expectJsonError(await party.relying.postForm('/auth/token', named, { dpop: dpop2 }), 'invalid_client', undefined, 401)
    expectJsonError(await party.refresh(refreshToken, { proof: 'none' }), 'invalid_dpop_proof', 'dpop_proof_missing', 400)
    expectJsonError(await other.refresh(refreshToken), 'invalid_grant', 'refresh_token_client_mismatch', 400)
    const proof = await party.proof('/auth/token', 'POST', {}, {}, stranger)
    const { status, body } = await party.refresh(refreshToken, { proof })
    assert.equal(status, 200, JSON.stringify(body))
    const access = body['access_token']
    assert.equal((await party.userinfo(`DPoP ${access}`, await party.userinfoProof(access))).status, 401)
    assert.equal((await party.userinfo(`DPoP ${access}`, await party.userinfoProof(access, {}, {}, stranger))).status, 200)
    assert.equal((await party.refresh(refreshToken)).status, 200)
  })
})

describe('FAPI2 binding of codes to keys', () => {
  const parProof = (key?: Key) => party.proof('/auth/par', 'POST', {}, {}, key)

  test('FSP-60 dpop_jkt and the proof of the push name two keys: refused', async () => {
    const pending = party.relying.begin({ dpop_jkt: stranger.jkt })
    const answer = await party.push(pending, { proof: await parProof() })
    expectJsonError(answer, 'invalid_dpop_proof', 'dpop_jkt_mismatch', 400)
    assert.equal((await party.push(pending, { proof: await parProof(stranger) })).status, 201)
  })

  const bindings: readonly (readonly [
    what: string,
    begin: () => Promise<{ readonly code: string; readonly pending: PendingSignIn }>,
  ])[] = [
    ['by dpop_jkt', () => party.code(browser, { dpop_jkt: party.dpop.jkt })],
    ['by the proof of the push', async () => party.code(browser, {}, { proof: await parProof() })],
    ['by both', async () => party.code(browser, { dpop_jkt: party.dpop.jkt }, { proof: await parProof() })],
  ]
  for (const [what, begin] of bindings) {
    test(`FSP-61 a code that is bound ${what} is redeemed with that key alone`, async () => {
      const { code, pending } = await begin()
      const proof = await party.proof('/auth/token', 'POST', {}, {}, stranger)
      expectJsonError(await party.redeem(code, pending, { proof }), 'invalid_grant', 'code_key_mismatch', 400)
      assert.equal((await party.redeem(code, pending)).status, 200)
    })
  }
})

const asked = async (change: Claims = {}, header: Claims = {}, key?: Key): Promise<Answer> =>
  party.userinfo(`DPoP ${token}`, await party.userinfoProof(token, change, header, key))

describe('FAPI2 proofs', () => {
  const accepted: readonly (readonly [what: string, change: () => Claims])[] = [
    ['ten seconds early', () => ({ iat: party.now - 10 })],
    ['ten seconds late', () => ({ iat: party.now + 10 })],
    ['with nbf and exp', () => ({ nbf: party.now - 10, exp: party.now + 60 })],
    ['with claims that nobody knows', () => ({ sub: 'x', 'https://rp.example/claim': { a: 1 } })],
  ]
  for (const [what, change] of accepted) {
    test(`FSP-62 one that is ${what} is accepted, by both endpoints`, async () => {
      assert.equal((await asked(change())).status, 200)
      const { code, pending } = await party.code(browser)
      const proof = await party.proof('/auth/token', 'POST', change())
      assert.equal((await party.redeem(code, pending, { proof })).status, 200)
    })
  }

  const one = () => party.userinfoProof(token)
  const others: readonly (readonly [what: string, proofs: () => Promise<readonly string[]>])[] = [
    ['none', async () => []],
    ['two of them', async () => [await one(), await one()]],
    ['garbage', async () => ['garbage']],
    ['no typ', async () => [await party.userinfoProof(token, {}, { typ: undefined })]],
    ['another typ', async () => [await party.userinfoProof(token, {}, { typ: 'JWT' })]],
    ['RS256', async () => [await rs256()]],
    ['alg none', async () => [await unsignedProof({ alg: 'none' })]],
    ['no alg', async () => [await unsignedProof({ alg: undefined })]],
    ['no jwk', async () => [await party.userinfoProof(token, {}, { jwk: undefined })]],
    ['a private jwk', async () => [await withPrivatePart()]],
    ['a bad signature', async () => [(await one()).replace(/\.[^.]+$/, `.${'A'.repeat(86)}`)]],
    ['no jti', async () => [await party.userinfoProof(token, { jti: undefined })]],
    ['no htm', async () => [await party.userinfoProof(token, { htm: undefined })]],
    ['no htu', async () => [await party.userinfoProof(token, { htu: undefined })]],
    ['no iat', async () => [await party.userinfoProof(token, { iat: undefined })]],
    ['no ath', async () => [await party.userinfoProof(token, { ath: undefined })]],
    ['another htm', async () => [await party.userinfoProof(token, { htm: 'POST' })]],
    ['another htu', async () => [await party.userinfoProof(token, { htu: `${scene.issuer}/auth/token` })]],
    ['another ath', async () => [await party.userinfoProof(token, { ath: hashOf('another token') })]],
    ['another key', async () => [await party.userinfoProof(token, {}, {}, stranger)]],
    ['iat an hour ago', async () => [await party.userinfoProof(token, { iat: party.now - 3_600 })]],
    ['iat in an hour', async () => [await party.userinfoProof(token, { iat: party.now + 3_600 })]],
  ]
  for (const [what, proofs] of others) {
    test(`FSP-63 ${what}: refused with a challenge`, async () => {
      const { status, headers } = await party.userinfo(`DPoP ${token}`, ...(await proofs()))
      assert.ok(status === 400 || status === 401, String(status))
      assert.match(headers.get('www-authenticate') ?? '', /DPoP .*error="invalid_(token|dpop_proof)"/)
    })
  }

  test('FSP-64 a bound token that is sent as Bearer is refused', async () => {
    assert.equal((await party.userinfo(`Bearer ${token}`)).status, 401)
    assert.equal((await party.userinfo(`Bearer ${token}`, await one())).status, 401)
  })

  test('FSP-65 htu is compared without query and fragment, by host and port', async () => {
    const { protocol, host, port } = new URL(scene.issuer)
    const address = `${scene.issuer}/auth/userinfo`
    for (const htu of [`${address}?a=b`, `${address}#c`, address.replace('localhost', 'LOCALHOST'), `HTTP${address.slice(4)}`]) {
      assert.equal((await asked({ htu })).status, 200, htu)
    }
    for (const htu of [`${protocol}//other.${host}/auth/userinfo`, address.replace(`:${port}`, ':1'), `${address}/`]) {
      assert.equal((await asked({ htu })).status, 401, htu)
    }
  })

  test('FSP-65 the same proof a second time is refused', async () => {
    const proof = await one()
    assert.equal((await party.userinfo(`DPoP ${token}`, proof)).status, 200)
    assert.equal((await party.userinfo(`DPoP ${token}`, proof)).status, 401)
  })

  test('FSP-66 where a nonce is wanted, the refusal says which, and with it the request succeeds', async () => {
    const asking = await Fapi2Party.in(scene, { fields: { profile: 'fapi2', postures: { 'dpop-proof-nonce': 'enforce' } } })
    const { code, pending } = await asking.code(browser)
    const refused = await asking.redeem(code, pending)
    expectJsonError(refused, 'use_dpop_nonce', undefined, 400)
    const nonce = refused.headers.get('dpop-nonce')
    const proof = await asking.proof('/auth/token', 'POST', { nonce })
    const { status, body } = await asking.redeem(code, pending, { proof })
    assert.equal(status, 200, JSON.stringify(body))
    const access = body['access_token']
    const challenge = await asking.userinfo(`DPoP ${access}`, await asking.userinfoProof(access))
    assert.equal(challenge.status, 401)
    assert.match(challenge.headers.get('www-authenticate') ?? '', /error="use_dpop_nonce"/)
    const second = await asking.userinfoProof(access, { nonce: challenge.headers.get('dpop-nonce') })
    assert.equal((await asking.userinfo(`DPoP ${access}`, second)).status, 200)
  })
})

describe('FAPI2 resource', () => {
  test('FSP-70 the scheme may be written in any case', async () => {
    for (const scheme of ['dPoP', 'DPOP', 'dpop']) {
      assert.equal((await party.userinfo(`${scheme} ${token}`, await party.userinfoProof(token))).status, 200, scheme)
    }
    const eased = await Fapi2Party.in(scene, { fields: { profile: 'fapi2', postures: { 'dpop-proof-required': 'off' } } })
    const { code, pending } = await eased.code(browser)
    const { body } = await eased.redeem(code, pending, { proof: 'none' })
    assert.equal((await eased.userinfo(`bEARER ${body['access_token']}`)).status, 200)
  })

  test('FSP-70 a token in the query is refused', async () => {
    const url = `${scene.issuer}/auth/userinfo?access_token=${String(token)}`
    const { status } = await scene.server.fetch(url, { headers: { dpop: await party.userinfoProof(token) } })
    assert.ok(status === 400 || status === 401, String(status))
  })

  test('FSP-71 a token of one client is of no use with the key of another, and answers say when', async () => {
    const { access_token: theirs } = await other.tokens(browser)
    const answer = await party.userinfo(`DPoP ${theirs}`, await party.userinfoProof(theirs))
    assert.equal(answer.status, 401)
    const said = Date.parse((await asked()).headers.get('date') ?? '')
    assert.ok(Math.abs(said - Date.now()) < 5 * 60_000, String(said))
  })
})

async function rs256(): Promise<string> {
  const key = await newKey('RS256')
  return party.userinfoProof(token, {}, {}, key)
}

/** A proof whose header says something else than how it was signed. */
async function unsignedProof(header: Claims): Promise<string> {
  const [protectedHeader = '', payload] = (await party.userinfoProof(token)).split('.')
  const members = { ...JSON.parse(Buffer.from(protectedHeader, 'base64url').toString()), ...header }
  return `${Buffer.from(JSON.stringify(members)).toString('base64url')}.${payload}.`
}

async function withPrivatePart(): Promise<string> {
  const jwk = { ...party.dpop.publicJwk, d: 'A'.repeat(43) }
  const claims = {
    jti: 'with-private-part',
    htm: 'GET',
    htu: `${scene.issuer}/auth/userinfo`,
    iat: party.now,
    ath: hashOf(String(token)),
  }
  return signed(claims, { typ: 'dpop+jwt', jwk }, party.dpop)
}
