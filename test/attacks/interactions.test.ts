import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  codeOf,
  createAccount,
  expectDeparture,
  expectPage,
  type PendingSignIn,
  type RelyingParty,
  Scene,
} from '@latchkey/testing'

const mallory = { username: 'mallory', password: 'a password of mallory' }

let scene: Scene
let party: RelyingParty
let other: RelyingParty
before(async () => {
  scene = await Scene.open()
  party = await scene.client({ fields: { skipConsent: true } })
  other = await scene.client({ fields: { skipConsent: true } })
  await createAccount(scene.server, { ...mallory, claims: {} })
})
after(() => scene[Symbol.asyncDispose]())

/** What the party gets for the code that the browser came back with. */
async function finish(pending: PendingSignIn, visit: Awaited<ReturnType<Browser['open']>>) {
  const departure = expectDeparture(visit)
  assert.equal(departure.url.searchParams.get('state'), pending.state)
  const { status, body } = await party.redeem(codeOf(departure), { code_verifier: pending.verifier })
  assert.equal(status, 200)
  const { payload } = await party.verify(String(body['id_token']))
  assert.equal(payload['nonce'], pending.nonce)
  return { url: departure.url, tokens: body, claims: payload }
}

/** Whose sign-in it is that lives in the browser, by a request that shows nothing. */
async function silentSubject(browser: Browser): Promise<unknown> {
  const pending = party.begin({ prompt: 'none' })
  const { claims } = await finish(pending, await browser.open(pending.url))
  return claims.sub
}

// Faults that other servers had: CVE-2026-7571 (a restart mixed parameters in), CVE-2023-6787 (a cancelled sign-in stayed).
describe('a request that is under way', () => {
  test('is not changed by parameters beside the name of its transaction', async () => {
    const browser = scene.browser()
    const pending = party.begin()
    const login = await browser.openPage(pending.url)
    const mixed = new URL(login.url)
    const foreign = Object.entries({
      client_id: other.clientId,
      redirect_uri: 'https://evil.example/cb',
      response_type: 'token',
      response_mode: 'fragment',
      scope: 'openid offline_access',
      state: 'of the attacker',
      nonce: 'of the attacker',
      prompt: 'none',
    })
    for (const [name, value] of foreign) mixed.searchParams.set(name, value)
    const page = await browser.openPage(mixed)
    const fields = { ...scene.person, ...Object.fromEntries(foreign) }
    const { url, tokens, claims } = await finish(pending, await browser.submit(page, { fields }))
    assert.ok(url.href.startsWith(`${party.redirectUri}?`))
    assert.equal(url.hash, '')
    assert.deepEqual([claims.aud, tokens['refresh_token']], [party.clientId, undefined])
  })
})

describe('prompt=login', () => {
  test('that is cancelled, or answered with a wrong password, gives no code and leaves who was signed in', async () => {
    const browser = scene.browser()
    await party.signIn(browser, scene.person)
    const subject = await silentSubject(browser)
    const page = await browser.openPage(party.begin({ prompt: 'login' }).url)
    const wrong = expectPage(await browser.submit(page, { fields: { ...mallory, password: 'not the password' } }))
    assert.equal(wrong.name, 'login')
    const departure = expectDeparture(await browser.submit(wrong, { button: ['decision', 'deny'] }))
    assert.deepEqual([departure.url.searchParams.get('error'), departure.url.searchParams.get('code')], ['access_denied', null])
    assert.equal(await silentSubject(browser), subject)
  })

  test('is not satisfied by opening the page, or the request, once more', async () => {
    const browser = scene.browser()
    await party.signIn(browser, scene.person)
    const { url } = party.begin({ prompt: 'login' })
    const page = await browser.openPage(url)
    for (const again of [page.url, url]) assert.equal(expectPage(await browser.open(again)).name, 'login')
  })

  test('answered by another person leaves a sign-in of that person alone', async () => {
    const browser = scene.browser()
    const first = await party.signIn(browser, scene.person)
    const second = await party.signIn(browser, mallory, { prompt: 'login' })
    assert.notEqual(second.claims.sub, first.claims.sub)
    assert.equal(await silentSubject(browser), second.claims.sub)
  })
})
