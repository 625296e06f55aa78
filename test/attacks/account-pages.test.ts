import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  createAccount,
  expectErrorPage,
  expectPage,
  type Page,
  type RelyingParty,
  type Scene,
  waitUntil,
} from '@latchkey/testing'
import { LogoutScene } from '../logout/logout-scene.ts'

const hostileName = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202eevil'
const paths = ['/account', '/account/applications', '/account/sessions', '/account/password'] as const

let logout: LogoutScene
let scene: Scene
let party: RelyingParty
before(async () => {
  logout = await LogoutScene.open()
  scene = logout.scene
  party = await logout.client({ description: 'Notes' })
  await createAccount(scene.server, { username: 'mallory', password: 'a password of mallory', claims: {} })
})
after(() => logout[Symbol.asyncDispose]())

const mallory = { username: 'mallory', password: 'a password of mallory' }
const at = (path: string) => `${scene.issuer}${path}`

/** A browser in which somebody is signed in, with a grant for the party. */
async function signedIn(person = scene.person): Promise<{ readonly browser: Browser; readonly accessToken: string }> {
  const browser = scene.browser()
  const { tokens } = await party.signIn(browser, person)
  return { browser, accessToken: tokens.access_token }
}

const application = (browser: Browser, clientId = party.clientId): Promise<Page> =>
  browser.openPage(`${at('/account/applications')}?client=${encodeURIComponent(clientId)}`)

const isGood = async (token: string): Promise<boolean> => (await party.userinfo(token)).status === 200

/** The cookie that says who is signed in. */
const sessionCookie = (browser: Browser) =>
  browser.cookies.entries().find(([name]) => name.endsWith('session')) ?? assert.fail('no session')

/** Public name of a session: the one that the sign-ins page of another browser of the person would end. */
async function sessionIdOf(browser: Browser, other: Browser): Promise<string> {
  const page = await other.openPage(at('/account/sessions'))
  const ids = page.forms[0]?.fields.flatMap(({ name, value }) => (name === 'session' ? [value] : [])) ?? []
  const own = await browser.openPage(at('/account/sessions'))
  const others = own.forms[0]?.fields.map(({ value }) => value) ?? []
  return ids.find((id) => !others.includes(id)) ?? assert.fail('no session')
}

describe('strangers', () => {
  test('see none of the pages, and are led back to the one that they wanted', async () => {
    for (const path of paths) {
      const browser = scene.browser()
      const login = await browser.openPage(at(path))
      assert.equal(login.name, 'login', path)
      const page = expectPage(await browser.submit(login, { fields: { ...scene.person } }))
      assert.equal(page.url.pathname, path)
    }
  })

  test('change nothing by a form of their own', async () => {
    const { accessToken } = await signedIn()
    for (const path of paths.slice(1)) {
      const body = new URLSearchParams({ client: party.clientId, decision: 'remove', session: 'ses_1', csrf: 'x' })
      assert.equal(expectPage(await scene.browser().post(at(path), body)).name, 'login')
    }
    assert.ok(await isGood(accessToken))
  })
})

describe('RFC9700-4.16 pages of a person', () => {
  test('are framed by nobody, kept by nobody, and tell nobody where they are', async () => {
    const { browser } = await signedIn()
    for (const path of [...paths, `/account/applications?client=${party.clientId}`, '/account/applications?client=unknown']) {
      const { headers } = await browser.openPage(at(path))
      assert.equal(headers.get('x-frame-options'), 'DENY')
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'; frame-ancestors 'none'/)
      assert.deepEqual([headers.get('cache-control'), headers.get('referrer-policy')], ['no-store', 'no-referrer'])
      assert.equal(headers.get('access-control-allow-origin'), null)
    }
  })
})

describe('forms', () => {
  test('without their protection, with that of another form, browser or session, change nothing', async () => {
    const { browser, accessToken } = await signedIn()
    const [page, sessions] = [await application(browser), await browser.openPage(at('/account/sessions'))]
    const attacker = await signedIn(mallory)
    const csrfOf = (shown: Page) => shown.forms[0]?.fields.find(({ name }) => name === 'csrf')?.value ?? assert.fail('no token')
    const button = ['decision', 'remove'] as const
    for (const csrf of [undefined, '', 'guess', csrfOf(sessions), csrfOf(await application(attacker.browser))]) {
      expectErrorPage(await browser.submit(page, { fields: { csrf }, button }), 'invalid_request', 'csrf_mismatch')
    }
    assert.ok(await isGood(accessToken))
    assert.ok(await isGood(attacker.accessToken))
  })

  test('that end sign-ins or set a password do nothing without their protection, with that of another form, or from elsewhere', async () => {
    const [here, there] = [await signedIn(), await signedIn()]
    const sessions = await here.browser.openPage(at('/account/sessions'))
    const password = await here.browser.openPage(at('/account/password'))
    const csrfOf = (shown: Page) => shown.forms[0]?.fields.find(({ name }) => name === 'csrf')?.value ?? assert.fail('no token')
    const next = { current: scene.person.password, password: 'the next password', password_repeat: 'the next password' }
    const attempts = [
      { page: sessions, own: csrfOf(sessions), foreign: csrfOf(password), sent: { fields: {}, button: ['decision', 'others'] } },
      { page: password, own: csrfOf(password), foreign: csrfOf(sessions), sent: { fields: next } },
    ] as const
    for (const { page, own, foreign, sent } of attempts) {
      for (const csrf of [undefined, '', 'guess', foreign]) {
        const visit = await here.browser.submit(page, { ...sent, fields: { ...sent.fields, csrf } })
        expectErrorPage(visit, 'invalid_request', 'csrf_mismatch')
      }
      for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
        const visit = await here.browser.submit(page, { ...sent, fields: { ...sent.fields, csrf: own }, headers })
        expectErrorPage(visit, 'invalid_request', 'origin_mismatch')
      }
    }
    for (const { browser, accessToken } of [here, there]) {
      assert.equal((await browser.openPage(at('/account'))).name, 'account')
      assert.ok(await isGood(accessToken))
    }
  })

  test('from another site change nothing', async () => {
    const { browser, accessToken } = await signedIn()
    const page = await application(browser)
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const visit = await browser.submit(page, { button: ['decision', 'remove'], headers })
      expectErrorPage(visit, 'invalid_request', 'origin_mismatch')
    }
    assert.ok(await isGood(accessToken))
  })

  test('with another button, twice the same field, or a body that is none are refused', async () => {
    const { browser, accessToken } = await signedIn()
    const page = await application(browser)
    expectErrorPage(await browser.submit(page, { button: ['decision', 'allow'] }), 'invalid_request', 'decision_unknown')
    const csrf = page.forms[0]?.fields.find(({ name }) => name === 'csrf')?.value ?? ''
    for (const name of ['client', 'decision', 'csrf']) {
      const body = new URLSearchParams({ client: party.clientId, decision: 'remove', csrf })
      body.append(name, body.get(name) ?? '')
      const { status } = expectPage(await browser.post(at('/account/applications'), body))
      assert.equal(status, 400, name)
    }
    const json = await scene.server.fetch(at('/account/applications'), {
      method: 'POST',
      headers: { cookie: sessionCookie(browser).join('='), 'content-type': 'application/json' },
      body: '{}',
    })
    assert.equal(json.status, 400)
    assert.ok(await isGood(accessToken))
  })
})

describe('what is another person’s', () => {
  test('an app to which only somebody else gave access is like one that does not exist', async () => {
    const others = await logout.client({ description: 'Only of mallory' })
    await others.signIn(scene.browser(), mallory)
    const { browser } = await signedIn()
    const [theirs, unknown] = [await application(browser, others.clientId), await application(browser, 'no-such-client')]
    assert.deepEqual([theirs.status, unknown.status], [404, 404])
    assert.equal(theirs.text, unknown.text)
    assert.doesNotMatch(theirs.html, /Only of mallory/)
  })

  test('an app whose id is none is like one that does not exist', async () => {
    const { browser, accessToken } = await signedIn()
    const page = await application(browser)
    const csrf = page.forms[0]?.fields.find(({ name }) => name === 'csrf')?.value ?? assert.fail('no token')
    for (const client of ['', '\0', `${party.clientId}\0`, '\u{1f600}', 'x'.repeat(1_000), "' or 1=1 --", '%00']) {
      const body = new URLSearchParams({ client, decision: 'remove', csrf })
      const answer = expectPage(await browser.post(at('/account/applications'), body))
      assert.equal(answer.status, 200, JSON.stringify(client.slice(0, 20)))
      assert.match(answer.text, /may have been removed before/)
      const { status } = await browser.openPage(`${at('/account/applications')}?client=${encodeURIComponent(client)}`)
      assert.equal(status, 404, JSON.stringify(client.slice(0, 20)))
    }
    assert.ok(await isGood(accessToken))
  })

  test('a removal reaches the grants of the person alone', async () => {
    const { browser, accessToken } = await signedIn()
    const attacker = await signedIn(mallory)
    await attacker.browser.submit(await application(attacker.browser), { button: ['decision', 'remove'] })
    assert.deepEqual([await isGood(accessToken), await isGood(attacker.accessToken)], [true, false])
    assert.equal((await application(browser)).name, 'application')
  })

  test('a session of somebody else is not ended, and the answer is that of one that does not exist', async () => {
    const [victim, second] = [await signedIn(), await signedIn()]
    const sessionId = await sessionIdOf(victim.browser, second.browser)
    const attacker = await signedIn(mallory)
    const page = await attacker.browser.openPage(at('/account/sessions'))
    const texts: string[] = []
    for (const session of [sessionId, 'ses_unknown', 'x'.repeat(1_000), "' or 1=1 --"]) {
      const answer = expectPage(await attacker.browser.submit(page, { button: ['session', session] }))
      assert.equal(answer.status, 200)
      texts.push(answer.text)
    }
    assert.deepEqual(new Set(texts).size, 1)
    assert.equal((await victim.browser.openPage(at('/account'))).name, 'account')
  })

  test('the own session is not ended by the form that ends others', async () => {
    const [here, there] = [await signedIn(), await signedIn()]
    const own = await sessionIdOf(here.browser, there.browser)
    const page = await here.browser.openPage(at('/account/sessions'))
    await here.browser.submit(page, { button: ['session', own] })
    assert.equal((await here.browser.openPage(at('/account'))).name, 'account')
  })
})

describe('somebody who may no more', () => {
  test('a session that ended meanwhile removes nothing', async () => {
    const [here, there] = [await signedIn(), await signedIn()]
    const page = await application(here.browser)
    const cookie = sessionCookie(here.browser)
    const sessions = await there.browser.openPage(at('/account/sessions'))
    await there.browser.submit(sessions, { button: ['decision', 'others'] })
    const body = new URLSearchParams({ client: party.clientId, decision: 'remove' })
    for (const { name, value } of page.forms[0]?.fields ?? []) if (name === 'csrf') body.set(name, value)
    here.browser.cookies.plant(new URL(scene.issuer), ...cookie)
    assert.equal(expectPage(await here.browser.post(at('/account/applications'), body)).name, 'login')
    assert.ok(await isGood(there.accessToken))
  })

  test('a disabled account sees and changes nothing', async () => {
    const person = { username: 'leaver', password: 'a password of a leaver' }
    await createAccount(scene.server, { ...person, claims: {} })
    const { browser } = await signedIn(person)
    const pages = await Promise.all(paths.slice(1).map((path) => browser.openPage(at(path))))
    const { ids } = await logout.api('x:Account/query', { filter: { name: person.username } })
    const [id = ''] = ids as readonly string[]
    await logout.api('x:Account/set', { update: { [id]: { disabled: true } } })
    await waitUntil('the account is disabled', async () => (await browser.openPage(at('/account'))).name === 'login' || undefined)
    for (const path of paths) assert.equal((await browser.openPage(at(path))).name, 'login')
    for (const page of pages) {
      if (page.forms[0] !== undefined) assert.equal(expectPage(await browser.submit(page)).name, 'login')
    }
    const { ids: grants } = await logout.api('x:Grant/query', { filter: { accountId: id } })
    assert.equal((grants as readonly string[]).length, 1)
  })
})

describe('races', () => {
  test('of many removals at once one removes, all answer, and nothing is left', async () => {
    const { browser, accessToken } = await signedIn()
    const page = await application(browser)
    const visits = await Promise.all(Array.from({ length: 16 }, () => browser.submit(page, { button: ['decision', 'remove'] })))
    const texts = visits.map((visit) => expectPage(visit).text)
    assert.equal(texts.filter((text) => text.includes('has no access to your account any more')).length, 1)
    assert.equal(texts.filter((text) => text.includes('may have been removed before')).length, 15)
    assert.equal(await isGood(accessToken), false)
  })
})

describe('names that apps give themselves', () => {
  test('are text on every page', async () => {
    const hostile = await logout.client({ description: hostileName })
    const browser = scene.browser()
    await hostile.signIn(browser, scene.person)
    const list = await browser.openPage(at('/account/applications'))
    const one = await application(browser, hostile.clientId)
    const done = expectPage(await browser.submit(one, { button: ['decision', 'remove'] }))
    for (const page of [list, one, done]) {
      assert.ok(!page.html.includes('<script>alert') && !page.html.includes('<img src=x'))
      assert.ok(page.text.includes('"><script>alert(1)</script>'))
    }
  })
})

describe('the current password', () => {
  test('is guessed no faster here than at sign-in', async () => {
    const person = { username: 'guessed', password: 'a password that is guessed' }
    await createAccount(scene.server, { ...person, claims: {} })
    const { browser, accessToken } = await signedIn(person)
    const page = await browser.openPage(at('/account/password'))
    const guess = async (current: string): Promise<Page> => {
      const fields = { current, password: 'the next password', password_repeat: 'the next password' }
      return expectPage(await browser.submit(page, { fields }))
    }
    let last = await guess('wrong 0')
    for (let tries = 1; last.status === 401 && tries < 40; tries += 1) last = await guess(`wrong ${tries}`)
    assert.equal(last.status, 429)
    assert.ok(Number(last.headers.get('retry-after')) > 0)
    assert.equal((await guess(person.password)).status, 429)
    assert.ok(await isGood(accessToken))
  })
})
