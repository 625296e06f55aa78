import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  expectDeparture,
  expectRedirectError,
  makeCertificate,
  type RelyingParty,
  type TemporaryFolder,
  temporaryFolder,
  waitUntil,
} from '@latchkey/testing'
import { createRemoteJWKSet, customFetch, type JWTVerifyResult, jwtVerify } from 'jose'
import { afterLogout, type Json, LogoutScene } from './logout-scene.ts'
import { Receiver } from './receiver.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'

let logout: LogoutScene
let receiver: Receiver
/** Speaks TLS. */
let encrypted: Receiver
let folder: TemporaryFolder
let paths = 0

before(async () => {
  receiver = await Receiver.open()
  folder = temporaryFolder()
  const certificate = makeCertificate(folder.path)
  encrypted = await Receiver.open(certificate)
  const authority = join(folder.path, 'trusted.pem')
  writeFileSync(authority, certificate.authority)
  logout = await LogoutScene.open({ env: { NODE_EXTRA_CA_CERTS: authority } })
})
after(async () => {
  await logout[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
  await encrypted[Symbol.asyncDispose]()
  folder.remove()
})

/** A client whose server is told at a path of its own. */
async function told(fields: Json = {}): Promise<{ party: RelyingParty; path: string }> {
  paths += 1
  const path = `/told-${paths}`
  const backchannelLogoutUri = `${receiver.origin}${path}`
  return { party: await logout.client({ backchannelLogoutUri, backchannelLogoutSessionRequired: true, ...fields }), path }
}

function verify(token: string, clientId: string): Promise<JWTVerifyResult> {
  const keys = createRemoteJWKSet(new URL(`${logout.issuer}/auth/jwks.json`), {
    [customFetch]: (url, init) => logout.scene.server.fetch(url, init),
  })
  return jwtVerify(token, keys, { issuer: logout.issuer, audience: clientId, typ: 'logout+jwt', clockTolerance: 5 })
}

describe('back-channel logout', () => {
  test('BCL-01 discovery says that it works, with sessions', async () => {
    const response = await logout.scene.server.fetch(`${logout.issuer}/.well-known/openid-configuration`)
    const document = (await response.json()) as Json
    assert.equal(document['backchannel_logout_supported'], true)
    assert.equal(document['backchannel_logout_session_supported'], true)
  })

  test('BCL-02 BCL-03 BCL-04 BCL-05 BCL-07 a logout sends one signed logout token and goes back with the state', async () => {
    const { party, path } = await told()
    const browser = logout.scene.browser()
    const { tokens, claims } = await party.signIn(browser, logout.scene.person)
    const request = { id_token_hint: tokens.id_token, post_logout_redirect_uri: afterLogout, state: 'the state' }
    const departure = expectDeparture(await browser.open(logout.logoutUrl(request)))
    assert.equal(departure.url.href, `${afterLogout}?state=the+state`)

    const [request1, ...others] = await receiver.expect(path)
    assert.ok(request1 !== undefined)
    assert.deepEqual(others, [])
    assert.equal(request1.method, 'POST')
    assert.match(request1.contentType, /^application\/x-www-form-urlencoded/)
    assert.deepEqual([...request1.body.keys()], ['logout_token'])
    assert.deepEqual([...request1.query], [])

    const { payload, protectedHeader } = await verify(request1.body.get('logout_token') ?? '', party.clientId)
    assert.equal(protectedHeader.typ, 'logout+jwt')
    assert.deepEqual(payload['events'], { [event]: {} })
    assert.equal(payload.sub, claims.sub)
    assert.equal(payload['sid'], claims['sid'])
    assert.ok(typeof payload.jti === 'string' && payload.jti.length >= 16)
    assert.equal('nonce' in payload, false)
    const now = Date.now() / 1000
    assert.ok(Math.abs((payload.iat ?? 0) - now) < 60 && (payload.exp ?? 0) > now && (payload.exp ?? 0) <= now + 130)

    const pending = party.begin({ prompt: 'none' })
    const refused = expectDeparture(await browser.open(pending.url))
    const error = ['login_required', 'interaction_required']
    expectRedirectError(refused, { redirectUri: party.redirectUri, state: pending.state, issuer: logout.issuer, error })
  })

  test('BCL-06 a server of a client is reached by TLS 1.2 or later, and not without a certificate that is trusted', async () => {
    const trusted = await told({ backchannelLogoutUri: `${encrypted.origin}/tls` })
    const browser = logout.scene.browser()
    await trusted.party.signIn(browser, logout.scene.person)
    await logout.signOut(browser)
    // The receiver takes no older version.
    assert.equal((await encrypted.expect('/tls')).length, 1)
    using other = temporaryFolder()
    await using stranger = await Receiver.open(makeCertificate(other.path))
    const untrusted = await told({ backchannelLogoutUri: `${stranger.origin}/tls` })
    await untrusted.party.signIn(browser, logout.scene.person)
    await logout.signOut(browser)
    await waitUntil('the failure is seen', async () => {
      const [delivery] = await logout.deliveries({ clientId: untrusted.party.clientId })
      return delivery?.['problem'] === 'unreachable' ? true : undefined
    })
    assert.equal(stranger.at('/tls').length, 0)
  })

  test('every client of the session is told, also one that got only an ID token, and no client of another session', async () => {
    const first = await told({ description: 'First' })
    const second = await told({ responseTypes: { id_token: true }, grantTypes: { implicit: true }, description: 'Second' })
    const other = await told()
    const browser = logout.scene.browser()
    await first.party.signIn(browser, logout.scene.person)
    const departure = await browser.signIn(second.party.begin({ response_type: 'id_token' }).url, logout.scene.person)
    assert.ok(new URLSearchParams(departure.url.hash.slice(1)).has('id_token'), departure.url.hash)
    await other.party.signIn(logout.scene.browser(), logout.scene.person)
    const page = await logout.signOut(browser)
    for (const { path } of [first, second]) assert.equal((await receiver.expect(path)).length, 1)
    assert.equal(receiver.at(other.path).length, 0)
    for (const name of ['First', 'Second']) assert.ok(page.text.includes(name), page.text)
    assert.equal([...page.html.matchAll(/data-told="delivered"/g)].length, 2)
  })

  test('a client that is down does not stop the logout, is shown as not told yet, and is told when it is back', async () => {
    const { party, path } = await told()
    const well = await told()
    receiver.replies.set(path, 503)
    const browser = logout.scene.browser()
    await party.signIn(browser, logout.scene.person)
    await well.party.signIn(browser, logout.scene.person)
    const page = await logout.signOut(browser)
    assert.match(page.html, /data-told="later"/)
    assert.match(page.html, /data-told="delivered"/)
    await receiver.expect(path, 2)
    const [waiting] = await logout.deliveries({ clientId: party.clientId })
    assert.deepEqual([waiting?.['state'], waiting?.['problem']], ['waiting', 'status'])
    receiver.replies.delete(path)
    await waitUntil('it is delivered', async () => {
      const [delivery] = await logout.deliveries({ clientId: party.clientId })
      return delivery?.['state'] === 'delivered' ? true : undefined
    })
    assert.equal((await logout.deliveries({ clientId: party.clientId })).length, 1)
    assert.equal(receiver.at(well.path).length, 1)
    const tokens = receiver.at(path).map(({ body }) => body.get('logout_token') ?? '')
    const ids = await Promise.all(tokens.map(async (token) => (await verify(token, party.clientId)).payload.jti))
    assert.equal(new Set(ids).size, ids.length)
    assert.equal(JSON.stringify(await logout.deliveries({ clientId: party.clientId })).includes(tokens[0] ?? ''), false)
  })

  test('a client that never answers does not hold up the page until it has failed', async () => {
    const { party, path } = await told()
    receiver.replies.set(path, 'never')
    const browser = logout.scene.browser()
    await party.signIn(browser, logout.scene.person)
    // The attempt goes on for five seconds: a page that had waited for it would say what came of it.
    assert.match((await logout.signOut(browser)).html, /data-told="pending"/)
  })

  test('a client that answers 400 is not asked again', async () => {
    const { party, path } = await told()
    receiver.replies.set(path, 400)
    const browser = logout.scene.browser()
    await party.signIn(browser, logout.scene.person)
    assert.match((await logout.signOut(browser)).html, /data-told="failed"/)
    const [delivery] = await logout.deliveries({ clientId: party.clientId })
    assert.deepEqual([delivery?.['state'], delivery?.['problem'], delivery?.['attempts']], ['failed', 'refused', 1])
    assert.equal(receiver.at(path).length, 1)
  })

  test('sessions that an administrator ends, one or all of an account, tell clients too', async () => {
    const { party, path } = await told()
    const browser = logout.scene.browser()
    const { claims } = await party.signIn(browser, logout.scene.person)
    await logout.api('x:Session/set', { destroy: [claims['sid']] })
    assert.equal((await receiver.expect(path)).length, 1)
    await party.signIn(logout.scene.browser(), logout.scene.person)
    const { ids } = await logout.api('x:Account/query', { filter: { name: logout.scene.person.username } })
    const [accountId] = ids as readonly string[]
    await logout.api('x:Action/set', { create: { a: { '@type': 'EndSessions', accountId } } })
    assert.equal((await receiver.expect(path, 2)).length, 2)
  })

  test('refresh tokens without offline_access die with the session, those with it live on', async () => {
    const { party } = await told()
    const browser = logout.scene.browser()
    const online = await party.signIn(browser, logout.scene.person, { scope: 'openid' })
    const offline = await party.signIn(browser, logout.scene.person, { scope: 'openid offline_access', prompt: 'consent' })
    assert.ok(offline.tokens.refresh_token !== undefined)
    await logout.signOut(browser)
    assert.equal((await party.userinfo(online.tokens.access_token)).status, 401)
    assert.equal((await party.userinfo(offline.tokens.access_token)).status, 200)
    assert.equal((await party.refresh(offline.tokens.refresh_token)).status, 200)
  })

  test('a code that was not redeemed before the logout is worth nothing after it', async () => {
    const { party } = await told()
    const browser = logout.scene.browser()
    await party.signIn(browser, logout.scene.person)
    const pending = party.begin()
    const code = expectDeparture(await browser.open(pending.url)).url.searchParams.get('code') ?? ''
    await logout.signOut(browser)
    const answer = await party.redeem(code, { code_verifier: pending.verifier })
    assert.deepEqual([answer.status, answer.body['error']], [400, 'invalid_grant'])
  })

  test('removing a delivery ends its attempts', async () => {
    const { party, path } = await told()
    receiver.replies.set(path, 500)
    const browser = logout.scene.browser()
    await party.signIn(browser, logout.scene.person)
    await logout.signOut(browser)
    const [delivery] = await logout.deliveries({ clientId: party.clientId })
    const answer = await logout.api('x:LogoutDelivery/set', { destroy: [delivery?.['id'], 'lod_unknown'] })
    assert.deepEqual(answer['destroyed'], [delivery?.['id']])
    assert.deepEqual(Object.keys(answer['notDestroyed'] as object), ['lod_unknown'])
    assert.deepEqual(await logout.deliveries({ clientId: party.clientId }), [])
  })

  test('no logout token reaches the log', () => {
    for (const { body } of receiver.received) {
      const token = body.get('logout_token') ?? 'none'
      assert.equal(logout.scene.server.output.includes(token.slice(0, 60)), false)
    }
  })
})
