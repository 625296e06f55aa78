import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, expectDeparture, expectErrorPage, expectPage, type RelyingParty, Scene } from '@latchkey/testing'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client({ fields: { skipConsent: true } })
})
after(() => scene[Symbol.asyncDispose]())

const cookie = (browser: Browser, ending: string) => browser.cookies.entries().find(([name]) => name.endsWith(ending))

describe('session fixation', () => {
  test('a session cookie that was planted before the sign-in is not the one after it', async () => {
    const name = await sessionCookieName()
    const planted = 'A'.repeat(43)
    const victim = scene.browser()
    victim.cookies.plant(new URL(scene.issuer), name, planted)
    await party.signIn(victim, scene.person)
    assert.notEqual(cookie(victim, name)?.[1], planted)
    const attacker = scene.browser()
    attacker.cookies.plant(new URL(scene.issuer), name, planted)
    assert.equal(await errorOfSilentRequest(attacker), 'login_required')
  })

  test('a live session of the attacker, planted before the sign-in, does not become the victim’s', async () => {
    const name = await sessionCookieName()
    const attacker = scene.browser()
    await party.signIn(attacker, scene.person)
    const own = cookie(attacker, name)?.[1] ?? ''
    const victim = scene.browser()
    victim.cookies.plant(new URL(scene.issuer), name, own)
    await party.signIn(victim, scene.person, { prompt: 'login' })
    assert.notEqual(cookie(victim, name)?.[1], own)
  })

  test('signing in again changes the cookie, and the old one is dead', async () => {
    const name = await sessionCookieName()
    const browser = scene.browser()
    await party.signIn(browser, scene.person)
    const old = cookie(browser, name)?.[1] ?? ''
    await party.signIn(browser, scene.person, { prompt: 'login' })
    assert.notEqual(cookie(browser, name)?.[1], old)
    const thief = scene.browser()
    thief.cookies.plant(new URL(scene.issuer), name, old)
    assert.equal(await errorOfSilentRequest(thief), 'login_required')
  })

  test('a sign-in that was begun in one browser cannot be finished in another', async () => {
    const begun = scene.browser()
    const page = await begun.openPage(party.begin().url)
    expectErrorPage(await scene.browser().open(page.url), 'invalid_request', 'transaction_other_browser')
  })

  test('a browser that signed in with planted transaction cookies gets no code for the attacker’s request', async () => {
    const attacker = scene.browser()
    const page = await attacker.openPage(party.begin().url)
    const victim = scene.browser()
    await party.signIn(victim, scene.person)
    expectErrorPage(await victim.open(page.url), 'invalid_request', 'transaction_other_browser')
  })
})

describe('cookies', () => {
  test('are kept from scripts and from other sites', async () => {
    const browser = scene.browser()
    const lines: string[] = []
    browser.observe = (_url, response) => lines.push(...response.headers.getSetCookie())
    await party.signIn(browser, scene.person)
    assert.ok(lines.length > 0)
    // What the session frame reads says nothing of the session to whoever has no key (OIDCSM-3.2).
    const forScripts = lines.filter((line) => /^(__Host-)?latchkey_state=/.test(line))
    assert.equal(forScripts.length, 1)
    for (const line of lines) {
      if (!forScripts.includes(line)) assert.match(line, /; *HttpOnly/i)
      assert.match(line, /; *SameSite=(Lax|Strict)/i)
      assert.doesNotMatch(line, /; *Domain=/i)
    }
  })

  test('no cookie, code or token of a sign-in is in what the server printed', async () => {
    const browser = scene.browser()
    const { tokens, departure } = await party.signIn(browser, scene.person, { scope: 'openid offline_access', prompt: 'consent' })
    const secrets = [
      ...browser.cookies.entries().map(([, value]) => value),
      departure.url.searchParams.get('code') ?? '',
      tokens.access_token,
      tokens.id_token,
      tokens.refresh_token ?? '',
      scene.person.password,
      party.clientSecret ?? '',
    ].filter((value) => value.length > 8)
    assert.ok(secrets.length >= 6)
    for (const secret of secrets) assert.equal(scene.server.output.includes(secret), false)
  })
})

async function sessionCookieName(): Promise<string> {
  const browser = scene.browser()
  await party.signIn(browser, scene.person)
  const name = cookie(browser, 'session')?.[0]
  assert.ok(name)
  return name
}

async function errorOfSilentRequest(browser: Browser): Promise<string | null> {
  const visit = await browser.open(party.begin({ prompt: 'none' }).url)
  if (visit.kind === 'page') assert.fail(expectPage(visit).text)
  return expectDeparture(visit).url.searchParams.get('error')
}
