import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectErrorPage, type RelyingParty, Scene } from '@latchkey/testing'

let scene: Scene
let web: RelyingParty
let native: RelyingParty

const registered = 'https://app.example/callback'

before(async () => {
  scene = await Scene.open()
  web = await scene.client({ redirectUris: [registered, 'https://app.example/with?tenant=1'] })
  native = await scene.client({
    isPublic: true,
    redirectUris: ['http://127.0.0.1/callback', 'http://[::1]/callback', 'com.example.app:/done'],
    fields: { applicationType: 'native' },
  })
})
after(() => scene[Symbol.asyncDispose]())

/** Every one of these is another URI for somebody: a browser, a proxy, a framework. */
const altered: readonly (readonly [what: string, uri: string])[] = [
  ['another host', 'https://evil.example/callback'],
  ['a subdomain', 'https://x.app.example/callback'],
  ['a host that begins alike', 'https://app.example.evil.example/callback'],
  ['a host as user info', 'https://app.example@evil.example/callback'],
  ['user info', 'https://user:pass@app.example/callback'],
  ['a backslash before a host', 'https://evil.example\\@app.example/callback'],
  ['a backslash as a slash', 'https:\\\\app.example\\callback'],
  ['a dot at the end of the host', 'https://app.example./callback'],
  ['upper case in the host', 'https://APP.example/callback'],
  ['upper case in the scheme', 'HTTPS://app.example/callback'],
  ['plain http', 'http://app.example/callback'],
  ['the default port', 'https://app.example:443/callback'],
  ['another port', 'https://app.example:8443/callback'],
  ['a path below', 'https://app.example/callback/more'],
  ['a slash behind', 'https://app.example/callback/'],
  ['two slashes', 'https://app.example//callback'],
  ['a path that climbs', 'https://app.example/callback/../evil'],
  ['a path that climbs back', 'https://app.example/x/../callback'],
  ['an escaped path that climbs', 'https://app.example/callback/%2e%2e/evil'],
  ['an escaped letter', 'https://app.example/c%61llback'],
  ['another case of the path', 'https://app.example/Callback'],
  ['a path parameter', 'https://app.example/callback;a=b'],
  ['a query', 'https://app.example/callback?a=b'],
  ['an empty query', 'https://app.example/callback?'],
  ['another query value', 'https://app.example/with?tenant=2'],
  ['a second query member', 'https://app.example/with?tenant=1&tenant=2'],
  ['the query left out', 'https://app.example/with'],
  ['a fragment', 'https://app.example/callback#x'],
  ['an empty fragment', 'https://app.example/callback#'],
  ['a blank before', ' https://app.example/callback'],
  ['a blank behind', 'https://app.example/callback '],
  ['a line break', 'https://app.example/callback\r\nSet-Cookie: a=b'],
  ['a null', 'https://app.example/callback\0'],
  ['a tab inside', 'https://app.exa\tmple/callback'],
  ['no scheme', '//app.example/callback'],
  ['a path alone', '/callback'],
  ['script', 'javascript:alert(1)'],
  ['data', 'data:text/html,hello'],
  ['a wildcard', 'https://*.example/callback'],
  ['an international look-alike', 'https://аpp.example/callback'],
  ['two values in one', `${registered} https://evil.example/`],
  ['a loopback address', 'http://127.0.0.1/callback'],
  ['nothing', ''],
]

describe('RFC9700-4.1.3 a redirect URI is compared as a string', () => {
  for (const [what, uri] of altered) {
    test(`${what} is answered with an error page`, async () => {
      expectErrorPage(await scene.browser().open(web.begin({ redirect_uri: uri }).url), 'invalid_request')
    })

    test(`${what} in a form is answered with an error page`, async () => {
      const { searchParams } = web.begin({ redirect_uri: uri }).url
      expectErrorPage(await scene.browser().post(`${scene.issuer}/auth/authorize`, searchParams), 'invalid_request')
    })
  }

  test('what is wrong is said with the reason of the catalogue', async () => {
    const open = (redirect_uri: string | undefined) => scene.browser().open(web.begin({ redirect_uri }).url)
    expectErrorPage(await open('https://evil.example/'), 'invalid_request', 'redirect_uri_mismatch')
    expectErrorPage(await open(`${registered}#x`), 'invalid_request', 'redirect_uri_fragment')
    expectErrorPage(await open('callback'), 'invalid_request', 'redirect_uri_scheme')
    expectErrorPage(await open('https://app.example/call back'), 'invalid_request', 'redirect_uri_characters')
    expectErrorPage(await open(undefined), 'invalid_request', 'redirect_uri_missing')
  })

  test('the error page shows no part of the altered URI as markup or as a link', async () => {
    const uri = 'https://evil.example/"><script>alert(1)</script>'
    const page = expectErrorPage(await scene.browser().open(web.begin({ redirect_uri: uri }).url))
    assert.equal(page.html.includes('<script>alert'), false)
    assert.deepEqual(
      page.links.filter(({ hostname }) => hostname === 'evil.example'),
      [],
    )
  })
})

describe('RFC8252-7.3 a loopback redirect URI may have any port, and nothing else may differ', () => {
  for (const uri of ['http://127.0.0.1:49152/callback', 'http://127.0.0.1/callback', 'http://[::1]:5000/callback']) {
    test(`${uri} is accepted`, async () => {
      const departure = await scene.browser().signIn(native.begin({ redirect_uri: uri }).url, scene.person)
      assert.ok(departure.url.href.startsWith(new URL(uri).href))
      assert.ok(departure.url.searchParams.has('code'))
    })
  }

  for (const uri of ['http://127.0.0.2:5000/callback', 'http://127.0.0.1:5000/other', 'https://127.0.0.1:5000/callback']) {
    test(`${uri} is refused`, async () => {
      expectErrorPage(await scene.browser().open(native.begin({ redirect_uri: uri }).url), 'invalid_request')
    })
  }

  for (const uri of ['http://127.1:5000/callback', 'http://0x7f.0.0.1/callback', 'http://user@127.0.0.1:5000/callback']) {
    test(`${uri} is refused: it is another spelling`, async () => {
      expectErrorPage(await scene.browser().open(native.begin({ redirect_uri: uri }).url), 'invalid_request')
    })
  }
})

describe('a client that nobody knows', () => {
  test('is answered with an error page when registration is required', async () => {
    await scene.settings({ requireClientRegistration: 'true' })
    const url = web.begin({ client_id: 'nobody', redirect_uri: 'https://evil.example/' }).url
    expectErrorPage(await scene.browser().open(url), 'invalid_request', 'client_unknown')
    expectErrorPage(await scene.browser().open(web.begin({ client_id: undefined }).url), 'invalid_request', 'client_id_missing')
    await scene.settings({ requireClientRegistration: 'false' })
  })
})
