import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  expectDeparture,
  expectErrorPage,
  expectPage,
  expectRedirectError,
  type RelyingParty,
  Scene,
  type SignedIn,
} from '@latchkey/testing'
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose'
import { ManagedProvider } from '../settings/managed-provider.ts'

let scene: Scene
let party: RelyingParty
const afterLogout = 'https://rp.example/signed-out'

before(async () => {
  scene = await Scene.open()
  party = await scene.client({ fields: { postLogoutRedirectUris: [afterLogout] } })
})
after(() => scene[Symbol.asyncDispose]())

async function signedIn(): Promise<{ browser: Browser; signIn: SignedIn }> {
  const browser = scene.browser()
  return { browser, signIn: await party.signIn(browser, scene.person) }
}

function logoutUrl(parameters: Readonly<Record<string, string>>): string {
  return `${scene.issuer}/auth/logout?${new URLSearchParams(parameters)}`
}

/** RPI-03: nobody is signed in in this browser any more. */
async function expectSignedOut(browser: Browser): Promise<void> {
  const pending = party.begin({ prompt: 'none' })
  const error = ['login_required', 'interaction_required']
  const departure = expectDeparture(await browser.open(pending.url))
  expectRedirectError(departure, { redirectUri: party.redirectUri, state: pending.state, issuer: scene.issuer, error })
}

async function expectStillSignedIn(browser: Browser): Promise<void> {
  const departure = expectDeparture(await browser.open(party.begin({ prompt: 'none' }).url))
  assert.ok(departure.url.searchParams.has('code'), String(departure.url.searchParams))
}

describe('RP-initiated logout', () => {
  test('RPI-01 discovery names the endpoint', async () => {
    const response = await scene.server.fetch(`${scene.issuer}/.well-known/openid-configuration`)
    const document: unknown = await response.json()
    assert.ok(typeof document === 'object' && document !== null && 'end_session_endpoint' in document)
    assert.equal(document.end_session_endpoint, `${scene.issuer}/auth/logout`)
  })

  test('RPI-02 RPI-03 the hint of this session signs out and goes back with exactly the state', async () => {
    const { browser, signIn } = await signedIn()
    const state = 'a state/with?odd&characters=1'
    const hint = signIn.tokens.id_token
    const departure = expectDeparture(
      await browser.open(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: afterLogout, state })),
    )
    assert.equal(departure.url.origin + departure.url.pathname, afterLogout)
    assert.deepEqual([...departure.url.searchParams], [['state', state]])
    await expectSignedOut(browser)
  })

  test('RPI-04 without state it goes back without', async () => {
    const { browser, signIn } = await signedIn()
    const hint = signIn.tokens.id_token
    const departure = expectDeparture(
      await browser.open(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: afterLogout })),
    )
    assert.equal(departure.url.href, afterLogout)
  })

  for (const uri of [`${afterLogout}?foo=bar`, `${afterLogout}/`, 'https://evil.example/', 'javascript:alert(1)']) {
    test(`RPI-05 ${uri}, which is not registered, is not followed`, async () => {
      const { browser, signIn } = await signedIn()
      const url = logoutUrl({ id_token_hint: signIn.tokens.id_token, post_logout_redirect_uri: uri })
      expectErrorPage(await browser.open(url), 'invalid_request', 'logout_redirect_unregistered')
      await expectStillSignedIn(browser)
    })
  }

  test('RPI-06 a hint without signature is refused', async () => {
    const { browser, signIn } = await signedIn()
    const [, claims] = signIn.tokens.id_token.split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    for (const hint of [`${header}.${claims}.`, `${signIn.tokens.id_token.slice(0, -8)}AAAAAAAA`, 'nonsense']) {
      const visit = await browser.open(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: afterLogout }))
      expectErrorPage(visit, 'invalid_request')
    }
    await expectStillSignedIn(browser)
  })

  test('RPI-07 without hint the person is asked, and the way back is only offered', async () => {
    const { browser } = await signedIn()
    const url = logoutUrl({ client_id: party.clientId, post_logout_redirect_uri: afterLogout, state: 's' })
    const page = await browser.openPage(url)
    assert.equal(page.name, 'logout')
    const done = expectPage(await browser.submit(page, { button: ['decision', 'logout'] }))
    assert.equal(done.name, 'logged-out')
    assert.ok(done.html.includes(`${afterLogout}?state=s`))
    await expectSignedOut(browser)
  })

  test('RPI-07 post_logout_redirect_uri without a client is refused', async () => {
    const { browser } = await signedIn()
    const visit = await browser.open(logoutUrl({ post_logout_redirect_uri: afterLogout }))
    expectErrorPage(visit, 'invalid_request', 'logout_redirect_without_client')
  })

  test('RPI-08 without parameters the person is asked; who stays, stays', async () => {
    const { browser } = await signedIn()
    const page = await browser.openPage(logoutUrl({}))
    assert.equal(page.name, 'logout')
    await browser.submit(page, { button: ['decision', 'stay'] })
    await expectStillSignedIn(browser)
    const again = await browser.openPage(`${scene.issuer}/logout`)
    assert.equal(expectPage(await browser.submit(again, { button: ['decision', 'logout'] })).name, 'logged-out')
    await expectSignedOut(browser)
  })

  test('RPI-08 only a hint signs out and shows a page', async () => {
    const { browser, signIn } = await signedIn()
    const page = await browser.openPage(logoutUrl({ id_token_hint: signIn.tokens.id_token }))
    assert.equal(page.name, 'logged-out')
    await expectSignedOut(browser)
  })

  test('the hint of an earlier session asks first', async () => {
    const { signIn } = await signedIn()
    const { browser } = await signedIn()
    assert.equal((await browser.openPage(logoutUrl({ id_token_hint: signIn.tokens.id_token }))).name, 'logout')
    await expectStillSignedIn(browser)
  })

  test('client_id that differs from the audience of the hint is refused', async () => {
    const other = await scene.client()
    const { browser, signIn } = await signedIn()
    const visit = await browser.open(logoutUrl({ id_token_hint: signIn.tokens.id_token, client_id: other.clientId }))
    expectErrorPage(visit, 'invalid_request', 'logout_client_mismatch')
  })

  test('a link that names the fields of the confirmation page neither confirms nor spoils it', async () => {
    const { browser } = await signedIn()
    const url = logoutUrl({ client_id: party.clientId, csrf: 'x', decision: 'logout' })
    const page = expectPage(await browser.open(url))
    await expectStillSignedIn(browser)
    assert.equal(expectPage(await browser.submit(page, { button: ['decision', 'logout'] })).name, 'logged-out')
  })

  test('a refused address is shown and logged without the values of its query', async () => {
    const { browser } = await signedIn()
    const uri = 'https://evil.example/?token=the-secret-of-somebody#and-more'
    const page = expectErrorPage(
      await browser.open(logoutUrl({ client_id: party.clientId, post_logout_redirect_uri: uri })),
      'invalid_request',
      'logout_redirect_unregistered',
    )
    assert.ok(page.text.includes('evil.example/?token=...'), page.text)
    for (const secret of ['the-secret', 'and-more']) {
      assert.equal(page.text.includes(secret), false)
      assert.equal(scene.server.output.includes(secret), false)
    }
  })

  test('a forged confirmation changes nothing', async () => {
    const { browser } = await signedIn()
    const page = await browser.openPage(logoutUrl({}))
    const forged = await browser.submit(page, { fields: { csrf: 'forged' }, button: ['decision', 'logout'] })
    assert.equal(expectPage(forged).name, 'error')
    await expectStillSignedIn(browser)
  })
})

describe('RP-initiated logout with a hint of another time or key', () => {
  test('RPI-09 an expired hint of this session signs out and goes back', async () => {
    await using provider = await ManagedProvider.open()
    const uri = 'https://rp.example/bye'
    const member = await provider.party({ postLogoutRedirectUris: { [uri]: true }, skipConsent: true })
    const browser = provider.browser()
    const { tokens, claims } = await member.signIn(browser, provider.person)
    provider.clock.advance(60 * 60 * 1000)
    assert.ok(Number(claims.exp) * 1000 < provider.clock.now())
    const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: uri, state: 's' })
    const departure = expectDeparture(await browser.open(`${provider.issuer}/auth/logout?${query}`))
    assert.equal(departure.url.href, `${uri}?state=s`)
  })

  test('RPI-06 a hint that a foreign key signed is refused', async () => {
    const { browser, signIn } = await signedIn()
    const { privateKey } = await generateKeyPair('ES256')
    const header = decodeProtectedHeader(signIn.tokens.id_token)
    const hint = await new SignJWT(decodeJwt(signIn.tokens.id_token))
      .setProtectedHeader({ ...header, alg: 'ES256' })
      .sign(privateKey)
    const visit = await browser.open(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: afterLogout }))
    expectErrorPage(visit, 'invalid_request', 'logout_hint_invalid')
    await expectStillSignedIn(browser)
  })
})
