import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectDeparture, expectJsonError, expectRedirectError, readAnswer } from '@latchkey/testing'
import { afterLogout, type Json, LogoutScene } from './logout-scene.ts'

const frame = 'https://rp.example/front?kept=1'

let logout: LogoutScene

before(async () => {
  logout = await LogoutScene.open()
})
after(() => logout[Symbol.asyncDispose]())

/** Addresses of the frames of a page, as a browser reads them. */
function framesOf(html: string): readonly URL[] {
  return [...html.matchAll(/<iframe src="([^"]*)"/g)].map(([, address = '']) => new URL(address.replaceAll('&amp;', '&')))
}

describe('front-channel logout', () => {
  test('FCL-01 discovery says that it works, with sessions', async () => {
    const response = await logout.scene.server.fetch(`${logout.issuer}/.well-known/openid-configuration`)
    const document = (await response.json()) as Json
    assert.equal(document['frontchannel_logout_supported'], true)
    assert.equal(document['frontchannel_logout_session_supported'], true)
  })

  test('FCL-02 FCL-03 FCL-04 the page frames the client with issuer and session, then goes back with the state', async () => {
    const party = await logout.client({ frontchannelLogoutUri: frame, frontchannelLogoutSessionRequired: true })
    const browser = logout.scene.browser()
    const { tokens, claims } = await party.signIn(browser, logout.scene.person)
    assert.match(String(claims['sid']), /^ses_/)
    const request = { id_token_hint: tokens.id_token, post_logout_redirect_uri: afterLogout, state: 'x y' }
    const departure = expectDeparture(await browser.open(logout.logoutUrl(request)))
    // A browser without script goes on after a pause, one with script when the frames were loaded.
    assert.equal(departure.via, 'hand-over')
    assert.equal(departure.url.href, `${afterLogout}?state=x+y`)
    assert.match(departure.html, /<noscript><meta http-equiv="refresh" content="5;url=/)
    const [address, ...others] = framesOf(departure.html)
    assert.deepEqual(others, [])
    assert.equal(`${address?.origin}${address?.pathname}`, 'https://rp.example/front')
    assert.deepEqual(
      [...(address?.searchParams ?? [])],
      [
        ['kept', '1'],
        ['iss', logout.issuer],
        ['sid', claims['sid']],
      ],
    )
    const policy = departure.headers.get('content-security-policy') ?? ''
    assert.match(policy, /; frame-src https:\/\/rp\.example$/)
    assert.match(policy, /script-src 'self'/)

    const pending = party.begin({ prompt: 'none' })
    const refused = expectDeparture(await browser.open(pending.url))
    const error = ['login_required', 'interaction_required']
    expectRedirectError(refused, { redirectUri: party.redirectUri, state: pending.state, issuer: logout.issuer, error })
  })

  test('FCL-03 a client that does not ask for the session gets no parameters, and each client gets its own frame', async () => {
    const plain = await logout.client({ frontchannelLogoutUri: 'https://rp.example/plain' })
    const other = await logout.client({
      ...{ redirectUri: 'https://other.example/cb', frontchannelLogoutUri: 'https://other.example/front' },
      ...{ frontchannelLogoutSessionRequired: true, description: 'Other <app>' },
    })
    const browser = logout.scene.browser()
    await plain.signIn(browser, logout.scene.person)
    await other.signIn(browser, logout.scene.person)
    const page = await logout.signOut(browser)
    const frames = framesOf(page.html).map(({ origin, pathname, searchParams }) => [origin + pathname, [...searchParams.keys()]])
    assert.deepEqual(frames.sort(), [
      ['https://other.example/front', ['iss', 'sid']],
      ['https://rp.example/plain', []],
    ])
    const sources = /frame-src (.*)$/.exec(page.headers.get('content-security-policy') ?? '')?.[1]?.split(' ')
    assert.deepEqual(sources?.sort(), ['https://other.example', 'https://rp.example'])
    assert.equal([...page.html.matchAll(/data-told="in-browser"/g)].length, 2)
    assert.ok(page.html.includes('Other &lt;app&gt;'))
  })

  test('a page without frames allows none', async () => {
    const party = await logout.client()
    const browser = logout.scene.browser()
    await party.signIn(browser, logout.scene.person)
    const page = await logout.signOut(browser)
    assert.deepEqual(framesOf(page.html), [])
    assert.equal(page.headers.get('content-security-policy')?.includes('frame-src'), false)
  })

  test('the page speaks the language that the client asks for', async () => {
    const party = await logout.client({ frontchannelLogoutUri: frame })
    const browser = logout.scene.browser()
    const { tokens } = await party.signIn(browser, logout.scene.person)
    const page = await browser.openPage(
      logout.logoutUrl({ id_token_hint: tokens.id_token, ui_locales: 'xx de', logout_hint: 'ada' }),
    )
    assert.match(page.text, /wird in diesem Browser abgemeldet/)
  })

  const refused = [
    ['frontchannel_logout_uri', 'https://elsewhere.example/front', 'frontchannel_logout_uri_foreign'],
    ['frontchannel_logout_uri', 'http://rp.example/front', 'frontchannel_logout_uri_malformed'],
    ['frontchannel_logout_uri', 'https://rp.example/front#x', 'frontchannel_logout_uri_malformed'],
    ['frontchannel_logout_session_required', 'yes', 'frontchannel_logout_session_required_malformed'],
    ['backchannel_logout_uri', 'http://rp.example/back', 'backchannel_logout_uri_malformed'],
    ['backchannel_logout_uri', 'https://user@rp.example/back', 'backchannel_logout_uri_malformed'],
    ['backchannel_logout_session_required', 1, 'backchannel_logout_session_required_malformed'],
  ] as const

  test('registration refuses addresses that cannot be told, and says back those that can', async () => {
    await logout.api('x:OidcProvider/set', { update: { singleton: { anonymousClientRegistration: true } } })
    const register = async (members: Json) => {
      const body = JSON.stringify({ redirect_uris: ['https://rp.example/callback'], ...members })
      const headers = { 'content-type': 'application/json' }
      return readAnswer(await logout.scene.server.fetch(`${logout.issuer}/auth/register`, { method: 'POST', body, headers }))
    }
    for (const [member, value, reason] of refused) {
      const answer = await register({ [member]: value })
      expectJsonError(answer, 'invalid_client_metadata', reason, 400)
    }
    const members = {
      ...{ backchannel_logout_uri: 'https://back.example/logout', backchannel_logout_session_required: true },
      ...{ frontchannel_logout_uri: frame, frontchannel_logout_session_required: false },
    }
    const { status, body } = await register(members)
    assert.equal(status, 201)
    for (const [member, value] of Object.entries(members)) assert.equal(body[member], value, member)
  })
})
