import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, createAccount, expectPage, type Page, type RelyingParty, type Scene } from '@latchkey/testing'
import { LogoutScene } from '../logout/logout-scene.ts'
import { Receiver } from '../logout/receiver.ts'

let logout: LogoutScene
let scene: Scene
let receiver: Receiver
let calendar: RelyingParty
before(async () => {
  receiver = await Receiver.open()
  logout = await LogoutScene.open()
  scene = logout.scene
  calendar = await logout.client({
    description: 'Team calendar',
    skipConsent: false,
    backchannelLogoutUri: `${receiver.origin}/calendar`,
  })
})
after(async () => {
  await logout[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

let people = 0
/** Somebody whom no other test knows. */
async function somebody(): Promise<{ readonly username: string; readonly password: string }> {
  people += 1
  const person = { username: `person-${people}`, password: 'a password that is hers' }
  await createAccount(scene.server, { ...person, claims: { name: 'Grace', email: 'grace@example.org', email_verified: true } })
  return person
}

const at = (path: string) => `${scene.issuer}/account${path}`
const linkTo = (page: Page, clientId: string) =>
  page.links.find(({ searchParams }) => searchParams.get('client') === clientId) ?? assert.fail(`no link to ${clientId}`)
const names = (page: Page) => page.links.flatMap(({ searchParams }) => searchParams.get('client') ?? [])

async function press(browser: Browser, page: Page, button: readonly [string, string]): Promise<Page> {
  return expectPage(await browser.submit(page, { button }))
}

/** The events about an account, oldest first. */
async function events(accountId: unknown, kind: string): Promise<readonly Record<string, unknown>[]> {
  const { ids } = await logout.api('x:AuditEvent/query', {
    filter: { accountId, kind },
    sort: [{ property: 'at', isAscending: true }],
  })
  return logout.list('AuditEvent', ids as readonly string[])
}

describe('apps with access', () => {
  test('are listed with what they may do and can read, and their access is removed at once', async () => {
    const person = await somebody()
    const browser = scene.browser()
    const scope = 'openid profile email offline_access'
    const { tokens } = await calendar.signIn(browser, person, { scope, prompt: 'consent' })
    const list = await browser.openPage(at('/applications'))
    assert.deepEqual([list.name, list.status, names(list)], ['applications', 200, [calendar.clientId]])
    const one = await browser.openPage(linkTo(list, calendar.clientId))
    assert.equal(one.name, 'application')
    for (const text of ['Team calendar', 'See your email address', 'grace@example.org', 'It can renew its access by itself']) {
      assert.ok(one.text.includes(text), text)
    }
    const done = await press(browser, one, ['decision', 'remove'])
    assert.equal(done.name, 'applications')
    assert.match(done.text, /Team calendar has no access to your account any more/)
    assert.deepEqual(names(done), [])
    assert.equal((await calendar.userinfo(tokens.access_token)).status, 401)
    assert.equal((await calendar.refresh(tokens.refresh_token ?? '')).body['error'], 'invalid_grant')
    const gone = await press(browser, one, ['decision', 'remove'])
    assert.match(gone.text, /may have been removed before/)
  })

  test('are told by their back channel, and asked for consent again; the person stays signed in', async () => {
    const person = await somebody()
    const browser = scene.browser()
    const before = receiver.at('/calendar').length
    const { claims } = await calendar.signIn(browser, person)
    const one = await browser.openPage(`${at('/applications')}?client=${calendar.clientId}`)
    await press(browser, one, ['decision', 'remove'])
    const [told] = (await receiver.expect('/calendar', before + 1)).slice(before)
    const [, payload = ''] = (told?.body.get('logout_token') ?? '').split('.')
    const token = JSON.parse(Buffer.from(payload, 'base64url').toString())
    assert.deepEqual([token.sub, token.sid], [claims.sub, claims['sid']])
    assert.equal(expectPage(await browser.open(calendar.begin().url)).name, 'consent')
  })

  test('of which only a consent is left are shown as without access now, and can be forgotten', async () => {
    const person = await somebody()
    const browser = scene.browser()
    await calendar.signIn(browser, person)
    const [grant] = await grantsOf(person.username)
    await logout.api('x:Grant/set', { destroy: [grant] })
    const one = await browser.openPage(`${at('/applications')}?client=${calendar.clientId}`)
    assert.match(one.text, /None\. When it signs you in again, you are not asked/)
    assert.match((await browser.openPage(at('/applications'))).text, /no access now/)
    await press(browser, one, ['decision', 'remove'])
    assert.equal(expectPage(await browser.open(calendar.begin().url)).name, 'consent')
  })

  test('are audited as removed by the person, and management sees the same', async () => {
    const person = await somebody()
    const browser = scene.browser()
    await calendar.signIn(browser, person)
    const accountId = await accountIdOf(person.username)
    assert.equal((await grantsOf(person.username)).length, 1)
    const one = await browser.openPage(`${at('/applications')}?client=${calendar.clientId}`)
    await press(browser, one, ['decision', 'remove'])
    assert.deepEqual(await grantsOf(person.username), [])
    const [revocation, ...more] = await events(accountId, 'revocation')
    assert.deepEqual(more, [])
    assert.deepEqual(
      [revocation?.['reason'], revocation?.['actor'], revocation?.['through'], revocation?.['clientId']],
      ['access-removed', accountId, 'page', calendar.clientId],
    )
    assert.equal((await events(accountId, 'consent-withdrawn')).length, 1)
  })

  test('come page by page, whoever got access last first', async () => {
    const person = await somebody()
    const browser = scene.browser()
    const parties: RelyingParty[] = []
    for (let made = 0; made < 21; made += 1) {
      const party = await logout.client({ description: `App ${made}` })
      parties.push(party)
      await party.signIn(browser, person)
    }
    const newest = parties.toReversed().map(({ clientId }) => clientId)
    const first = await browser.openPage(at('/applications'))
    assert.deepEqual(names(first), newest.slice(0, 20))
    const next = first.links.find(({ searchParams }) => searchParams.get('page') === '2') ?? assert.fail('no further page')
    assert.deepEqual(names(await browser.openPage(next)), newest.slice(20))
    for (const page of ['0', '-1', 'x', '99999', '1e3']) {
      assert.equal((await browser.openPage(`${at('/applications')}?page=${page}`)).status, 200)
    }
  })
})

describe('sign-ins', () => {
  test('are listed with this one marked; another one is ended, and its apps are told', async () => {
    const person = await somebody()
    const [here, there] = [scene.browser(), scene.browser()]
    const before = receiver.at('/calendar').length
    const { tokens } = await calendar.signIn(there, person)
    const page = await signedInAt(here, person, 'sessions')
    assert.match(page.text, /This browser/)
    assert.match(page.text, /127\.0\.0\.1/)
    const buttons = page.forms[0]?.fields.filter(({ name }) => name === 'session') ?? []
    assert.equal(buttons.length, 1)
    const done = await press(here, page, ['session', buttons[0]?.value ?? ''])
    assert.match(done.text, /One browser was signed out/)
    assert.match(done.text, /You are signed in nowhere else/)
    assert.equal((await calendar.userinfo(tokens.access_token)).status, 401)
    await receiver.expect('/calendar', before + 1)
    assert.equal((await there.openPage(at(''))).name, 'login')
    assert.match((await press(here, page, ['session', buttons[0]?.value ?? ''])).text, /had ended before/)
  })

  test('are ended all but this one', async () => {
    const person = await somebody()
    const others = [scene.browser(), scene.browser()]
    for (const browser of others) await signedInAt(browser, person, 'sessions')
    const here = scene.browser()
    const page = await signedInAt(here, person, 'sessions')
    assert.match((await press(here, page, ['decision', 'others'])).text, /2 browsers were signed out/)
    for (const browser of others) assert.equal((await browser.openPage(at('/sessions'))).name, 'login')
    assert.equal((await here.openPage(at('/sessions'))).name, 'sessions')
    const accountId = await accountIdOf(person.username)
    assert.equal((await events(accountId, 'session-end')).length, 2)
  })
})

describe('the password', () => {
  test('is changed with the current one; other sign-ins and all grants end, this browser goes on', async () => {
    const person = await somebody()
    const [here, there] = [scene.browser(), scene.browser()]
    const { tokens } = await calendar.signIn(there, person)
    const page = await signedInAt(here, person, 'password')
    const cookie = here.cookies.entries().find(([name]) => name.endsWith('session'))?.[1]
    const next = 'another password that is hers'
    const done = expectPage(await submitted(here, page, person.password, next))
    assert.equal(done.name, 'account')
    assert.match(done.text, /Your password is changed/)
    assert.notEqual(here.cookies.entries().find(([name]) => name.endsWith('session'))?.[1], cookie)
    assert.equal((await here.openPage(at(''))).name, 'account')
    assert.equal((await there.openPage(at(''))).name, 'login')
    assert.equal((await calendar.userinfo(tokens.access_token)).status, 401)
    const login = await there.openPage(at(''))
    assert.equal(expectPage(await there.submit(login, { fields: { ...person } })).status, 401)
    const renewed = { ...person, password: next }
    assert.equal(expectPage(await there.submit(login, { fields: renewed })).name, 'account')
  })

  test('stays what it is when something is wrong, and the page says what', async () => {
    const person = await somebody()
    const browser = scene.browser()
    const page = await signedInAt(browser, person, 'password')
    const long = 'x'.repeat(300)
    const cases = [
      ['a wrong password', 'the next password', 'the next password', 401, /current password is wrong/],
      [person.password, '', '', 400, /new one twice/],
      ['', 'the next password', 'the next password', 400, /new one twice/],
      [person.password, 'the next password', 'the next passwort', 400, /not the same/],
      [person.password, 'qzqz', 'qzqz', 400, /too short/],
      [person.password, long, long, 400, /too long/],
    ] as const
    for (const [current, password, repeat, status, text] of cases) {
      const answer = expectPage(await submitted(browser, page, current, password, repeat))
      assert.deepEqual([answer.name, answer.status], ['password', status])
      assert.match(answer.text, text)
      for (const secret of [current, password]) assert.ok(secret === '' || !answer.html.includes(secret))
    }
    assert.equal((await signedInAt(scene.browser(), person, 'account')).name, 'account')
    const attempts = await events(await accountIdOf(person.username), 'sign-in-refused')
    assert.deepEqual(
      attempts.map(({ reason, through }) => [reason, through]),
      [['credentials', 'page']],
    )
  })

  test('cannot be changed by who lacks the permission', async () => {
    const person = await somebody()
    const id = await accountIdOf(person.username)
    const browser = scene.browser()
    const page = await signedInAt(browser, person, 'password')
    const permissions = {
      '@type': 'Merge',
      enabledPermissions: {},
      disabledPermissions: { sysAccountPasswordUpdate: true },
    }
    const answer = await logout.api('x:Account/set', { update: { [id]: { permissions } } })
    assert.ok(Object.hasOwn((answer['updated'] ?? {}) as object, id), JSON.stringify(answer))
    const refused = expectPage(await submitted(browser, page, person.password, 'the next password'))
    assert.deepEqual([refused.name, refused.status, refused.forms.length], ['password', 403, 0])
    const account = await browser.openPage(at(''))
    assert.ok(!account.links.some(({ pathname }) => pathname.endsWith('/password')))
  })
})

describe('the start page', () => {
  test('says to administrators only how an app is connected, and leads everybody to their pages', async () => {
    const person = await somebody()
    const browser = scene.browser()
    const login = await browser.openPage(`${scene.issuer}/login?next=home`)
    const home = expectPage(await browser.submit(login, { fields: { ...person } }))
    assert.equal(home.name, 'home')
    assert.doesNotMatch(home.text, /Connect an app|client create/)
    for (const path of ['/account', '/account/applications', '/account/sessions', '/requests', '/logout']) {
      assert.ok(
        home.links.some(({ pathname }) => pathname === path),
        path,
      )
    }
    const requests = await browser.openPage(`${scene.issuer}/requests`)
    assert.ok(requests.links.some(({ pathname }) => pathname === '/'))
    assert.doesNotMatch((await scene.browser().openPage(`${scene.issuer}/`)).text, /client create/)
  })
})

async function submitted(browser: Browser, page: Page, current: string, password: string, repeat = password) {
  return browser.submit(page, { fields: { current, password, password_repeat: repeat } })
}

/** One of the pages, after a sign-in that leads to it. */
async function signedInAt(
  browser: Browser,
  person: { readonly username: string; readonly password: string },
  name: 'account' | 'sessions' | 'password',
): Promise<Page> {
  const login = await browser.openPage(at(name === 'account' ? '' : `/${name}`))
  assert.equal(login.name, 'login')
  const page = expectPage(await browser.submit(login, { fields: { ...person } }))
  assert.equal(page.name, name)
  return page
}

async function accountIdOf(username: string): Promise<string> {
  const { ids } = await logout.api('x:Account/query', { filter: { name: username } })
  const [id] = ids as readonly string[]
  return id ?? assert.fail('no account')
}

async function grantsOf(username: string): Promise<readonly string[]> {
  const { ids } = await logout.api('x:Grant/query', { filter: { accountId: await accountIdOf(username) } })
  return ids as readonly string[]
}
