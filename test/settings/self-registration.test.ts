import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, codeOf, expectDeparture, expectPage, type Page, responseOf, waitUntil } from '@latchkey/testing'

import { filled, SelfRegistrationScene } from './self-registration-scene.ts'

let scene: SelfRegistrationScene
before(async () => {
  scene = await SelfRegistrationScene.open()
})
after(() => scene[Symbol.asyncDispose]())

const sessionOf = (browser: Browser) => browser.cookies.entries().find(([name]) => name === 'latchkey_session')?.[1]

describe('selfRegistration is off', () => {
  before(() => scene.allow({ selfRegistration: 'off' }))

  test('the sign-in page offers no account, and the page for one is not there', async () => {
    const browser = scene.provider.browser()
    const login = expectPage(await browser.open(scene.party.begin().url))
    assert.equal(login.name, 'login')
    assert.ok(!login.links.some(({ pathname }) => pathname === '/register'))
    const page = expectPage(await browser.open(`${scene.provider.issuer}/register${login.url.search}`))
    assert.deepEqual([page.name, page.status], ['register-closed', 403])
    assert.ok(page.links.some(({ href }) => href === login.url.href))
    const departure = expectDeparture(await browser.submit(page, { button: ['decision', 'deny'] }))
    assert.equal(responseOf(departure).get('error'), 'access_denied')
  })

  test('OIDCIUR-4.1 prompt=create is refused and not advertised', async () => {
    const departure = expectDeparture(await scene.provider.browser().open(scene.party.begin({ prompt: 'create' }).url))
    assert.equal(responseOf(departure).get('error'), 'invalid_request')
    const discovery = await (await scene.provider.fetch(`${scene.provider.issuer}/.well-known/openid-configuration`)).json()
    assert.ok(!(discovery as { prompt_values_supported: string[] }).prompt_values_supported.includes('create'))
  })

  test('a form that was open when it was turned off makes no account', async () => {
    await scene.allow()
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    await scene.allow({ selfRegistration: 'off' })
    const closed = expectPage(await browser.submit(page, filled('late')))
    assert.deepEqual([closed.name, closed.status], ['register-closed', 403])
    assert.equal(await scene.hasAccount('late'), false)
  })
})

describe('selfRegistration is anyone', () => {
  before(() => scene.allow())

  test('OIDCIUR-4 prompt=create: the person fills in the form and is signed in to the client', async () => {
    const browser = scene.provider.browser()
    const pending = scene.party.begin({ scope: 'openid profile email', prompt: 'create' })
    const page = expectPage(await browser.open(pending.url))
    assert.deepEqual([page.name, page.status], ['register', 200])
    assert.match(page.html, /autocomplete="username"/)
    assert.match(page.html, /autocomplete="name"/)
    assert.equal(page.html.match(/autocomplete="new-password"/g)?.length, 2)
    const departure = expectDeparture(await browser.submit(page, filled('newcomer')))
    assert.equal(departure.via, 'hand-over')
    const body = await scene.userinfo(await scene.redeemed(departure, pending))
    assert.deepEqual([body['name'], body['preferred_username'], body['email']], ['New Person', 'newcomer', undefined])
    codeOf(expectDeparture(await browser.open(scene.party.begin({ prompt: 'none' }).url)))
  })

  test('the account has the built-in role of users, and its creation is in the journal with where it came from', async () => {
    const account = await scene.accountOf('newcomer')
    assert.deepEqual([account['roles'], account['disabled'], account['memberGroupIds']], [{ '@type': 'User' }, false, {}])
    const [id] = await scene.provider.query('Revision', { objectId: String(account['id']) })
    const revision = await scene.provider.get('Revision', id)
    assert.deepEqual([revision['actorKind'], revision['through']], ['anonymous', 'page'])
    assert.doesNotMatch(JSON.stringify(revision), /a long password/)
    const events = await scene.provider.query('AuditEvent', { accountId: String(account['id']) })
    assert.ok(events.length > 0)
  })

  test('the sign-in page leads to the form and the form to the sign-in page, in the same request', async () => {
    const browser = scene.provider.browser()
    const login = expectPage(await browser.open(scene.party.begin().url))
    const link = login.links.find(({ pathname }) => pathname === '/register') ?? assert.fail('no link')
    const page = await browser.openPage(link)
    assert.equal(page.name, 'register')
    const back = await browser.openPage(page.links.find(({ pathname }) => pathname === '/login') ?? assert.fail('no link'))
    assert.equal(back.name, 'login')
    codeOf(expectDeparture(await browser.submit(back, { fields: { ...scene.provider.person } })))
  })

  test('prompt=create: who has an account signs in instead', async () => {
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    const login = await browser.openPage(page.links.find(({ pathname }) => pathname === '/login') ?? assert.fail('no link'))
    assert.equal(login.name, 'login')
    codeOf(expectDeparture(await browser.submit(login, { fields: { ...scene.provider.person } })))
  })

  test('prompt=create: who is signed in is told so, and the new account takes their place with a session of its own', async () => {
    const browser = scene.provider.browser()
    codeOf(await browser.signIn(scene.party.begin().url, scene.provider.person))
    const before = sessionOf(browser)
    const page = await scene.begin(browser)
    assert.match(page.text, /You are signed in as ada/)
    codeOf(expectDeparture(await browser.submit(page, filled('second'))))
    const now = sessionOf(browser)
    assert.ok(now !== undefined && now !== before)
    // The session from before has ended: its cookie opens nothing.
    const old = await scene.provider.fetch(scene.party.begin({ prompt: 'none' }).url.href, {
      headers: { cookie: `latchkey_session=${before}` },
    })
    assert.match(old.headers.get('location') ?? '', /error=login_required/)
  })

  test('login_hint is filled in, unless it is an address where names are chosen', async () => {
    const value = (page: Page) => page.forms[0]?.fields.find(({ name }) => name === 'username')?.value
    assert.equal(value(await scene.begin(scene.provider.browser(), { login_hint: 'grace' })), 'grace')
    assert.equal(value(await scene.begin(scene.provider.browser(), { login_hint: 'grace@mail.example' })), '')
  })

  test('cancelled: access_denied', async () => {
    const browser = scene.provider.browser()
    const departure = expectDeparture(await browser.submit(await scene.begin(browser), { button: ['decision', 'deny'] }))
    assert.equal(responseOf(departure).get('error'), 'access_denied')
  })

  for (const [what, status, fields, says] of [
    ['nothing filled in', 400, { username: '', name: '', password: '', password_repeat: '' }, /Fill in every field/],
    ['no name', 400, { name: ' ' }, /Fill in every field/],
    ['a short password', 400, { password: 'short', password_repeat: 'short' }, /too short/],
    ['an over-long password', 400, { password: 'x'.repeat(5000), password_repeat: 'x'.repeat(5000) }, /too long/],
    ['two passwords', 400, { password_repeat: 'another one' }, /not the same/],
    ['a name that is taken', 400, { username: 'ada' }, /This name is taken/],
    ['the same name in wide letters', 400, { username: 'ＡＤＡ' }, /This name is taken/],
    ['a name that looks alike', 400, { username: 'аda' }, /cannot be used/],
    ['an address for a name', 400, { username: 'a@mail.example' }, /cannot be used/],
    ['an over-long user name', 400, { username: 'x'.repeat(5000) }, /cannot be used/],
    ['an over-long name', 400, { name: 'x'.repeat(5000) }, /cannot be used/],
    ['a name on two lines', 400, { name: 'two\nlines' }, /cannot be used/],
  ] as const) {
    test(`the form says what is wrong and keeps what may be kept: ${what}`, async () => {
      const browser = scene.provider.browser()
      const page = expectPage(await browser.submit(await scene.begin(browser), filled('unmade', fields)))
      assert.deepEqual([page.name, page.status], ['register', status])
      assert.match(page.text, says)
      for (const { name, value } of page.forms[0]?.fields ?? []) if (name.startsWith('password')) assert.equal(value, '')
      assert.equal(await scene.hasAccount('unmade'), false)
    })
  }

  test('speaks German to who reads it', async () => {
    const page = await scene.begin(scene.provider.browser(), { ui_locales: 'de' })
    assert.deepEqual([page.language, page.heading], ['de', 'Konto für Web mail anlegen'])
  })

  test('the trace of the request tells that the account was created, and nothing of it', async () => {
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    const traceId = page.headers.get('latchkey-trace') ?? ''
    codeOf(expectDeparture(await browser.submit(page, filled('traced'))))
    // Traces are written in the background.
    const trace = await waitUntil('the step', async () => {
      const text = JSON.stringify(await scene.provider.call('x:Trace/get', { ids: [traceId] }))
      return text.includes('"note":"account created"') ? text : undefined
    })
    assert.doesNotMatch(trace, /traced|New Person|long password/)
  })
})
