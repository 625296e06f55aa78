import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type Browser,
  challengeOf,
  codeOf,
  expectDeparture,
  expectErrorPage,
  expectPage,
  expectRedirectError,
  type PendingSignIn,
  type RelyingParty,
  Scene,
} from '@latchkey/testing'
import { discovery, judgeResponse, listed, succeed } from './judge.ts'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

const uiErrors = ['login_required', 'interaction_required', 'account_selection_required', 'consent_required']

describe('BASIC request handling', () => {
  test('BAS-01 a confidential client signs in without PKCE', async () => {
    const pending = party.begin({ code_challenge: undefined, code_challenge_method: undefined })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    judgeResponse(departure, pending, party)
    const answer = await party.redeem(codeOf(departure))
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    await party.verify(String(answer.body['id_token']))
  })

  test('BAS-02 a request without response_type is refused', async () => {
    const pending = party.begin({ response_type: undefined })
    const departure = expectDeparture(await scene.browser().open(pending.url))
    const error = ['unsupported_response_type', 'invalid_request']
    expectRedirectError(departure, { ...back(pending), error, reason: 'response_type_missing' })
  })

  const variations: readonly (readonly [id: string, what: string, overrides: Readonly<Record<string, string | undefined>>])[] = [
    ['BAS-03', 'without nonce', { nonce: undefined }],
    ['BAS-04', 'with an unknown parameter', { extra: 'foobar' }],
    ['BAS-05', 'with scopes in reverse order', { scope: 'phone address email profile openid' }],
    ['BAS-06', 'with display=page', { display: 'page' }],
    ['BAS-06', 'with display=popup', { display: 'popup' }],
    ['BAS-07', 'with languages that nobody speaks here', { ui_locales: 'se', claims_locales: 'se' }],
    ['BAS-08', 'with a login hint', { login_hint: 'somebody@else.example' }],
    ['BAS-09', 'with acr values that cannot be reached', { acr_values: '1 2' }],
  ]
  for (const [id, what, overrides] of variations) {
    test(`${id} a request ${what} succeeds`, async () => {
      await succeed(party, scene.browser(), scene.person, overrides)
    })
  }

  test('BAS-05 a request with its parameters in another order succeeds', async () => {
    const pending = party.begin()
    const url = new URL(pending.url)
    url.search = String(new URLSearchParams([...pending.url.searchParams].reverse()))
    judgeResponse(await scene.browser().signIn(url, scene.person), pending, party)
  })

  test('BAS-08 the login page is filled in with the hint', async () => {
    const page = await scene.browser().openPage(party.begin({ login_hint: 'ada' }).url)
    assert.equal(page.forms[0]?.fields.find(({ name }) => name === 'username')?.value, 'ada')
  })

  test('BAS-09 of supported acr values asked for, the ID token has one', async () => {
    const supported = listed(await discovery(scene), 'acr_values_supported')
    const { claims } = await succeed(party, scene.browser(), scene.person, { acr_values: supported.join(' ') || '1' })
    assert.ok(supported.length === 0 || supported.includes(String(claims['acr'])))
  })

  test('BAS-10 the same request as a form succeeds', async () => {
    const pending = party.begin()
    const browser = scene.browser()
    const page = expectPage(await browser.post(`${scene.issuer}/auth/authorize`, pending.url.searchParams))
    const departure = expectDeparture(await allow(browser, await browser.submit(page, { fields: { ...scene.person } })))
    judgeResponse(departure, pending, party)
  })

  test('BAS-11 another redirect URI is answered with a page and no redirect', async () => {
    const visit = await scene.browser().open(party.begin({ redirect_uri: `${party.redirectUri}/random` }).url)
    expectErrorPage(visit, 'invalid_request', 'redirect_uri_mismatch')
  })

  test('BAS-12 PKCE with a verifier of the whole alphabet succeeds', async () => {
    const verifier = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'
    const pending = party.begin({ code_challenge: challengeOf(verifier) })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    const answer = await party.redeem(codeOf(departure), { code_verifier: verifier })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  })

  test('BAS-13 client_secret_post works as client_secret_basic does', async () => {
    const poster = await scene.client({ authentication: 'post' })
    await succeed(poster, scene.browser(), scene.person)
  })
})

describe('BASIC sessions', () => {
  test('BAS-20 prompt=none in a fresh browser is refused with the state intact', async () => {
    const pending = party.begin({ prompt: 'none', state: 'Zz9-._~0'.repeat(16) })
    const departure = expectDeparture(await scene.browser().open(pending.url))
    expectRedirectError(departure, { ...back(pending), error: uiErrors, reason: 'prompt_none_no_session' })
  })

  test('BAS-21 prompt=none of a signed-in person succeeds without a page', async () => {
    const browser = scene.browser()
    const first = await succeed(party, browser, scene.person, { max_age: '1000' })
    const second = await silently(browser, { prompt: 'none', max_age: '1000' })
    assert.equal(second.claims.sub, first.claims.sub)
    assert.equal(second.claims['auth_time'], first.claims['auth_time'])
  })

  test('BAS-22 prompt=login asks again and the sign-in is newer', async () => {
    const browser = scene.browser()
    const first = await succeed(party, browser, scene.person, { max_age: '1000' })
    await delay(1100)
    const pending = party.begin({ prompt: 'login', max_age: '1000' })
    assert.equal(expectPage(await browser.open(pending.url)).name, 'login')
    const second = await succeed(party, browser, scene.person, { prompt: 'login', max_age: '1000' })
    assert.equal(second.claims.sub, first.claims.sub)
    assert.ok(Number(second.claims['auth_time']) > Number(first.claims['auth_time']))
  })

  test('BAS-23 a sign-in older than max_age is asked for again', async () => {
    const browser = scene.browser()
    const first = await succeed(party, browser, scene.person, { max_age: '1000' })
    await delay(2100)
    assert.equal(expectPage(await browser.open(party.begin({ max_age: '1' }).url)).name, 'login')
    const second = await succeed(party, browser, scene.person, { max_age: '1' })
    assert.ok(Number(second.claims['auth_time']) > Number(first.claims['auth_time']))
    assert.ok(Math.abs(Number(second.claims['auth_time']) - Date.now() / 1000) < 30)
  })

  test('BAS-24 a sign-in younger than max_age is used, with the same auth_time', async () => {
    const browser = scene.browser()
    const first = await succeed(party, browser, scene.person, { max_age: '15000' })
    const second = await silently(browser, { max_age: '10000' })
    assert.equal(second.claims.sub, first.claims.sub)
    assert.equal(typeof first.claims['auth_time'], 'number')
    assert.equal(second.claims['auth_time'], first.claims['auth_time'])
  })

  test('BAS-25 prompt=none with the own ID token as a hint succeeds', async () => {
    const browser = scene.browser()
    const first = await succeed(party, browser, scene.person)
    const second = await silently(browser, { prompt: 'none', id_token_hint: first.tokens.id_token })
    assert.equal(second.claims.sub, first.claims.sub)
  })

  test('one sign-in serves two clients', async () => {
    const browser = scene.browser()
    const first = await succeed(party, browser, scene.person)
    const other = await scene.client()
    const visit = await browser.open(other.begin().url)
    if (visit.kind === 'page') assert.equal(visit.page.name, 'consent')
    const second = await succeed(other, browser, { username: 'nobody', password: 'is asked' })
    assert.equal(second.claims.sub, first.claims.sub)
  })
})

/** The same browser, no credentials at hand: any page fails. */
async function silently(browser: Browser, overrides: Readonly<Record<string, string>>) {
  const pending = party.begin(overrides)
  const departure = expectDeparture(await browser.open(pending.url))
  judgeResponse(departure, pending, party)
  const answer = await party.redeem(codeOf(departure), { code_verifier: pending.verifier })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return { claims: (await party.verify(String(answer.body['id_token']))).payload }
}

async function allow(browser: Browser, visit: Awaited<ReturnType<Browser['open']>>) {
  return visit.kind === 'page' && visit.page.name === 'consent'
    ? browser.submit(visit.page, { button: ['decision', 'allow'] })
    : visit
}

function back(pending: PendingSignIn) {
  return { redirectUri: party.redirectUri, state: pending.state, issuer: scene.issuer }
}
