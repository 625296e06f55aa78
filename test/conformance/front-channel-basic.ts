import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { expectDeparture, expectErrorPage, expectPage, type Overrides, type RelyingParty, type Scene } from '@latchkey/testing'
import { arrive, arriveSilently, expectRefused, judge } from './front-channel.ts'

const uiErrors = ['login_required', 'interaction_required', 'account_selection_required', 'consent_required']

interface Setting {
  readonly scene: Scene
  readonly party: RelyingParty
}

const variations: readonly (readonly [id: string, what: string, overrides: Overrides])[] = [
  ['BAS-01', 'plain', { code_challenge: undefined, code_challenge_method: undefined }],
  ['BAS-04', 'with an unknown parameter', { extra: 'foobar' }],
  ['BAS-05', 'with scopes in reverse order', { scope: 'phone address email profile openid' }],
  ['BAS-06', 'with display=popup', { display: 'popup' }],
  ['BAS-07', 'with languages that nobody speaks here', { ui_locales: 'se', claims_locales: 'se' }],
  ['BAS-08', 'with a login hint', { login_hint: 'somebody@else.example' }],
  ['BAS-09', 'with acr values that cannot be reached', { acr_values: '1 2' }],
]

/** BAS-01 to BAS-25 of one response type, as tests of `id`. */
export function basicTests(id: 'IMP-01' | 'HYB-01', response_type: string, setting: () => Setting): void {
  const name = (check: string, text: string) => `${id} ${check} ${response_type}: ${text}`

  for (const [check, what, overrides] of variations) {
    test(name(check, `a request ${what} succeeds`), async () => {
      const { scene, party } = setting()
      await arrive(party, scene.browser(), scene.person, { response_type, ...overrides })
    })
  }

  test(name('BAS-05', 'the words of the response type may be in another order'), async () => {
    const { scene, party } = setting()
    const reversed = response_type.split(' ').reverse().join(' ')
    await arrive(party, scene.browser(), scene.person, { response_type: reversed })
  })

  test(name('BAS-10', 'the same request as a form is answered with a page that keeps the fragment'), async () => {
    const { scene, party } = setting()
    const browser = scene.browser()
    const overrides = { response_type }
    await arrive(party, browser, scene.person, overrides)
    const pending = party.begin(overrides)
    const visit = await browser.post(`${scene.issuer}/auth/authorize`, pending.url.searchParams)
    const departure = expectDeparture(visit)
    assert.equal(departure.via, 'hand-over')
    await judge(departure, pending, party, overrides)
  })

  test(name('BAS-11', 'another redirect URI is answered with a page and no redirect'), async () => {
    const { scene, party } = setting()
    const { url } = party.begin({ response_type, redirect_uri: `${party.redirectUri}/random` })
    expectErrorPage(await scene.browser().open(url), 'invalid_request', 'redirect_uri_mismatch')
  })

  test(name('BAS-20', 'prompt=none in a fresh browser is refused in the fragment with the state intact'), async () => {
    const { scene, party } = setting()
    const pending = party.begin({ response_type, prompt: 'none', state: 'Zz9-._~0'.repeat(16) })
    expectRefused(expectDeparture(await scene.browser().open(pending.url)), pending, party, uiErrors)
  })

  test(name('BAS-21, BAS-24, BAS-25', 'a signed-in person is not asked again'), async () => {
    const { scene, party } = setting()
    const browser = scene.browser()
    const first = await arrive(party, browser, scene.person, { response_type, max_age: '15000' })
    for (const overrides of [{ prompt: 'none' }, { max_age: '10000' }, { prompt: 'none', id_token_hint: first.idToken }]) {
      const next = await arriveSilently(party, browser, { response_type, ...overrides })
      assert.equal(next.claims.sub, first.claims.sub)
      assert.equal(next.claims['auth_time'], first.claims['auth_time'])
    }
  })

  test(name('BAS-22, BAS-23', 'prompt=login and an old sign-in bring the login page again'), async () => {
    const { scene, party } = setting()
    const browser = scene.browser()
    const first = await arrive(party, browser, scene.person, { response_type, max_age: '1000' })
    await delay(2100)
    for (const overrides of [{ max_age: '1' }, { prompt: 'login' }]) {
      assert.equal(expectPage(await browser.open(party.begin({ response_type, ...overrides }).url)).name, 'login')
    }
    const second = await arrive(party, browser, scene.person, { response_type, max_age: '1' })
    assert.equal(second.claims.sub, first.claims.sub)
    assert.ok(Number(second.claims['auth_time']) > Number(first.claims['auth_time']))
  })
}
