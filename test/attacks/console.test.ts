import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { SchemaDocument } from '@latchkey/management/schema'
import { administrator, type Browser, type Credentials, expectPage, Scene } from '@latchkey/testing'
import { secretNames } from '../../packages/console/src/schema/secret-names.ts'
import { withoutSecrets } from '../../packages/console/src/values/without-secrets.ts'
import { buildConsole, consoleOutput, isConsoleFresh } from '../../tools/build/build-console.ts'
import { ApiClient } from '../management/api-client.ts'

/** An issuer with a path: the console is below it, and so are its cookies' requests. */
let scene: Scene
let api: ApiClient
before(async () => {
  if (!isConsoleFresh()) await buildConsole(consoleOutput)
  scene = await Scene.open({ path: '/sso' })
  api = await ApiClient.administrator(scene.server)
})
after(() => scene[Symbol.asyncDispose]())

const origin = (): string => new URL(scene.issuer).origin
const own = (): Headers => new Headers({ 'latchkey-console': '1', 'sec-fetch-site': 'same-origin', origin: origin() })

async function signIn(browser: Browser, person: Credentials, at?: string): Promise<Awaited<ReturnType<Browser['submit']>>> {
  const page = await browser.openPage(`${scene.issuer}/admin${at ?? ''}`)
  return browser.submit(page, { fields: { ...person } })
}

async function cookieOf(person: Credentials = administrator): Promise<string> {
  const browser = scene.browser()
  await signIn(browser, person)
  return browser.cookies.header(new URL(scene.issuer)) ?? assert.fail('no cookie')
}

const readBy = (cookie: string) => ({ cookie, 'latchkey-console': '1', 'sec-fetch-site': 'same-origin' })

/** A call that changes something, with these headers and what they leave of the ones that the console sends. */
function change(cookie: string | undefined, changed: Readonly<Record<string, string | undefined>> = {}): Promise<Response> {
  const headers = own()
  headers.set('content-type', 'application/json')
  if (cookie !== undefined) headers.set('cookie', cookie)
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) headers.delete(name)
    else headers.set(name, value)
  }
  const methodCalls = [['x:OidcProvider/set', { update: { singleton: { authCodeMaxAttempts: 7 } } }, 'c']]
  const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'], methodCalls })
  return scene.server.fetch(`${scene.issuer}/api`, { method: 'POST', headers, body })
}

const attempts = async (): Promise<unknown> => (await api.get('OidcProvider'))['authCodeMaxAttempts']

describe('the sign-in of a browser at the management API', () => {
  test('counts for the console, and the audit log says so', async () => {
    const response = await change(await cookieOf())
    assert.match(await response.text(), /"updated":\{"singleton"/)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    const [event] = await api.find('AuditEvent', { kind: 'call', through: 'console' })
    assert.deepEqual([event?.['actorName'], event?.['credential']], [administrator.username, 'session'])
    await api.update('OidcProvider', { authCodeMaxAttempts: 3 })
  })

  test('a cookie without the header of the console authenticates nobody', async () => {
    const cookie = await cookieOf()
    for (const header of [undefined, '', '0', 'true', '1, 1']) {
      const response = await change(cookie, { 'latchkey-console': header })
      assert.equal(response.status, 401, String(header))
      assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer /)
    }
    assert.equal(await attempts(), 3)
  })

  const foreign: readonly (readonly [what: string, headers: Readonly<Record<string, string | undefined>>])[] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['the origin null', { origin: 'null' }],
    ['no origin at all', { origin: undefined }],
    ['no origin and no site', { origin: undefined, 'sec-fetch-site': undefined }],
    ['an origin that begins like ours', { origin: 'http://localhost' }],
    ['another scheme', { origin: 'https://localhost' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another origin of the site', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ]
  for (const [what, headers] of foreign) {
    test(`a request of ${what} is refused, whatever header and cookie it has`, async () => {
      const response = await change(await cookieOf(), headers)
      assert.equal(response.status, 403)
      assert.equal(await attempts(), 3)
    })
  }

  test('reading needs the own origin, too', async () => {
    const cookie = await cookieOf()
    const read = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      scene.server.fetch(`${scene.issuer}/api/account`, { headers: { cookie, 'latchkey-console': '1', ...headers } })
    assert.equal((await read({ 'sec-fetch-site': 'same-origin' })).status, 200)
    assert.equal((await read({})).status, 403)
    assert.equal((await read({ 'sec-fetch-site': 'cross-site' })).status, 403)
    assert.equal((await read({ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' })).status, 403)
  })

  test('no page of another origin may send the header: its preflight gets no permission', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'latchkey-console,content-type',
    }
    const response = await scene.server.fetch(`${scene.issuer}/api`, { method: 'OPTIONS', headers })
    assert.equal(response.headers.get('access-control-allow-origin'), null)
    assert.equal(response.headers.get('access-control-allow-headers'), null)
  })

  test('a request with an Authorization header is judged by that alone', async () => {
    const cookie = await cookieOf()
    for (const authorization of ['Bearer nothing', 'Basic !!', 'Negotiate x', `Basic ${btoa('ada:wrong password')}`]) {
      assert.equal((await change(cookie, { authorization })).status, 401, authorization)
    }
    assert.equal(await attempts(), 3)
  })

  test('without a sign-in it is refused, by a challenge for which no browser asks for a password', async () => {
    for (const cookie of [undefined, 'latchkey_session=lk_ss_guessed', 'latchkey_session=']) {
      const response = await change(cookie)
      assert.equal(response.status, 401)
      assert.doesNotMatch(response.headers.get('www-authenticate') ?? '', /basic|bearer|negotiate|digest/i)
    }
  })

  test('somebody without permissions can do no more by it than by their password', async () => {
    const response = await change(await cookieOf(scene.person))
    assert.match(await response.text(), /"forbidden"/)
    assert.equal(await attempts(), 3)
  })

  test('is that of the account which the page was opened for, or none', async () => {
    const cookie = await cookieOf()
    const answer = await scene.server.fetch(`${scene.issuer}/jmap/session`, { headers: readBy(cookie) })
    const { accounts } = (await answer.json()) as { readonly accounts: object }
    const [account = ''] = Object.keys(accounts)
    assert.equal((await change(cookie, { 'latchkey-console-account': account })).status, 200)
    await api.update('OidcProvider', { authCodeMaxAttempts: 3 })
    for (const other of ['acc_somebody', '', account.toUpperCase(), `${account}, ${account}`, 'null']) {
      const response = await change(cookie, { 'latchkey-console-account': other })
      assert.equal(response.status, 401, other)
      assert.match(response.headers.get('www-authenticate') ?? '', /^Session /)
      const headers = { ...readBy(cookie), 'latchkey-console-account': other }
      assert.equal((await scene.server.fetch(`${scene.issuer}/api/account`, { headers })).status, 401)
    }
    assert.equal(await attempts(), 3)
  })

  test('ends with the session, with the account, and with the permissions', async () => {
    const person = { username: 'second', password: 'a-long-enough-passphrase' }
    const { id } = await api.create('Account', {
      name: person.username,
      roles: { '@type': 'Admin' },
      credentials: { 0: { '@type': 'Password', secret: person.password } },
    })
    const statusOf = async (cookie: string): Promise<number> => (await change(cookie)).status
    const first = await cookieOf(person)
    assert.equal(await statusOf(first), 200)
    await api.update('Account', { roles: { '@type': 'User' } }, id)
    assert.match(await (await change(first)).text(), /"forbidden"/)
    await api.update('Account', { disabled: true }, id)
    assert.equal(await statusOf(first), 401)
    await api.update('Account', { disabled: false, roles: { '@type': 'Admin' } }, id)
    const second = await cookieOf(person)
    assert.equal(await statusOf(second), 200)
    await api.update('Account', { 'credentials/0/secret': 'another-long-passphrase' }, id)
    assert.equal(await statusOf(second), 401)
    await api.update('OidcProvider', { authCodeMaxAttempts: 3 })
  })
})

describe('what the console masks', () => {
  test('by its name is all that the schema calls a secret', async () => {
    const headers = readBy(await cookieOf())
    const current = await scene.server.fetch(`${scene.issuer}/api/schema`, { headers, redirect: 'manual' })
    const at = new URL(current.headers.get('location') ?? '', scene.issuer)
    const schema = (await (await scene.server.fetch(at.href, { headers })).json()) as SchemaDocument
    const secrets = secretNames(schema)
    assert.ok(secrets.has('secret'))
    for (const name of secrets) assert.deepEqual(withoutSecrets({ [name]: 'typed' }), { [name]: '****' })
  })
})

describe('the page of the console', () => {
  test('is for who is signed in; anybody else signs in and comes back to the place they wanted', async () => {
    const browser = scene.browser()
    const page = await browser.openPage(`${scene.issuer}/admin/settings/authentication/oidc-provider?f.text=a%26b`)
    assert.equal(page.name, 'login')
    const arrived = expectPage(await browser.submit(page, { fields: { ...administrator } }))
    assert.equal(arrived.url.pathname, '/sso/admin')
    assert.equal(arrived.url.searchParams.get('at'), '/settings/authentication/oidc-provider?f.text=a%26b')
  })

  test('leads nowhere else, whatever place somebody is made to want', async () => {
    for (const at of ['//evil.example/', 'https://evil.example', '/../../evil', '\\\\evil.example', 'javascript:alert(1)']) {
      const visit = await signIn(scene.browser(), administrator, `?at=${encodeURIComponent(at)}`)
      const { url } = expectPage(visit)
      assert.deepEqual([url.origin, url.pathname], [origin(), '/sso/admin'], at)
    }
  })

  test('cannot be framed, brings nothing inline, and is kept apart from other windows', async () => {
    const headers = { cookie: await cookieOf() }
    const response = await scene.server.fetch(`${scene.issuer}/admin/anything/at/all`, { headers })
    const html = await response.text()
    assert.equal(response.status, 200)
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const rule of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "script-src 'self'",
    ]) {
      assert.ok(policy.includes(rule), rule)
    }
    assert.doesNotMatch(policy, /unsafe|nonce|data:|http/)
    assert.equal(response.headers.get('x-frame-options'), 'DENY')
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin')
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.doesNotMatch(html, /<script>|style=|onload|%base%/)
    assert.match(html, /data-base="\/sso"/)
  })

  test('is compared by its tag, in the language of the visitor', async () => {
    const headers = { cookie: await cookieOf(), 'accept-language': 'de' }
    const first = await scene.server.fetch(`${scene.issuer}/admin`, { headers })
    assert.match(await first.text(), /<html lang="de">/)
    const etag = first.headers.get('etag') ?? ''
    const second = await scene.server.fetch(`${scene.issuer}/admin`, { headers: { ...headers, 'if-none-match': etag } })
    assert.equal(second.status, 304)
    const other = await scene.server.fetch(`${scene.issuer}/admin`, {
      headers: { ...headers, 'accept-language': 'en', 'if-none-match': etag },
    })
    assert.equal(other.status, 200)
  })

  test('has files that are kept for ever, packed as the browser takes them', async () => {
    const headers = { cookie: await cookieOf() }
    const html = await (await scene.server.fetch(`${scene.issuer}/admin`, { headers })).text()
    const [, script = ''] = /src="([^"]+\.js)"/.exec(html) ?? []
    assert.match(script, /^\/sso\/admin\/assets\/main-[a-z0-9]+\.js$/)
    const encodingOf = async (accepted: string): Promise<string | null> => {
      const response = await scene.server.fetch(`${origin()}${script}`, { headers: { 'accept-encoding': accepted } })
      assert.match(await response.text(), /createElement/)
      assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable')
      assert.equal(response.headers.get('vary'), 'accept-encoding')
      return response.headers.get('content-encoding')
    }
    assert.deepEqual(
      [
        await encodingOf('gzip, br'),
        await encodingOf('gzip'),
        await encodingOf('br;q=0, gzip;q=0'),
        await encodingOf('identity'),
      ],
      ['br', 'gzip', null, null],
    )
  })

  test('serves no file but its own', async () => {
    const names = [
      '..%2findex.html',
      '%2e%2e%2findex.html',
      'index.html',
      'main.js',
      '.js',
      'main-x.js.br',
      'a%00.js',
      '..%5cindex.js',
      '%2fetc%2fpasswd.js',
      `${'a'.repeat(5_000)}.js`,
    ]
    for (const name of names) {
      const response = await scene.server.fetch(`${scene.issuer}/admin/assets/${name}`)
      assert.equal(response.status, 404, name)
      assert.equal(await response.text(), 'There is no such file.\n')
    }
  })
})
