import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codeOf, expectErrorPage, expectJsonError, type TestProvider, testProvider } from '@latchkey/testing'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('default lifetimes, to the second', () => {
  test('a code lives ten minutes', async () => {
    await using provider = await testProvider()
    const party = await provider.client()
    for (const [age, works] of [
      [10 * minute - second, true],
      [10 * minute, false],
    ] as const) {
      const pending = party.begin()
      const code = codeOf(await provider.browser().signIn(pending.url, provider.person))
      provider.clock.advance(age)
      const answer = await party.redeem(code, { code_verifier: pending.verifier })
      if (works) assert.equal(answer.status, 200, JSON.stringify(answer.body))
      else expectJsonError(answer, 'invalid_grant', 'code_unknown', 400)
    }
  })

  test('an access token lives an hour', async () => {
    await using provider = await testProvider()
    const party = await provider.client()
    const { tokens } = await party.signIn(provider.browser(), provider.person)
    assert.equal(tokens.expires_in, 3600)
    provider.clock.advance(hour - second)
    assert.equal((await party.userinfo(tokens.access_token)).status, 200)
    provider.clock.advance(second)
    const refused = await party.userinfo(tokens.access_token)
    assert.equal(refused.status, 401)
    assert.match(refused.headers.get('www-authenticate') ?? '', /invalid_token/)
  })

  test('an ID token lives fifteen minutes', async () => {
    await using provider = await testProvider()
    const { claims } = await (await provider.client()).signIn(provider.browser(), provider.person)
    assert.equal(Number(claims.iat), provider.clock.now() / second)
    assert.equal(Number(claims.exp) - Number(claims.iat), 900)
  })

  test('a refresh token of a public client lives thirty days from its last use', async () => {
    await using provider = await testProvider()
    const party = await provider.client()
    let token = await refreshTokenOf(provider, party)
    for (let month = 0; month < 3; month++) {
      provider.clock.advance(30 * day - second)
      const answer = await party.refresh(token)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      token = String(answer.body['refresh_token'])
    }
    provider.clock.advance(30 * day)
    expectJsonError(await party.refresh(token), 'invalid_grant', undefined, 400)
  })

  test('a confidential client keeps its refresh token until four days remain', async () => {
    await using provider = await testProvider()
    const party = await provider.client({ isPublic: false })
    const token = await refreshTokenOf(provider, party)
    provider.clock.advance(26 * day - second)
    const early = await party.refresh(token)
    assert.equal(early.status, 200)
    assert.ok([undefined, token].includes(early.body['refresh_token'] as string | undefined))
    provider.clock.advance(second)
    const late = await party.refresh(token)
    assert.equal(late.status, 200)
    assert.notEqual(late.body['refresh_token'], token)
  })

  test('a replaced refresh token has the same successor for ten seconds, then it ends the family', async () => {
    await using provider = await testProvider()
    const party = await provider.client()
    const token = await refreshTokenOf(provider, party)
    const first = await party.refresh(token)
    provider.clock.advance(10 * second)
    assert.equal((await party.refresh(token)).body['refresh_token'], first.body['refresh_token'])
    provider.clock.advance(second)
    expectJsonError(await party.refresh(token), 'invalid_grant', 'refresh_token_replayed', 400)
    expectJsonError(await party.refresh(String(first.body['refresh_token'])), 'invalid_grant', undefined, 400)
  })

  test('a sign-in that nobody finishes is over after a day at most', async () => {
    await using provider = await testProvider()
    const party = await provider.client()
    const browser = provider.browser()
    const page = await browser.openPage(party.begin().url)
    provider.clock.advance(day)
    expectErrorPage(await browser.submit(page, { fields: { ...provider.person } }), 'invalid_request', 'transaction_unknown')
  })
})

async function refreshTokenOf(provider: TestProvider, party: Awaited<ReturnType<TestProvider['client']>>): Promise<string> {
  const scope = { scope: 'openid offline_access', prompt: 'consent' }
  const { tokens } = await party.signIn(provider.browser(), provider.person, scope)
  return tokens.refresh_token ?? assert.fail('no refresh token')
}
