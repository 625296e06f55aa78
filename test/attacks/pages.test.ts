import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Page, type RelyingParty, Scene } from '@latchkey/testing'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

async function everyPage(): Promise<readonly Page[]> {
  const browser = scene.browser()
  const login = await browser.openPage(party.begin({ scope: 'openid email' }).url)
  const failed = await browser.submit(login, { fields: { username: 'nobody', password: 'wrong' } })
  const consent = await browser.submit(login, { fields: { ...scene.person } })
  const error = await browser.openPage(party.begin({ redirect_uri: 'https://evil.example/' }).url)
  const home = await browser.openPage(`${scene.issuer}/`)
  const pages = [login, error, home]
  for (const visit of [failed, consent]) {
    assert.equal(visit.kind, 'page')
    if (visit.kind === 'page') pages.push(visit.page)
  }
  return pages
}

describe('headers of pages', () => {
  test('RFC9700-4.16 no page can be framed', async () => {
    for (const page of await everyPage()) {
      assert.match(policy(page), /frame-ancestors 'none'/, page.url.pathname)
      assert.equal(page.headers.get('x-frame-options'), 'DENY', page.url.pathname)
    }
  })

  test('the policy allows nothing inline and nothing from elsewhere', async () => {
    for (const page of await everyPage()) {
      assert.match(policy(page), /default-src 'none'/, page.url.pathname)
      assert.match(policy(page), /base-uri 'none'/, page.url.pathname)
      assert.match(policy(page), /form-action '(self|none)'/, page.url.pathname)
      assert.doesNotMatch(policy(page), /unsafe|\*|https?:/, page.url.pathname)
      assert.doesNotMatch(page.html, / on[a-z]+="| style="|<script>|<style/, page.url.pathname)
    }
  })

  test('no page is stored, sniffed, or named to the next site', async () => {
    for (const page of await everyPage()) {
      assert.match(page.headers.get('cache-control') ?? '', /no-store/, page.url.pathname)
      assert.equal(page.headers.get('x-content-type-options'), 'nosniff', page.url.pathname)
      assert.equal(page.headers.get('referrer-policy'), 'no-referrer', page.url.pathname)
    }
  })

  test('no sign-in page isolates its opener, or sign-in in a popup would break', async () => {
    for (const page of await everyPage()) assert.equal(page.headers.get('cross-origin-opener-policy'), null, page.url.pathname)
  })

  test('no answer to an authorization request can be framed either', async () => {
    const response = await scene.server.fetch(party.begin().url)
    await response.arrayBuffer()
    const headers = `${response.headers.get('content-security-policy')} ${response.headers.get('x-frame-options')}`
    assert.match(`${response.status} ${headers}`, /^30[23] |frame-ancestors 'none'/)
  })

  const policy = (page: Page) => page.headers.get('content-security-policy') ?? ''
})

describe('RFC9700-4.11 open redirection', () => {
  test('no page follows an address from its parameters', async () => {
    for (const path of ['login', 'consent', 'error', 'logout', 'device', 'setup', '']) {
      for (const name of [
        'next',
        'return_to',
        'redirect',
        'redirect_uri',
        'url',
        'continue',
        'post_logout_redirect_uri',
        'RelayState',
      ]) {
        const url = new URL(`${scene.issuer}/${path}`)
        url.searchParams.set(name, 'https://evil.example/')
        const visit = await scene.browser().open(url)
        assert.equal(visit.kind, 'page', `${path}?${name}`)
        if (visit.kind === 'page') assert.ok(visit.page.status < 500, `${path}?${name}`)
      }
    }
  })

  test('no path becomes another site', async () => {
    for (const path of [
      '//evil.example/',
      '/\\evil.example/',
      '/%2f%2fevil.example',
      '/login//evil.example',
      '/.//evil.example',
    ]) {
      const visit = await scene.browser().open(`${scene.issuer}${path}`)
      assert.equal(visit.kind, 'page', path)
      if (visit.kind === 'page') assert.ok(visit.page.status < 500, path)
    }
  })

  test('a request of a client that is refused before its redirect URI is trusted goes nowhere', async () => {
    for (const overrides of [
      { client_id: 'https://evil.example' },
      { redirect_uri: 'https://evil.example/' },
      { client_id: '' },
    ]) {
      const visit = await scene.browser().open(party.begin({ ...overrides, prompt: 'none', response_type: 'wrong' }).url)
      assert.equal(visit.kind, 'page')
    }
  })
})
