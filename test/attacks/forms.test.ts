import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  expectDeparture,
  expectErrorPage,
  expectPage,
  expectRedirectError,
  type Page,
  type RelyingParty,
  Scene,
} from '@latchkey/testing'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

const login = (browser: Browser, client = party): Promise<Page> =>
  browser.openPage(client.begin({ scope: 'openid email', prompt: 'login consent' }).url)

async function consent(browser: Browser, client = party): Promise<Page> {
  const page = expectPage(await browser.submit(await login(browser, client), { fields: { ...scene.person } }))
  assert.equal(page.name, 'consent')
  return page
}

describe('RFC6749-10.12 forms are accepted only as they were shown', () => {
  test('a login form without its hidden fields is refused', async () => {
    const browser = scene.browser()
    const page = await login(browser)
    for (const { name, type } of page.forms[0]?.fields ?? []) {
      if (type !== 'hidden') continue
      expectErrorPage(await browser.submit(page, { fields: { ...scene.person, [name]: undefined } }))
    }
    assert.equal(await isSignedIn(browser), false)
  })

  test('a login form with altered protection is refused', async () => {
    const browser = scene.browser()
    const page = await login(browser)
    expectErrorPage(
      await browser.submit(page, { fields: { ...scene.person, csrf: 'guess' } }),
      'invalid_request',
      'csrf_mismatch',
    )
    assert.equal(await isSignedIn(browser), false)
  })

  test('a login form that another browser was shown is refused: nobody is signed in as the attacker', async () => {
    const attacker = scene.browser()
    const victim = scene.browser()
    const page = await login(attacker)
    await login(victim)
    expectErrorPage(await victim.submit(page, { fields: { ...scene.person } }))
    expectErrorPage(await scene.browser().submit(page, { fields: { ...scene.person } }))
    assert.equal(await isSignedIn(victim), false)
  })

  test('a form that another site sends is refused by its origin', async () => {
    const browser = scene.browser()
    const page = await login(browser)
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const visit = await browser.submit(page, { fields: { ...scene.person }, headers })
      expectErrorPage(visit, undefined, 'origin_mismatch')
    }
    assert.equal(await isSignedIn(browser), false)
  })

  test('a consent form without or with altered hidden fields allows nothing', async () => {
    const browser = scene.browser()
    const client = await scene.client()
    const page = await consent(browser, client)
    for (const { name, type } of page.forms[0]?.fields ?? []) {
      if (type !== 'hidden') continue
      for (const value of [undefined, 'guess']) {
        expectErrorPage(await browser.submit(page, { fields: { [name]: value }, button: ['decision', 'allow'] }))
      }
    }
    assert.equal(expectPage(await browser.open(client.begin({ scope: 'openid email' }).url)).name, 'consent')
  })

  test('a consent form of one request does not allow another', async () => {
    const browser = scene.browser()
    const first = await consent(browser)
    const other = await scene.client()
    const second = await browser.openPage(other.begin({ scope: 'openid email phone' }).url)
    const transaction = second.forms[0]?.fields.find(({ name }) => name === 'transaction')?.value
    assert.ok(transaction)
    expectErrorPage(await browser.submit(first, { fields: { transaction }, button: ['decision', 'allow'] }))
  })

  test('a consent form that another browser was shown is refused', async () => {
    const page = await consent(scene.browser())
    const victim = scene.browser()
    await consent(victim)
    expectErrorPage(await victim.submit(page, { button: ['decision', 'allow'] }))
  })

  test('a form sent by GET changes nothing', async () => {
    const browser = scene.browser()
    const page = await login(browser)
    const fields = page.forms[0]?.fields.filter(({ type }) => type === 'hidden').map(({ name, value }) => [name, value]) ?? []
    await browser.open(
      `${scene.issuer}/login?${new URLSearchParams([...fields, ...Object.entries(scene.person)] as [string, string][])}`,
    )
    assert.equal(await isSignedIn(browser), false)
  })

  test('a finished form sent again is answered with a page, not with a second code', async () => {
    const browser = scene.browser()
    const page = await consent(browser)
    expectDeparture(await browser.submit(page, { button: ['decision', 'allow'] }))
    expectErrorPage(await browser.submit(page, { button: ['decision', 'allow'] }), 'invalid_request', 'transaction_unknown')
  })

  test('a consent form without a decision is not an allowance', async () => {
    const browser = scene.browser()
    const page = await consent(browser)
    expectErrorPage(await browser.submit(page, { button: ['decision', 'perhaps'] }), 'invalid_request', 'decision_unknown')
    expectErrorPage(await browser.submit(page), 'invalid_request', 'decision_unknown')
  })
})

describe('the person says no', () => {
  test('cancelling the login page is access_denied', async () => {
    const browser = scene.browser()
    const pending = party.begin()
    const page = await browser.openPage(pending.url)
    const departure = expectDeparture(await browser.submit(page, { button: ['decision', 'deny'] }))
    const { redirectUri } = party
    const expected = { redirectUri, state: pending.state, issuer: scene.issuer, error: 'access_denied' }
    expectRedirectError(departure, { ...expected, reason: 'user_denied' })
  })

  test('denying on the consent page is access_denied, and nothing is remembered', async () => {
    const browser = scene.browser()
    const client = await scene.client()
    const departure = expectDeparture(await browser.submit(await consent(browser, client), { button: ['decision', 'deny'] }))
    assert.equal(departure.url.searchParams.get('error'), 'access_denied')
    assert.equal(expectPage(await browser.open(client.begin({ scope: 'openid email' }).url)).name, 'consent')
  })
})

describe('guessing at passwords', () => {
  test('wrong name and wrong password look the same', async () => {
    const seen = []
    for (const fields of [
      { username: scene.person.username, password: 'not-the-one' },
      { username: 'nobody-here', password: 'not-the-one' },
    ]) {
      const browser = scene.browser()
      const page = expectPage(await browser.submit(await login(browser), { fields }))
      assert.equal(page.name, 'login')
      assert.equal(page.html.includes('not-the-one'), false)
      seen.push({ status: page.status, text: page.text, heading: page.heading })
    }
    assert.deepEqual(seen[0], seen[1])
  })

  test('LATCHKEY-0008-authcode-max-attempts three failures end the sign-in, the right password included', async () => {
    const browser = scene.browser()
    const page = await login(browser)
    let visit = await browser.submit(page, { fields: { username: 'grace', password: 'wrong' } })
    for (let attempt = 1; attempt < 3; attempt++) {
      visit = await browser.submit(page, { fields: { username: 'grace', password: 'wrong' } })
    }
    if (visit.kind === 'left') assert.equal(visit.url.searchParams.get('error'), 'access_denied')
    else expectErrorPage(visit, 'access_denied', 'sign_in_attempts_exhausted')
    expectErrorPage(await browser.submit(page, { fields: { ...scene.person } }), 'invalid_request', 'transaction_unknown')
  })
})

async function isSignedIn(browser: Browser): Promise<boolean> {
  const visit = await browser.open(party.begin({ prompt: 'none' }).url)
  return expectDeparture(visit).url.searchParams.get('error') !== 'login_required'
}
