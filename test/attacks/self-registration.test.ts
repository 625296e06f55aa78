import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, codeOf, expectDeparture, expectPage } from '@latchkey/testing'

import { filled, SelfRegistrationScene } from '../settings/self-registration-scene.ts'

let scene: SelfRegistrationScene
before(async () => {
  scene = await SelfRegistrationScene.open()
})
after(() => scene[Symbol.asyncDispose]())

const hour = 60 * 60_000
const sessionOf = (browser: Browser) => browser.cookies.entries().find(([name]) => name === 'latchkey_session')?.[1]

describe('the form for an account of one’s own', () => {
  before(() => scene.allow())

  test('a planted session cookie is not the one of the new account (session fixation)', async () => {
    const planted = `lk_ss_${'A'.repeat(43)}`
    const browser = scene.provider.browser()
    browser.cookies.plant(new URL(`${scene.provider.issuer}/`), 'latchkey_session', planted)
    codeOf(expectDeparture(await browser.submit(await scene.begin(browser), filled('fixed'))))
    assert.notEqual(sessionOf(browser), planted)
  })

  test('markup in names is shown as text', async () => {
    const browser = scene.provider.browser()
    const name = '"><script>alert(1)</script>'
    const page = expectPage(await browser.submit(await scene.begin(browser), filled(name, { password_repeat: 'other' })))
    assert.doesNotMatch(page.html, /<script>alert/)
    assert.equal(page.forms[0]?.fields.find((field) => field.name === 'username')?.value, name)
  })

  test('a form of another site, of another browser and of another request is refused', async () => {
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    const other = await scene.begin(scene.provider.browser())
    const csrf = other.forms[0]?.fields.find(({ name }) => name === 'csrf')?.value ?? ''
    for (const submission of [
      { ...filled('forged'), headers: { origin: 'https://evil.example' } },
      { ...filled('forged'), headers: { 'sec-fetch-site': 'cross-site' } },
      filled('forged', { csrf: undefined }),
      filled('forged', { csrf }),
      filled('forged', { transaction: other.url.searchParams.get('transaction') ?? '' }),
    ]) {
      const refused = expectPage(await browser.submit(page, submission))
      assert.deepEqual([refused.name, refused.status], ['error', 403])
    }
    const stolen = expectPage(await scene.provider.browser().open(page.url))
    assert.equal(stolen.name, 'error')
    assert.equal(await scene.hasAccount('forged'), false)
  })

  test('no parameter of page or form sends the browser elsewhere (open redirect)', async () => {
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    const evil = 'https://evil.example/'
    const more = { next: evil, redirect_uri: evil, return_to: evil, login_href: evil }
    const shown = expectPage(await browser.open(`${page.url}&${new URLSearchParams(more)}`))
    assert.doesNotMatch(shown.html, /evil\.example/)
    const departure = expectDeparture(await browser.submit(page, filled('straight', more)))
    assert.equal(departure.url.origin, new URL(scene.party.redirectUri).origin)
  })

  test('a form that is sent twice makes one account, and the second answer is an error page', async () => {
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    codeOf(expectDeparture(await browser.submit(page, filled('once'))))
    assert.equal(expectPage(await browser.submit(page, filled('twice'))).name, 'error')
    assert.equal(await scene.hasAccount('twice'), false)
  })
})

describe('mass creation', () => {
  test('selfRegistrationsPerNetwork: a network that has had its attempts waits for the next hour', async () => {
    scene.provider.clock.advance(hour)
    await scene.allow({ selfRegistrationsPerNetwork: 3 })
    for (const name of ['mass 1', 'mass 2', 'mass 3']) {
      const browser = scene.provider.browser()
      codeOf(expectDeparture(await browser.submit(await scene.begin(browser), filled(name))))
    }
    const browser = scene.provider.browser()
    const page = expectPage(await browser.submit(await scene.begin(browser), filled('mass 4')))
    assert.deepEqual([page.name, page.status], ['register', 429])
    assert.ok(Number(page.headers.get('retry-after')) > 0)
    assert.equal(await scene.hasAccount('mass 4'), false)
    scene.provider.clock.advance(hour)
    const later = scene.provider.browser()
    codeOf(expectDeparture(await later.submit(await scene.begin(later), filled('mass 4'))))
  })

  test('selfRegistrationsPerHour: all networks together', async () => {
    scene.provider.clock.advance(hour)
    await scene.allow({ selfRegistrationsPerHour: 1 })
    const browser = scene.provider.browser()
    codeOf(expectDeparture(await browser.submit(await scene.begin(browser), filled('hour 1'))))
    const other = scene.provider.browser()
    assert.equal(expectPage(await other.submit(await scene.begin(other), filled('hour 2'))).status, 429)
    assert.equal(await scene.hasAccount('hour 2'), false)
  })

  test('64 forms for one name at once make one account', async () => {
    scene.provider.clock.advance(hour)
    await scene.allow()
    const begun = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const browser = scene.provider.browser()
        return { browser, page: await scene.begin(browser) }
      }),
    )
    const visits = await Promise.all(begun.map(({ browser, page }) => browser.submit(page, filled('contended'))))
    assert.equal(visits.filter(({ kind }) => kind === 'left').length, 1)
    for (const visit of visits) if (visit.kind === 'page') assert.ok([400, 429].includes(visit.page.status))
  })
})
