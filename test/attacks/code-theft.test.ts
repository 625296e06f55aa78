import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, codeOf, expectJsonError, type PendingSignIn, type RelyingParty, Scene } from '@latchkey/testing'

let scene: Scene
let party: RelyingParty
let other: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
  other = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

async function freshCode(from: RelyingParty = party): Promise<{ readonly code: string; readonly pending: PendingSignIn }> {
  const pending = from.begin({ scope: 'openid offline_access', prompt: 'consent' })
  return { code: codeOf(await scene.browser().signIn(pending.url, scene.person)), pending }
}

describe('RFC6749-4.1.2 authorization codes are used once', () => {
  test('a replayed code revokes everything that was issued from it', async () => {
    const { code, pending } = await freshCode()
    const first = await party.redeem(code, { code_verifier: pending.verifier })
    const refreshed = await party.refresh(String(first.body['refresh_token']))
    assert.equal(refreshed.status, 200)
    expectJsonError(await party.redeem(code, { code_verifier: pending.verifier }), 'invalid_grant', 'code_replayed', 400)
    for (const answer of [first, refreshed]) {
      assert.equal((await party.userinfo(String(answer.body['access_token']))).status, 401)
      expectJsonError(await party.refresh(String(answer.body['refresh_token'])), 'invalid_grant', undefined, 400)
    }
  })

  test('of 50 redemptions at once exactly one succeeds, and its tokens die with the replay', async () => {
    const { code, pending } = await freshCode()
    const answers = await Promise.all(Array.from({ length: 50 }, () => party.redeem(code, { code_verifier: pending.verifier })))
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1)
    for (const answer of answers) if (answer.status !== 200) expectJsonError(answer, 'invalid_grant', undefined, 400)
    assert.equal((await party.userinfo(accessToken(won))).status, 401)
  })

  test('a replay that fails another check does not bring tokens either', async () => {
    const { code, pending } = await freshCode()
    await party.redeem(code, { code_verifier: pending.verifier })
    expectJsonError(await party.redeem(code, { code_verifier: 'x'.repeat(43) }), 'invalid_grant')
    expectJsonError(await party.redeem(code), 'invalid_grant')
  })
})

describe('RFC6749-4.1.3 a code belongs to its client and its request', () => {
  test('the code of another client is refused, and still works for its owner', async () => {
    const { code, pending } = await freshCode()
    const stolen = await other.redeem(code, { redirect_uri: party.redirectUri, code_verifier: pending.verifier })
    expectJsonError(stolen, 'invalid_grant', 'code_client_mismatch', 400)
    assert.equal((await party.redeem(code, { code_verifier: pending.verifier })).status, 200)
  })

  test('a code of a confidential client is refused when a public client shows it under its own name', async () => {
    const spa = await scene.client({ isPublic: true })
    const { code, pending } = await freshCode()
    const stolen = await spa.redeem(code, { redirect_uri: party.redirectUri, code_verifier: pending.verifier })
    expectJsonError(stolen, 'invalid_grant', 'code_client_mismatch', 400)
  })

  test('a confidential client cannot leave its secret out', async () => {
    const { code, pending } = await freshCode()
    const body = { grant_type: 'authorization_code', code, redirect_uri: party.redirectUri, code_verifier: pending.verifier }
    const answer = await party.postForm('/auth/token', { ...body, client_id: party.clientId })
    expectJsonError(answer, 'invalid_client', undefined, 401)
  })

  const alterations: readonly (readonly [what: string, alter: (uri: string) => string])[] = [
    ['another host', () => 'https://evil.example/callback'],
    ['a slash behind it', (uri) => `${uri}/`],
    ['a query', (uri) => `${uri}?a=b`],
    ['an empty query', (uri) => `${uri}?`],
    ['another case of the path', (uri) => uri.replace('callback', 'Callback')],
    ['an escaped letter', (uri) => uri.replace('callback', 'c%61llback')],
    ['plain http', (uri) => uri.replace('https:', 'http:')],
    ['the default port', (uri) => uri.replace('.example', '.example:443')],
  ]
  for (const [what, alter] of alterations) {
    test(`a token request whose redirect_uri has ${what} is refused`, async () => {
      const { code, pending } = await freshCode()
      const overrides = { redirect_uri: alter(party.redirectUri), code_verifier: pending.verifier }
      expectJsonError(await party.redeem(code, overrides), 'invalid_grant', 'code_redirect_uri_mismatch', 400)
    })
  }

  test('a token request without the redirect_uri that the authorization request had is refused', async () => {
    const { code, pending } = await freshCode()
    const answer = await party.redeem(code, { redirect_uri: undefined, code_verifier: pending.verifier })
    expectJsonError(answer, 'invalid_request', 'code_redirect_uri_missing', 400)
  })
})

describe('LATCHKEY-0008-authcode-max-attempts guessing at a code ends it', () => {
  test('after three failed redemptions the right one is refused too', async () => {
    const { code, pending } = await freshCode()
    for (let attempt = 0; attempt < 3; attempt++) {
      const wrong = await party.redeem(code, { code_verifier: `${'w'.repeat(42)}${attempt}` })
      expectJsonError(wrong, 'invalid_grant', 'code_verifier_mismatch', 400)
    }
    expectJsonError(await party.redeem(code, { code_verifier: pending.verifier }), 'invalid_grant', 'code_unknown', 400)
  })

  test('a code that was never issued is refused', async () => {
    expectJsonError(await party.redeem('cod_never-issued'), 'invalid_grant', 'code_unknown', 400)
    expectJsonError(await party.redeem(''), 'invalid_request', 'code_missing', 400)
  })
})

function accessToken(answers: readonly Answer[]): string {
  return String(answers[0]?.body['access_token'])
}
