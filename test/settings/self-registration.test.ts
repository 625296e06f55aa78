import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  codeOf,
  type Departure,
  expectDeparture,
  expectPage,
  type Page,
  type PendingSignIn,
  type RelyingParty,
  responseOf,
  waitUntil,
} from '@latchkey/testing'
import { decodeJwt } from 'jose'
import { type Json, ManagedProvider } from './managed-provider.ts'

const password = 'a long password of a new person'
const hour = 60 * 60_000

const open = {
  selfRegistration: 'anyone',
  selfRegistrationDomains: {},
  selfRegistrationLoginName: 'username',
  selfRegistrationAsksName: true,
  selfRegistrationApproval: false,
  selfRegistrationRoleIds: {},
  selfRegistrationGroupIds: {},
  selfRegistrationsPerNetwork: 1000,
  selfRegistrationsPerHour: 1000,
}

let provider: ManagedProvider
let party: RelyingParty
before(async () => {
  provider = await ManagedProvider.open()
  party = await provider.party({ skipConsent: true, description: 'Web mail' })
})
after(() => provider[Symbol.asyncDispose]())

const allow = (change: Json = {}) => provider.update('Authentication', { ...open, ...change })

async function begin(browser: Browser, change: Readonly<Record<string, string>> = {}): Promise<Page> {
  return expectPage(await browser.open(party.begin({ scope: 'openid profile email', prompt: 'create', ...change }).url))
}

const filled = (username: string, change: Readonly<Record<string, string | undefined>> = {}) => ({
  fields: { username, name: 'New Person', password, password_repeat: password, ...change },
})

async function accountOf(name: string): Promise<Json> {
  const [id] = await provider.query('Account', { name })
  return provider.get('Account', id ?? assert.fail(`no account ${name}`))
}

/** What the token endpoint answers for the code that the browser brings. */
async function redeemed(departure: Departure, { verifier }: PendingSignIn): Promise<Json> {
  const { status, body } = await party.redeem(codeOf(departure), { code_verifier: verifier })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

async function userinfo(tokens: Json): Promise<Json> {
  const headers = { authorization: `Bearer ${tokens['access_token']}` }
  return (await provider.fetch(`${provider.issuer}/auth/userinfo`, { headers })).json() as Promise<Json>
}

const sessionOf = (browser: Browser) => browser.cookies.entries().find(([name]) => name === 'latchkey_session')?.[1]

const hasAccount = async (name: string) => (await provider.query('Account', { name })).length > 0

describe('selfRegistration is off', () => {
  before(() => allow({ selfRegistration: 'off' }))

  test('the sign-in page offers no account, and the page for one is not there', async () => {
    const browser = provider.browser()
    const login = expectPage(await browser.open(party.begin().url))
    assert.equal(login.name, 'login')
    assert.ok(!login.links.some(({ pathname }) => pathname === '/register'))
    const page = expectPage(await browser.open(`${provider.issuer}/register${login.url.search}`))
    assert.deepEqual([page.name, page.status], ['register-closed', 403])
    assert.ok(page.links.some(({ href }) => href === login.url.href))
    const departure = expectDeparture(await browser.submit(page, { button: ['decision', 'deny'] }))
    assert.equal(responseOf(departure).get('error'), 'access_denied')
  })

  test('OIDCIUR-4.1 prompt=create is refused and not advertised', async () => {
    const departure = expectDeparture(await provider.browser().open(party.begin({ prompt: 'create' }).url))
    assert.equal(responseOf(departure).get('error'), 'invalid_request')
    const discovery = await (await provider.fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()
    assert.ok(!(discovery as { prompt_values_supported: string[] }).prompt_values_supported.includes('create'))
  })

  test('a form that was open when it was turned off makes no account', async () => {
    await allow()
    const browser = provider.browser()
    const page = await begin(browser)
    await allow({ selfRegistration: 'off' })
    const closed = expectPage(await browser.submit(page, filled('late')))
    assert.deepEqual([closed.name, closed.status], ['register-closed', 403])
    assert.equal(await hasAccount('late'), false)
  })
})

describe('selfRegistration is anyone', () => {
  before(() => allow())

  test('OIDCIUR-4 prompt=create: the person fills in the form and is signed in to the client', async () => {
    const browser = provider.browser()
    const pending = party.begin({ scope: 'openid profile email', prompt: 'create' })
    const page = expectPage(await browser.open(pending.url))
    assert.deepEqual([page.name, page.status], ['register', 200])
    assert.match(page.html, /autocomplete="username"/)
    assert.match(page.html, /autocomplete="name"/)
    assert.equal(page.html.match(/autocomplete="new-password"/g)?.length, 2)
    const departure = expectDeparture(await browser.submit(page, filled('newcomer')))
    assert.equal(departure.via, 'hand-over')
    const body = await userinfo(await redeemed(departure, pending))
    assert.deepEqual([body['name'], body['preferred_username'], body['email']], ['New Person', 'newcomer', undefined])
    codeOf(expectDeparture(await browser.open(party.begin({ prompt: 'none' }).url)))
  })

  test('the account has the built-in role of users, and its creation is in the journal with where it came from', async () => {
    const account = await accountOf('newcomer')
    assert.deepEqual([account['roles'], account['disabled'], account['memberGroupIds']], [{ '@type': 'User' }, false, {}])
    const [id] = await provider.query('Revision', { objectId: String(account['id']) })
    const revision = await provider.get('Revision', id)
    assert.deepEqual([revision['actorKind'], revision['through']], ['anonymous', 'page'])
    assert.doesNotMatch(JSON.stringify(revision), /a long password/)
    const events = await provider.query('AuditEvent', { accountId: String(account['id']) })
    assert.ok(events.length > 0)
  })

  test('the sign-in page leads to the form and the form to the sign-in page, in the same request', async () => {
    const browser = provider.browser()
    const login = expectPage(await browser.open(party.begin().url))
    const link = login.links.find(({ pathname }) => pathname === '/register') ?? assert.fail('no link')
    const page = await browser.openPage(link)
    assert.equal(page.name, 'register')
    const back = await browser.openPage(page.links.find(({ pathname }) => pathname === '/login') ?? assert.fail('no link'))
    assert.equal(back.name, 'login')
    codeOf(expectDeparture(await browser.submit(back, { fields: { ...provider.person } })))
  })

  test('prompt=create: who has an account signs in instead', async () => {
    const browser = provider.browser()
    const page = await begin(browser)
    const login = await browser.openPage(page.links.find(({ pathname }) => pathname === '/login') ?? assert.fail('no link'))
    assert.equal(login.name, 'login')
    codeOf(expectDeparture(await browser.submit(login, { fields: { ...provider.person } })))
  })

  test('prompt=create: who is signed in is told so, and the new account takes their place with a session of its own', async () => {
    const browser = provider.browser()
    codeOf(await browser.signIn(party.begin().url, provider.person))
    const before = sessionOf(browser)
    const page = await begin(browser)
    assert.match(page.text, /You are signed in as ada/)
    codeOf(expectDeparture(await browser.submit(page, filled('second'))))
    const now = sessionOf(browser)
    assert.ok(now !== undefined && now !== before)
    // The session from before has ended: its cookie opens nothing.
    const old = await provider.fetch(party.begin({ prompt: 'none' }).url.href, {
      headers: { cookie: `latchkey_session=${before}` },
    })
    assert.match(old.headers.get('location') ?? '', /error=login_required/)
  })

  test('a planted session cookie is not the one of the new account (session fixation)', async () => {
    const planted = `lk_ss_${'A'.repeat(43)}`
    const browser = provider.browser()
    browser.cookies.plant(new URL(`${provider.issuer}/`), 'latchkey_session', planted)
    codeOf(expectDeparture(await browser.submit(await begin(browser), filled('fixed'))))
    assert.notEqual(sessionOf(browser), planted)
  })

  test('login_hint is filled in, unless it is an address where names are chosen', async () => {
    const value = (page: Page) => page.forms[0]?.fields.find(({ name }) => name === 'username')?.value
    assert.equal(value(await begin(provider.browser(), { login_hint: 'grace' })), 'grace')
    assert.equal(value(await begin(provider.browser(), { login_hint: 'grace@mail.example' })), '')
  })

  test('cancelled: access_denied', async () => {
    const browser = provider.browser()
    const departure = expectDeparture(await browser.submit(await begin(browser), { button: ['decision', 'deny'] }))
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
      const browser = provider.browser()
      const page = expectPage(await browser.submit(await begin(browser), filled('unmade', fields)))
      assert.deepEqual([page.name, page.status], ['register', status])
      assert.match(page.text, says)
      for (const { name, value } of page.forms[0]?.fields ?? []) if (name.startsWith('password')) assert.equal(value, '')
      assert.equal(await hasAccount('unmade'), false)
    })
  }

  test('markup in names is shown as text', async () => {
    const browser = provider.browser()
    const name = '"><script>alert(1)</script>'
    const page = expectPage(await browser.submit(await begin(browser), filled(name, { password_repeat: 'other' })))
    assert.doesNotMatch(page.html, /<script>alert/)
    assert.equal(page.forms[0]?.fields.find((field) => field.name === 'username')?.value, name)
  })

  test('a form of another site, of another browser and of another request is refused', async () => {
    const browser = provider.browser()
    const page = await begin(browser)
    const other = await begin(provider.browser())
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
    const stolen = expectPage(await provider.browser().open(page.url))
    assert.equal(stolen.name, 'error')
    assert.equal(await hasAccount('forged'), false)
  })

  test('no parameter of page or form sends the browser elsewhere (open redirect)', async () => {
    const browser = provider.browser()
    const page = await begin(browser)
    const evil = 'https://evil.example/'
    const more = { next: evil, redirect_uri: evil, return_to: evil, login_href: evil }
    const shown = expectPage(await browser.open(`${page.url}&${new URLSearchParams(more)}`))
    assert.doesNotMatch(shown.html, /evil\.example/)
    const departure = expectDeparture(await browser.submit(page, filled('straight', more)))
    assert.equal(departure.url.origin, new URL(party.redirectUri).origin)
  })

  test('a form that is sent twice makes one account, and the second answer is an error page', async () => {
    const browser = provider.browser()
    const page = await begin(browser)
    codeOf(expectDeparture(await browser.submit(page, filled('once'))))
    assert.equal(expectPage(await browser.submit(page, filled('twice'))).name, 'error')
    assert.equal(await hasAccount('twice'), false)
  })

  test('speaks German to who reads it', async () => {
    const page = await begin(provider.browser(), { ui_locales: 'de' })
    assert.deepEqual([page.language, page.heading], ['de', 'Konto für Web mail anlegen'])
  })

  test('the trace of the request tells that the account was created, and nothing of it', async () => {
    const browser = provider.browser()
    const page = await begin(browser)
    const traceId = page.headers.get('latchkey-trace') ?? ''
    codeOf(expectDeparture(await browser.submit(page, filled('traced'))))
    // Traces are written in the background.
    const trace = await waitUntil('the step', async () => {
      const text = JSON.stringify(await provider.get('Trace', traceId))
      return text.includes('"note":"account created"') ? text : undefined
    })
    assert.doesNotMatch(trace, /traced|New Person|long password/)
  })
})

describe('what such accounts get', () => {
  test('selfRegistrationRoleIds and selfRegistrationGroupIds: roles and groups, which cannot be removed while they are named', async () => {
    const permissions = { authenticate: true, sysOidcProviderGet: true }
    const role = await provider.create('Role', { description: 'newcomers', enabledPermissions: permissions })
    const group = await provider.create('Group', { name: 'guests' })
    await allow({ selfRegistrationRoleIds: { [role.id]: true }, selfRegistrationGroupIds: { [group.id]: true } })
    const browser = provider.browser()
    codeOf(expectDeparture(await browser.submit(await begin(browser), filled('guest'))))
    const account = await accountOf('guest')
    assert.deepEqual(account['roles'], { '@type': 'Custom', roleIds: { [role.id]: true } })
    assert.deepEqual(account['memberGroupIds'], { [group.id]: true })
    const settings = await provider.call('x:OidcProvider/get', { ids: null }, { username: 'guest', password })
    assert.equal(settings['type'], undefined)
    assert.match(JSON.stringify(await provider.call('x:Role/set', { destroy: [role.id] })), /objectIsLinked/)
    assert.match(JSON.stringify(await provider.call('x:Group/set', { destroy: [group.id] })), /objectIsLinked/)
    await allow()
  })

  test('a role or group that does not exist is refused', async () => {
    for (const patch of [
      { selfRegistrationRoleIds: { rol_nowhere: true } },
      { selfRegistrationGroupIds: { grp_nowhere: true } },
    ]) {
      assert.equal((await provider.refusedUpdate('Authentication', patch))['type'], 'invalidForeignKey')
    }
  })

  test('selfRegistrationApproval: the account waits, its password opens nothing, until an administrator enables it', async () => {
    await allow({ selfRegistrationApproval: true })
    const browser = provider.browser()
    const page = await begin(browser)
    assert.match(page.text, /once an administrator has approved it/)
    const waiting = expectPage(await browser.submit(page, filled('patient')))
    assert.deepEqual([waiting.name, waiting.status], ['register-waiting', 200])
    const credentials = { username: 'patient', password }
    const login = expectPage(await browser.open(party.begin().url))
    assert.equal(expectPage(await browser.submit(login, { fields: credentials })).status, 401)
    const { id } = await accountOf('patient')
    await provider.update('Account', { disabled: false }, String(id))
    codeOf(await browser.signIn(party.begin().url, credentials))
    const departure = expectDeparture(await browser.submit(waiting, { button: ['decision', 'deny'] }))
    assert.equal(responseOf(departure).get('error'), 'access_denied')
    await allow()
  })

  test('selfRegistrationAsksName: no name is asked for, and one that is sent does not count', async () => {
    await allow({ selfRegistrationAsksName: false })
    const browser = provider.browser()
    const page = await begin(browser)
    assert.ok(!page.forms[0]?.fields.some(({ name }) => name === 'name'))
    codeOf(expectDeparture(await browser.submit(page, filled('nameless'))))
    assert.equal((await accountOf('nameless'))['fullName'] ?? null, null)
    await allow()
  })
})

describe('selfRegistrationLoginName is email', () => {
  before(() => allow({ selfRegistrationLoginName: 'email' }))

  test('the address is released as not verified, in the ID token and by userinfo (account pre-hijacking)', async () => {
    const browser = provider.browser()
    const pending = party.begin({ scope: 'openid profile email', prompt: 'create' })
    const page = expectPage(await browser.open(pending.url))
    assert.match(page.html, /type="email"/)
    const departure = expectDeparture(await browser.submit(page, filled('Victim@Mail.Example')))
    const tokens = await redeemed(departure, pending)
    for (const said of [decodeJwt(String(tokens['id_token'])), await userinfo(tokens)]) {
      assert.deepEqual([said['email'], said['email_verified']], ['Victim@mail.example', false])
    }
  })

  test('nothing but an address will do', async () => {
    const browser = provider.browser()
    const page = expectPage(await browser.submit(await begin(browser), filled('plain')))
    assert.deepEqual([page.status, /not an email address/.test(page.text)], [400, true])
  })

  test('the e-mail address of an account with another name does not sign in to it, and can be had as a name', async () => {
    await provider.create('Account', { '@type': 'User', name: 'owner', emailAddress: 'owner@mail.example', emailVerified: true })
    const browser = provider.browser()
    codeOf(expectDeparture(await browser.submit(await begin(browser), filled('owner@mail.example'))))
    const [mine, theirs] = [await accountOf('owner@mail.example'), await accountOf('owner')]
    assert.notEqual(mine['subject'], theirs['subject'])
    assert.equal(mine['emailVerified'], false)
  })

  test('with approval the answer does not tell whose addresses have an account', async () => {
    await allow({ selfRegistrationLoginName: 'email', selfRegistrationApproval: true })
    const answers: string[] = []
    for (const address of ['victim@mail.example', 'nobody@mail.example']) {
      const browser = provider.browser()
      const page = expectPage(await browser.submit(await begin(browser), filled(address)))
      answers.push(`${page.status} ${page.name} ${page.text}`)
    }
    assert.equal(answers[0], answers[1])
    assert.match(answers[0] ?? '', /^200 register-waiting/)
  })

  test('selfRegistration is domains: only their addresses, and none of a subdomain', async () => {
    const domains = { 'corp.example': true, 'corp.test': true }
    await allow({ selfRegistration: 'domains', selfRegistrationLoginName: 'email', selfRegistrationDomains: domains })
    const browser = provider.browser()
    const page = await begin(browser)
    assert.match(page.text, /corp\.example, corp\.test/)
    for (const address of ['a@other.example', 'a@sub.corp.example', 'a@corp.example.evil.example']) {
      const refused = expectPage(await browser.submit(page, filled(address)))
      assert.deepEqual([refused.status, /of other domains only/.test(refused.text)], [400, true])
    }
    codeOf(expectDeparture(await browser.submit(page, filled('a@CORP.example'))))
  })
})

describe('settings that cannot be', () => {
  before(() => allow({ selfRegistration: 'off' }))

  for (const [what, patch, property] of [
    ['domains without one', { selfRegistration: 'domains', selfRegistrationLoginName: 'email' }, 'selfRegistrationDomains'],
    [
      'domains for names that are no addresses',
      { selfRegistration: 'domains', selfRegistrationDomains: { 'corp.example': true } },
      'selfRegistrationLoginName',
    ],
    ['a domain in capitals', { selfRegistrationDomains: { 'Corp.example': true } }, 'selfRegistrationDomains'],
    ['an address for a domain', { selfRegistrationDomains: { 'a@corp.example': true } }, 'selfRegistrationDomains'],
  ] as const) {
    test(`${what} is refused`, async () => {
      const error = await provider.refusedUpdate('Authentication', patch)
      const [first] = error['validationErrors'] as readonly Json[]
      assert.equal(first?.['property'], property)
    })
  }
})

describe('mass creation', () => {
  test('selfRegistrationsPerNetwork: a network that has had its attempts waits for the next hour', async () => {
    provider.clock.advance(hour)
    await allow({ selfRegistrationsPerNetwork: 3 })
    for (const name of ['mass 1', 'mass 2', 'mass 3']) {
      const browser = provider.browser()
      codeOf(expectDeparture(await browser.submit(await begin(browser), filled(name))))
    }
    const browser = provider.browser()
    const page = expectPage(await browser.submit(await begin(browser), filled('mass 4')))
    assert.deepEqual([page.name, page.status], ['register', 429])
    assert.ok(Number(page.headers.get('retry-after')) > 0)
    assert.equal(await hasAccount('mass 4'), false)
    provider.clock.advance(hour)
    const later = provider.browser()
    codeOf(expectDeparture(await later.submit(await begin(later), filled('mass 4'))))
  })

  test('selfRegistrationsPerHour: all networks together', async () => {
    provider.clock.advance(hour)
    await allow({ selfRegistrationsPerHour: 1 })
    const browser = provider.browser()
    codeOf(expectDeparture(await browser.submit(await begin(browser), filled('hour 1'))))
    const other = provider.browser()
    assert.equal(expectPage(await other.submit(await begin(other), filled('hour 2'))).status, 429)
    assert.equal(await hasAccount('hour 2'), false)
  })

  test('64 forms for one name at once make one account', async () => {
    provider.clock.advance(hour)
    await allow()
    const begun = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const browser = provider.browser()
        return { browser, page: await begin(browser) }
      }),
    )
    const visits = await Promise.all(begun.map(({ browser, page }) => browser.submit(page, filled('contended'))))
    assert.equal(visits.filter(({ kind }) => kind === 'left').length, 1)
    for (const visit of visits) if (visit.kind === 'page') assert.ok([400, 429].includes(visit.page.status))
  })
})
