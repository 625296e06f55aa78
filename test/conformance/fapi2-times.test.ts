import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, expectErrorPage, expectJsonError } from '@latchkey/testing'
import { ManagedProvider } from '../settings/managed-provider.ts'
import { Fapi2Party, newKey } from './fapi2-party.ts'

/* What takes longer than a test may: the provider is in this process, with a clock that the test moves. */

const second = 1_000

let provider: ManagedProvider
let party: Fapi2Party
/** Signed in. */
let browser: Browser

before(async () => {
  provider = await ManagedProvider.open()
  await provider.update('SecurityPosture', { profile: 'fapi2' })
  const [key, dpop] = [await newKey(), await newKey()]
  const relying = await provider.party({
    tokenEndpointAuthMethod: 'private_key_jwt',
    jwks: JSON.stringify({ keys: [key.publicJwk] }),
    grantTypes: { authorization_code: true, refresh_token: true },
    skipConsent: true,
  })
  party = new Fapi2Party({ relying, fetch: provider.fetch, now: provider.clock.now }, { key, dpop })
  browser = provider.browser()
  await browser.signIn((await party.pushed()).url, provider.person)
})
after(() => provider[Symbol.asyncDispose]())

describe('FAPI2 times', () => {
  test('FSP-20 a request_uri is good for as long as expires_in says, and no longer', async () => {
    const [early, late] = [await party.pushed(), await party.pushed()]
    const life = Number(early.answer.body['expires_in']) * second
    provider.clock.advance(life - second)
    assert.equal((await browser.open(early.url)).kind, 'left')
    provider.clock.advance(2 * second)
    expectErrorPage(await browser.open(late.url), 'invalid_request_uri', 'pushed_request_unknown')
  })

  test('FSP-53 a code a second later: invalid_grant', async () => {
    const { code, pending } = await party.code(browser)
    assert.equal((await party.redeem(code, pending)).status, 200)
    provider.clock.advance(second)
    expectJsonError(await party.redeem(code, pending), 'invalid_grant', 'code_replayed', 400)
  })

  test('FSP-54 a code after 62 seconds: invalid_grant', async () => {
    const [early, late] = [await party.code(browser), await party.code(browser)]
    provider.clock.advance(59 * second)
    assert.equal((await party.redeem(early.code, early.pending)).status, 200)
    provider.clock.advance(3 * second)
    expectJsonError(await party.redeem(late.code, late.pending), 'invalid_grant', 'code_too_old', 400)
  })

  test('FSP-56 a refresh token stays, and one that is replaced near its end works for 30 seconds more', async () => {
    const { refreshTokenExpiry, refreshTokenRenewal } = await provider.get('OidcProvider')
    const { refresh_token: refreshToken } = await party.tokens(browser, { scope: 'profile' })
    const soon = await party.refresh(refreshToken)
    assert.deepEqual([soon.status, soon.body['refresh_token']], [200, undefined])
    provider.clock.advance(Number(refreshTokenExpiry) - Number(refreshTokenRenewal))
    const { status, body } = await party.refresh(refreshToken)
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(typeof body['refresh_token'], 'string')
    provider.clock.advance(30 * second)
    const again = await party.refresh(refreshToken)
    assert.deepEqual([again.status, again.body['refresh_token']], [200, body['refresh_token']])
    assert.equal((await party.refresh(body['refresh_token'])).status, 200)
  })
})
