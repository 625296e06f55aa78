import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  expectDeparture,
  expectErrorPage,
  expectPage,
  type Page,
  type RelyingParty,
  readAnswer,
  responseOf,
  Scene,
} from '@latchkey/testing'

/* RFC 9700, section 4: attacks through the person's browser and through what stands before the server. */

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
let scene: Scene
let party: RelyingParty
let device: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
  device = await scene.client({ isPublic: true, fields: { grantTypes: [deviceGrant] } })
})
after(() => scene[Symbol.asyncDispose]())

interface Hop {
  readonly url: URL
  readonly response: Response
}

/** A browser that writes down every answer on its way. */
function observed(): { readonly browser: Browser; readonly hops: Hop[] } {
  const browser = scene.browser()
  const hops: Hop[] = []
  browser.observe = (url, response) => hops.push({ url, response })
  return { browser, hops }
}

/** Goes through every page of a sign-in with consent. */
async function wholeSignIn() {
  const { browser, hops } = observed()
  const pending = party.begin({ scope: 'openid email', prompt: 'login consent' })
  const departure = await browser.signIn(pending.url, scene.person)
  assert.ok(responseOf(departure).has('code'))
  assert.ok(hops.length >= 3, `${hops.length} answers`)
  return { hops, departure, pending }
}

describe('RFC9700-4.2 leakage through the Referer header', () => {
  test('RFC9700-4.2.4 no answer of a sign-in names itself to the next site, and no page loads anything from one', async () => {
    const { hops } = await wholeSignIn()
    for (const { url, response } of hops) {
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer', url.pathname)
      const policy = response.headers.get('content-security-policy')
      if (policy !== null) assert.match(policy, /default-src 'none'/)
    }
  })
})

describe('RFC9700-4.3 leakage through the history of the browser', () => {
  test('RFC9700-4.3.1 the code that stays there is of no use once it was redeemed', async () => {
    const { departure, pending } = await wholeSignIn()
    const code = responseOf(departure).get('code') ?? ''
    assert.equal((await party.redeem(code, { code_verifier: pending.verifier })).status, 200)
    assert.equal((await party.redeem(code, { code_verifier: pending.verifier })).body['error'], 'invalid_grant')
  })

  test('RFC9700-4.3.2 no token is taken from an address, and none is put into a query', async () => {
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    const url = `${scene.issuer}/auth/userinfo?access_token=${tokens.access_token}`
    const answer = await readAnswer(await scene.server.fetch(url))
    assert.deepEqual([answer.status, answer.body['sub']], [400, undefined])
    const responseTypes = ['code', 'id_token token']
    const fields = { grantTypes: ['authorization_code', 'implicit'], responseTypes }
    const implicit = await scene.client({ fields })
    const pending = implicit.begin({ response_type: 'id_token token', response_mode: 'query' })
    const departure = expectDeparture(await scene.browser().open(pending.url))
    assert.equal(responseOf(departure).get('error'), 'invalid_request')
    assert.equal(departure.url.search, '')
  })

  test('RFC9700-4.3 nothing of a sign-in is kept by a cache', async () => {
    for (const { url, response } of (await wholeSignIn()).hops) {
      assert.match(response.headers.get('cache-control') ?? '', /no-store/, url.pathname)
    }
  })
})

describe('RFC9700-4.7 cross-site request forgery', () => {
  const login = (browser: Browser): Promise<Page> => browser.openPage(party.begin({ prompt: 'login consent' }).url)

  test('RFC9700-4.7 nobody is signed in, allows or signs out by a form that another site sends', async () => {
    const browser = scene.browser()
    const elsewhere = { headers: { origin: 'https://evil.example' } }
    expectErrorPage(await browser.submit(await login(browser), { ...elsewhere, fields: { ...scene.person } }))
    const consent = expectPage(await browser.submit(await login(browser), { fields: { ...scene.person } }))
    assert.equal(consent.name, 'consent')
    expectErrorPage(await browser.submit(consent, { ...elsewhere, button: ['decision', 'allow'] }))
    const logout = await browser.openPage(`${scene.issuer}/auth/logout`)
    expectErrorPage(await browser.submit(logout, { ...elsewhere, button: ['decision', 'logout'] }))
    // Each of them goes on by the person's own hand.
    assert.equal(expectPage(await browser.submit(logout, { button: ['decision', 'logout'] })).name, 'logged-out')
  })

  test('RFC9700-4.7.1 state comes back as it was, so that a client sees a response that it did not ask for', async () => {
    const state = 'a state & more=of it; with "quotes" and ünïcode'
    const departure = expectDeparture(await scene.browser().open(party.begin({ state, prompt: 'none' }).url))
    assert.deepEqual(responseOf(departure).getAll('state'), [state])
  })
})

describe('RFC9700-4.12 redirects that repeat a form', () => {
  test('RFC9700-4.12 no answer asks the browser to send a password or a decision on', async () => {
    const { hops } = await wholeSignIn()
    for (const { url, response } of hops) {
      assert.ok([200, 302, 303].includes(response.status), `${url.pathname} answered ${response.status}`)
      if (response.status === 302) assert.equal(url.pathname, '/auth/authorize', 'a form is answered with 303')
    }
  })

  test('RFC9700-4.12 nor does a form that starts the request', async () => {
    for (const prompt of ['login', 'none']) {
      const response = await scene.server.fetch(`${scene.issuer}/auth/authorize`, {
        method: 'POST',
        body: party.begin({ prompt }).url.searchParams,
      })
      await response.arrayBuffer()
      assert.ok(![301, 302, 307, 308].includes(response.status), `${response.status}`)
    }
  })
})

describe('RFC9700-4.13 headers that a proxy should have removed', () => {
  const forged = {
    forwarded: 'for=192.0.2.66;host=evil.example;proto=https',
    'x-forwarded-for': '192.0.2.66',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-prefix': '/evil',
    'x-original-url': '/auth/jwks.json',
    'x-rewrite-url': '/auth/jwks.json',
    'x-real-ip': '192.0.2.66',
    'x-http-method-override': 'DELETE',
  }

  test('RFC9700-4.13 move no address that the server publishes or sends people to', async () => {
    for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
      const [plain, spoofed] = await Promise.all([
        scene.server.fetch(`${scene.issuer}${path}`),
        scene.server.fetch(`${scene.issuer}${path}`, { headers: forged }),
      ])
      assert.equal(await spoofed.text(), await plain.text())
    }
    const page = await scene.browser(forged).openPage(party.begin().url)
    assert.equal(page.url.origin, scene.issuer)
    assert.equal(page.forms[0]?.action.origin, scene.issuer)
    assert.equal(page.html.includes('evil'), false)
    const departure = expectDeparture(await scene.browser(forged).open(party.begin({ prompt: 'none' }).url))
    assert.equal(responseOf(departure).get('iss'), scene.issuer)
  })

  test('RFC9700-4.13 claim no client certificate', async () => {
    const certificate = {
      'x-forwarded-client-cert': 'Subject="CN=evil"',
      'client-cert': ':Y2VydA==:',
      'x-ssl-client-verify': 'SUCCESS',
    }
    const answer = await party.postForm(
      '/auth/token',
      { grant_type: 'client_credentials', client_id: party.clientId },
      certificate,
    )
    assert.deepEqual([answer.status, answer.body['error']], [401, 'invalid_client'])
  })

  test('RFC8628-5.4 put no other place on the page of a device, which shows the true one, the time and the code', async () => {
    const codes = await device.postForm('/auth/device', { client_id: device.clientId, scope: 'openid' }, forged)
    const { user_code: userCode, verification_uri_complete: url, expires_in: life } = codes.body
    const { browser } = observed()
    const login = await browser.openPage(String(url))
    const form = expectPage(await browser.submit(login, { fields: { ...scene.person } }))
    const confirm = expectPage(await browser.submit(form))
    assert.equal(confirm.text.includes('192.0.2.66'), false)
    assert.match(confirm.text, /127\.0\.0\.1|::1/)
    assert.ok(confirm.text.includes(String(userCode)), confirm.text)
    assert.ok(confirm.text.includes(String(new Date().getUTCFullYear())), confirm.text)
    assert.ok(Number(life) > 0 && Number(life) <= 1800, `the codes live for ${life} s`)
  })
})

describe('RFC9700-4.16 clickjacking', () => {
  test('RFC9700-4.16 no answer of a sign-in shows in a frame', async () => {
    for (const { url, response } of (await wholeSignIn()).hops) {
      if (response.status !== 200) continue
      assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, url.pathname)
      assert.equal(response.headers.get('x-frame-options')?.toUpperCase(), 'DENY', url.pathname)
    }
  })
})

describe('RFC9700-4.17 messages between windows', () => {
  test('RFC9700-4.17 no response goes by a message: the mode is refused and not offered', async () => {
    const departure = expectDeparture(await scene.browser().open(party.begin({ response_mode: 'web_message' }).url))
    assert.deepEqual([responseOf(departure).get('error'), responseOf(departure).get('code')], ['invalid_request', null])
    const modes = (await readAnswer(await scene.server.fetch(`${scene.issuer}/.well-known/openid-configuration`))).body
    assert.equal((modes['response_modes_supported'] as readonly string[]).includes('web_message'), false)
  })
})
