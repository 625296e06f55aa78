import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codeOf, expectErrorPage, expectPage } from '@latchkey/testing'
import { administrator, openLatchkey } from './open-latchkey.ts'

describe('the authorization endpoint in a browser', () => {
  test('a person signs in, allows, and the app has their tokens; the next app asks for consent only', async () => {
    await using opened = await openLatchkey()
    const app = await opened.client()
    const browser = opened.browser()
    const { tokens, departure } = await app.signIn(browser, administrator)
    assert.equal(departure.via, 'hand-over')
    assert.equal((await app.userinfo(tokens.access_token)).status, 200)
    const again = await browser.open(app.begin().url)
    assert.ok(again.kind === 'left' && again.via === 'redirect' && again.url.searchParams.has('code'))
    const other = await opened.client({ redirectUris: ['https://other.example/cb'] })
    assert.equal((await browser.openPage(other.begin().url)).name, 'consent')
  })

  test('a framework that mounts the provider with something else than a peer does no harm', async () => {
    await using opened = await openLatchkey()
    const mounted = opened.latchkey.fetch as (request: Request, environment: unknown) => Promise<Response>
    for (const environment of [{}, null, 'peer', { remoteAddress: 1 }]) {
      const body = new URLSearchParams({ next: 'device', username: 'jane', password: 'wrong' })
      const response = await mounted(new Request('http://localhost:8080/login', { method: 'POST', body }), environment)
      assert.ok(response.status < 500, `${JSON.stringify(environment)}: ${response.status}`)
    }
  })

  test('a POST from another site, which carries no cookies, is repeated by GET', async () => {
    await using opened = await openLatchkey()
    const app = await opened.client()
    const { url } = app.begin()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await opened.fetch('/auth/authorize', { method: 'POST', body: url.searchParams.toString(), headers })
    assert.equal(response.status, 303)
    assert.equal(response.headers.get('location'), `/auth/authorize${url.search}`)
    assert.equal(response.headers.get('set-cookie'), null)
  })

  test('every cookie is out of reach of scripts and other sites, and of plain connections over https', async () => {
    for (const [url, shape] of [
      ['http://localhost:8080', /^latchkey_browser=lk_br_[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/],
      ['https://id.example', /^__Host-latchkey_browser=lk_br_[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/],
    ] as const) {
      await using opened = await openLatchkey({ url })
      const app = await opened.client()
      const { pathname, search } = app.begin().url
      const response = await opened.fetch(pathname + search)
      assert.match(response.headers.get('set-cookie') ?? '', shape)
    }
  })

  test('Cancel on the sign-in page returns access_denied to the app', async () => {
    await using opened = await openLatchkey()
    const app = await opened.client()
    const browser = opened.browser()
    const page = await browser.openPage(app.begin().url)
    const visit = await browser.submit(page, { button: ['decision', 'deny'] })
    assert.ok(visit.kind === 'left')
    assert.equal(visit.url.searchParams.get('error'), 'access_denied')
  })

  test('a wrong password is 401 with what was typed but the password, an empty form 400', async () => {
    await using opened = await openLatchkey()
    const app = await opened.client()
    const browser = opened.browser()
    const page = await browser.openPage(app.begin().url)
    const wrong = expectPage(await browser.submit(page, { fields: { username: 'admin', password: 'no-such-password' } }))
    assert.equal(wrong.status, 401)
    assert.equal(wrong.name, 'login')
    const values = new Map(wrong.forms[0]?.fields.map((field) => [field.name, field.value]))
    assert.equal(values.get('username'), 'admin')
    assert.equal(values.get('password') ?? '', '')
    const empty = expectPage(await browser.submit(wrong, { fields: { username: '', password: '' } }))
    assert.equal(empty.status, 400)
    const departure = await browser.submit(empty, { fields: { ...administrator } })
    assert.equal(departure.kind === 'page' ? departure.page.name : 'left', 'consent')
  })

  test('another account can be chosen on the consent page', async () => {
    await using opened = await openLatchkey()
    const app = await opened.client()
    await opened.latchkey.createAccount({ username: 'jane', password: 'another-long-passphrase' })
    const browser = opened.browser()
    const login = await browser.openPage(app.begin().url)
    const consent = expectPage(await browser.submit(login, { fields: { ...administrator } }))
    const back = expectPage(await browser.submit(consent, { button: ['decision', 'switch'] }))
    assert.equal(back.name, 'login')
    const asJane = expectPage(await browser.submit(back, { fields: { username: 'jane', password: 'another-long-passphrase' } }))
    assert.equal(asJane.name, 'consent')
    assert.match(asJane.text, /jane/)
  })

  test('a consent page that one person was shown is not allowed by another who signed in meanwhile', async () => {
    await using opened = await openLatchkey()
    const [app, other] = [await opened.client(), await opened.client({ redirectUris: ['https://other.example/cb'] })]
    await opened.latchkey.createAccount({ username: 'jane', password: 'another-long-passphrase' })
    const browser = opened.browser()
    const login = await browser.openPage(app.begin().url)
    const shown = expectPage(await browser.submit(login, { fields: { ...administrator } }))
    const second = await browser.openPage(other.begin({ prompt: 'login' }).url)
    await browser.submit(second, { fields: { username: 'jane', password: 'another-long-passphrase' } })
    expectErrorPage(await browser.submit(shown, { button: ['decision', 'allow'] }), 'invalid_request', 'csrf_mismatch')
  })

  test('form_post delivers in a form that posts itself', async () => {
    await using opened = await openLatchkey()
    const app = await opened.client()
    const departure = await opened.browser().signIn(app.begin({ response_mode: 'form_post' }).url, administrator)
    assert.equal(departure.via, 'form-post')
    assert.ok(departure.form?.get('code'))
    assert.equal(departure.url.search, '')
  })

  test('an issuer with a path serves everything below it, and RFC8414-3.1 its metadata at the root', async () => {
    await using opened = await openLatchkey({ url: 'http://localhost:8080/id' })
    const app = await opened.client()
    const { tokens, claims } = await app.signIn(opened.browser(), administrator)
    assert.equal(claims.iss, 'http://localhost:8080/id')
    assert.ok(tokens.access_token)
    for (const path of ['/.well-known/oauth-authorization-server/id', '/.well-known/openid-configuration/id']) {
      const response = await opened.latchkey.fetch(new Request(`http://localhost:8080${path}`))
      assert.equal(((await response.json()) as { issuer: string }).issuer, 'http://localhost:8080/id')
    }
    assert.equal((await opened.fetch('')).status, 200)
    assert.equal((await opened.fetch('/')).status, 200)
    assert.equal((await opened.latchkey.fetch(new Request('http://localhost:8080/login'))).status, 404)
  })

  test('codes never leave in a header that a cache or another site sees', async () => {
    await using opened = await openLatchkey()
    const app = await opened.client()
    const departure = await opened.browser().signIn(app.begin().url, administrator)
    assert.ok(codeOf(departure))
    assert.equal(departure.headers.get('cache-control'), 'no-store')
    assert.equal(departure.headers.get('referrer-policy'), 'no-referrer')
    assert.match(departure.headers.get('content-security-policy') ?? '', /form-action 'none'/)
    assert.match(departure.headers.get('latchkey-trace') ?? '', /^trc_/)
  })
})
