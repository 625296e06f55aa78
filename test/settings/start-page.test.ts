import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, expectPage, type Page } from '@latchkey/testing'
import { type Json, ManagedProvider } from './managed-provider.ts'

let provider: ManagedProvider
before(async () => {
  provider = await ManagedProvider.open()
})
after(() => provider[Symbol.asyncDispose]())

const home = () => `${provider.issuer}/`

const makeApp = (description: string, change: Json = {}) =>
  provider.create('OAuthClient', {
    description,
    redirectUris: { 'https://app.example/callback': true },
    initiateLoginUri: 'https://app.example/start',
    ...change,
  })

async function signedIn(): Promise<Browser> {
  const browser = provider.browser()
  const start = await browser.openPage(home())
  const login = await browser.openPage(start.links.find(({ pathname }) => pathname === '/login') ?? assert.fail('no link'))
  const page = expectPage(await browser.submit(login, { fields: { ...provider.person } }))
  assert.deepEqual([page.name, page.url.href], ['home', home()])
  return browser
}

const apps = (page: Page) => page.links.filter(({ searchParams }) => searchParams.has('iss'))

describe('OIDCC-4 the start page offers the apps that begin a sign-in', () => {
  test('to who is signed in: each with its address and the issuer, by name', async () => {
    await makeApp('wiki')
    await makeApp('Calendar', { initiateLoginUri: 'https://calendar.example/go?tenant=1' })
    const page = await (await signedIn()).openPage(home())
    assert.deepEqual(
      apps(page).map(({ href }) => href),
      [
        'https://calendar.example/go?tenant=1&iss=http%3A%2F%2Flocalhost%3A8080',
        'https://app.example/start?iss=http%3A%2F%2Flocalhost%3A8080',
      ],
    )
    assert.match(page.text, /You are signed in as Ada/)
    assert.doesNotMatch(page.html, /login_hint/)
    assert.ok(page.links.some(({ pathname }) => pathname === '/logout'))
  })

  test('not to strangers', async () => {
    const page = await provider.browser().openPage(home())
    assert.deepEqual(apps(page), [])
    assert.doesNotMatch(page.html, /app\.example/)
    const after = await provider.browser().openPage(`${home()}?after=a`)
    assert.doesNotMatch(after.html, /app\.example/)
  })

  test('not to somebody whose account was disabled', async () => {
    const { id } = await provider.create('Account', {
      '@type': 'User',
      name: 'leaver',
      credentials: { '0': { '@type': 'Password', secret: 'a password of somebody who leaves' } },
    })
    const browser = provider.browser()
    const login = await browser.openPage(`${provider.issuer}/login?next=home`)
    const fields = { username: 'leaver', password: 'a password of somebody who leaves' }
    assert.equal(apps(expectPage(await browser.submit(login, { fields }))).length, 2)
    await provider.update('Account', { disabled: true }, id)
    assert.deepEqual(apps(await browser.openPage(home())), [])
  })

  test('none without an address, and none that registered itself', async () => {
    await makeApp('without', { initiateLoginUri: null })
    await provider.update('OidcProvider', { anonymousClientRegistration: true })
    const response = await provider.fetch(`${provider.issuer}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: ['https://evil.example/callback'],
        client_name: 'Your bank',
        initiate_login_uri: 'https://evil.example/start',
      }),
    })
    assert.equal(response.status, 201)
    const page = await (await signedIn()).openPage(home())
    assert.equal(apps(page).length, 2)
    assert.doesNotMatch(page.html, /evil\.example|Your bank/)
  })

  test('names are shown as text, and logos under a policy of the page that names their hosts', async () => {
    const { id } = await makeApp('<img src=x onerror=alert(1)>', { logo: 'https://cdn.example/logo.png' })
    const page = await (await signedIn()).openPage(home())
    assert.doesNotMatch(page.html, /<img src=x/)
    assert.match(page.html, /<img src="https:\/\/cdn\.example\/logo\.png"/)
    assert.match(page.headers.get('content-security-policy') ?? '', /img-src 'self' data: https:\/\/cdn\.example;/)
    await provider.destroy('OAuthClient', id)
  })

  test('24 on a page, with links to the others', async () => {
    for (let number = 0; number < 30; number += 1) await makeApp(`many ${String(number).padStart(2, '0')}`)
    const browser = await signedIn()
    const first = await browser.openPage(home())
    assert.equal(apps(first).length, 24)
    const next = first.links.find(({ searchParams }) => searchParams.has('after')) ?? assert.fail('no more')
    const second = await browser.openPage(next)
    assert.equal(apps(second).length, 8)
    assert.ok(!second.links.some(({ searchParams }) => searchParams.has('after') && !searchParams.has('ui_locale')))
    assert.ok(second.links.some(({ href }) => href === home()))
    for (const after of ['\0', '%', 'x'.repeat(5000)]) {
      assert.equal((await browser.openPage(`${home()}?${new URLSearchParams({ after })}`)).name, 'home')
    }
  })

  test('the way to sign in goes to no other place than our own (open redirect)', async () => {
    for (const next of ['https://evil.example', '//evil.example', 'home@evil.example', '../admin']) {
      const page = expectPage(await provider.browser().open(`${provider.issuer}/login?${new URLSearchParams({ next })}`))
      assert.equal(page.name, 'error')
    }
  })
})
