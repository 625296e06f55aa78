import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  challengeOf,
  codeOf,
  expectDeparture,
  expectJsonError,
  expectRedirectError,
  type Overrides,
  type RelyingParty,
  Scene,
} from '@latchkey/testing'

let scene: Scene
let spa: RelyingParty
let web: RelyingParty

before(async () => {
  scene = await Scene.open()
  spa = await scene.client({ isPublic: true })
  web = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

async function codeFor(party: RelyingParty, overrides: Overrides = {}) {
  const pending = party.begin(overrides)
  return { code: codeOf(await scene.browser().signIn(pending.url, scene.person)), verifier: pending.verifier }
}

async function expectRefusal(overrides: Overrides, reason: Parameters<typeof expectRedirectError>[1]['reason']) {
  const pending = spa.begin(overrides)
  const departure = expectDeparture(await scene.browser().open(pending.url))
  const expected = { redirectUri: spa.redirectUri, state: pending.state, issuer: scene.issuer, error: 'invalid_request' }
  expectRedirectError(departure, reason === undefined ? expected : { ...expected, reason })
}

describe('RFC7636-4.4.1 the authorization request of a public client', () => {
  test('is refused without a challenge', async () => {
    await expectRefusal({ code_challenge: undefined, code_challenge_method: undefined }, 'pkce_challenge_missing')
  })

  test('is refused when it is downgraded to plain', async () => {
    await expectRefusal({ code_challenge_method: 'plain' }, 'pkce_method_unsupported')
  })

  test('is refused when the method is left out, which would mean plain', async () => {
    await expectRefusal({ code_challenge_method: undefined }, 'pkce_method_unsupported')
  })

  test('is refused when the method is written otherwise', async () => {
    for (const method of ['s256', 'S256 ', 'none', 'S512', '__proto__']) {
      await expectRefusal({ code_challenge_method: method }, 'pkce_method_unsupported')
    }
  })

  test('is refused with a method and no challenge', async () => {
    await expectRefusal({ code_challenge: undefined }, 'pkce_method_without_challenge')
  })

  test('is refused with a challenge that is no SHA-256', async () => {
    for (const challenge of ['short', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}=`, `${'x'.repeat(42)}+`]) {
      await expectRefusal({ code_challenge: challenge }, 'pkce_challenge_malformed')
    }
  })
})

describe('RFC7636-4.6 the token request', () => {
  test('is refused without the verifier', async () => {
    const { code } = await codeFor(spa)
    expectJsonError(await spa.redeem(code), 'invalid_grant', 'code_verifier_missing', 400)
  })

  test('is refused with another verifier', async () => {
    const { code } = await codeFor(spa)
    const wrong = 'a'.repeat(43)
    expectJsonError(await spa.redeem(code, { code_verifier: wrong }), 'invalid_grant', 'code_verifier_mismatch', 400)
  })

  test('is refused with the challenge in place of the verifier', async () => {
    const { code, verifier } = await codeFor(spa)
    const answer = await spa.redeem(code, { code_verifier: challengeOf(verifier) })
    expectJsonError(answer, 'invalid_grant', 'code_verifier_mismatch', 400)
  })

  test('is refused with a verifier that is too short, too long or of other characters', async () => {
    for (const verifier of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)} `, `${'a'.repeat(43)}ü`]) {
      const { code } = await codeFor(spa)
      expectJsonError(await spa.redeem(code, { code_verifier: verifier }), 'invalid_request', 'code_verifier_malformed', 400)
    }
  })

  test('RFC9700-2.1.1 is refused with a verifier for a request that had no challenge', async () => {
    const { code } = await codeFor(web, { code_challenge: undefined, code_challenge_method: undefined })
    const answer = await web.redeem(code, { code_verifier: 'a'.repeat(43) })
    expectJsonError(answer, 'invalid_grant', 'code_verifier_unexpected', 400)
  })

  test('of a confidential client that used a challenge is held to it', async () => {
    const { code, verifier } = await codeFor(web)
    expectJsonError(await web.redeem(code), 'invalid_grant', 'code_verifier_missing', 400)
    assert.equal((await web.redeem(code, { code_verifier: verifier })).status, 200)
  })
})
