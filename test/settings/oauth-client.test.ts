import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf, expectErrorPage, expectJsonError, expectPage, type RelyingParty } from '@latchkey/testing'
import { decodeProtectedHeader } from 'jose'
import { type Json, ManagedProvider } from './managed-provider.ts'

const hour = 3_600_000
const callback = 'https://rp.example/callback'

let provider: ManagedProvider
before(async () => {
  provider = await ManagedProvider.open()
})
after(() => provider[Symbol.asyncDispose]())

async function idOf(party: RelyingParty): Promise<string> {
  const [id] = await provider.query('OAuthClient', { clientId: party.clientId })
  return id ?? assert.fail('the client is not found by its clientId')
}

/** Whether the client gets tokens with its secret. */
async function redeems(party: RelyingParty): Promise<boolean> {
  const pending = party.begin()
  const code = codeOf(await provider.browser().signIn(pending.url, provider.person))
  const { status, body } = await party.redeem(code, { code_verifier: pending.verifier })
  if (status !== 200) assert.equal(body['error'], 'invalid_client')
  return status === 200
}

describe('the life of an OAuthClient', () => {
  test('created with its secret in the answer, found, changed, destroyed', async () => {
    const redirectUris = { [callback]: true }
    const { id, secret, ...others } = await provider.create('OAuthClient', { description: 'Mail', redirectUris })
    assert.match(String(secret), /^lk_cs_/)
    assert.match(String(others['clientId']), /^[a-z0-9]{20}$/)
    const { clientId, createdAt, ...client } = await provider.get('OAuthClient', id)
    assert.equal(others['clientId'], clientId)
    assert.equal(client['secret'], '****')
    assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    for (const filter of [
      { clientId },
      { text: 'mai' },
      { text: String(clientId).slice(0, 8) },
      { origin: 'administrator', text: 'mail' },
      { createdAtIsGreaterThanOrEqual: createdAt, text: 'mail' },
    ]) {
      assert.deepEqual(await provider.query('OAuthClient', filter), [id], JSON.stringify(filter))
    }
    assert.deepEqual(await provider.query('OAuthClient', { origin: 'dynamic' }), [])
    assert.equal(await redeems(provider.partyOf(String(clientId), String(secret))), true)
    await provider.destroy('OAuthClient', id)
    assert.deepEqual((await provider.call('x:OAuthClient/get', { ids: [id] }))['notFound'], [id])
    const party = provider.partyOf(String(clientId), String(secret))
    const refused = await party.form('/auth/revoke', { token: 'x' })
    expectJsonError(refused, 'invalid_client')
  })

  test('a clientId that exists is refused with the id of its object', async () => {
    const value = { clientId: 'imported-app/1', redirectUris: { [callback]: true } }
    const { id } = await provider.create('OAuthClient', value)
    const error = await provider.refusedCreate('OAuthClient', value)
    assert.deepEqual([error['type'], error['properties'], error['objectId']], ['primaryKeyViolation', ['clientId'], id])
  })

  test('no secret is in any answer, revision or audit event', async () => {
    const secret = 'a-secret-that-must-never-be-shown-again'
    const { id } = await provider.create('OAuthClient', { secret, redirectUris: { [callback]: true } })
    const next = `${secret}-either`
    await provider.update('OAuthClient', { secret: next, description: 'Rotated' }, id)
    const seen: Json[] = []
    for (const object of ['OAuthClient', 'Revision', 'AuditEvent']) {
      const ids = await provider.query(object, {})
      seen.push(await provider.call(`x:${object}/get`, { ids }))
    }
    assert.ok(JSON.stringify(seen).includes('Rotated'))
    assert.equal(JSON.stringify(seen).includes(secret), false)
  })
})

describe('properties of OAuthClient take effect at once', () => {
  test('secret: another one, with a rest of life for the one before', async () => {
    const party = await provider.party({ skipConsent: true })
    const id = await idOf(party)
    const secret = 'another-secret-of-more-than-32-letters'
    const next = provider.partyOf(party.clientId, secret)
    assert.equal(await redeems(next), false)
    const until = new Date(provider.clock.now() + hour).toISOString()
    await provider.update('OAuthClient', { secret, previousSecretExpiresAt: until }, id)
    assert.deepEqual([await redeems(party), await redeems(next)], [true, true])
    provider.clock.advance(hour)
    assert.deepEqual([await redeems(party), await redeems(next)], [false, true])
    await provider.update('OAuthClient', { secret: 'a-third-secret-of-more-than-32-letters' }, id)
    assert.equal(await redeems(next), false)
    await provider.update('OAuthClient', { secret: null, tokenEndpointAuthMethod: 'none' }, id)
    assert.deepEqual([await redeems(next), await redeems(provider.partyOf(party.clientId))], [false, true])
  })

  test('tokenEndpointAuthMethod: pins how the secret comes', async () => {
    const party = await provider.party({ skipConsent: true })
    assert.equal(await redeems(party), true)
    await provider.update('OAuthClient', { tokenEndpointAuthMethod: 'client_secret_post' }, await idOf(party))
    assert.equal(await redeems(party), false)
  })

  test('expiresAt: an expired client is refused, is seen, and can be prolonged', async () => {
    const party = await provider.party({ skipConsent: true })
    const id = await idOf(party)
    const expiresAt = new Date(provider.clock.now() + hour).toISOString()
    await provider.update('OAuthClient', { expiresAt }, id)
    assert.equal(await redeems(party), true)
    provider.clock.advance(hour)
    expectErrorPage(await provider.browser().open(party.begin().url), 'invalid_request')
    assert.equal((await provider.get('OAuthClient', id))['expiresAt'], expiresAt.replace(/\.\d+Z$/, 'Z'))
    assert.deepEqual(await provider.query('OAuthClient', { expiresAtIsLessThanOrEqual: expiresAt }), [id])
    await provider.update('OAuthClient', { expiresAt: null }, id)
    assert.equal(await redeems(party), true)
  })

  test('redirectUris: compared as they are now', async () => {
    const party = await provider.party()
    const id = await idOf(party)
    await provider.update('OAuthClient', { redirectUris: { 'https://rp.example/other': true } }, id)
    expectErrorPage(await provider.browser().open(party.begin().url), 'invalid_request')
    assert.equal((await provider.browser().openPage(party.begin({ redirect_uri: 'https://rp.example/other' }).url)).name, 'login')
  })

  test('description, logo and addresses: on the consent page', async () => {
    const party = await provider.party({ description: 'First name' })
    await provider.update(
      'OAuthClient',
      { description: 'Mail & <more>', policyUri: 'https://rp.example/privacy', tosUri: 'https://rp.example/terms' },
      await idOf(party),
    )
    const browser = provider.browser()
    const login = await browser.openPage(party.begin().url)
    const { html } = expectPage(await browser.submit(login, { fields: { ...provider.person } }))
    for (const part of ['Mail &amp; &lt;more&gt;', 'https://rp.example/privacy', 'https://rp.example/terms']) {
      assert.ok(html.includes(part), `${part} in ${html}`)
    }
  })

  test('skipConsent: nobody is asked', async () => {
    const party = await provider.party()
    const browser = provider.browser()
    const login = await browser.openPage(party.begin().url)
    assert.equal(expectPage(await browser.submit(login, { fields: { ...provider.person } })).name, 'consent')
    await provider.update('OAuthClient', { skipConsent: true }, await idOf(party))
    assert.equal((await browser.open(party.begin().url)).kind, 'left')
  })

  test('postures: PKCE is required, reported or left out', async () => {
    const party = await provider.party({ skipConsent: true })
    const id = await idOf(party)
    const browser = provider.browser()
    const without = { code_challenge: undefined, code_challenge_method: undefined }
    await party.signIn(browser, provider.person)
    const answer = async (): Promise<string | null> => {
      const visit = await browser.open(party.begin(without).url)
      assert.ok(visit.kind === 'left')
      return visit.url.searchParams.get('error')
    }
    assert.equal(await answer(), null)
    await provider.update('OAuthClient', { postures: { 'pkce-required': 'enforce' } }, id)
    assert.equal(await answer(), 'invalid_request')
    await provider.update('OAuthClient', { 'postures/pkce-required': 'off' }, id)
    assert.equal(await answer(), null)
  })

  test('idTokenSignedResponseAlg, claimsInIdToken, requireAuthTime: the ID token', async () => {
    const party = await provider.party({ skipConsent: true, claimsInIdToken: false })
    const browser = provider.browser()
    const first = await party.signIn(browser, provider.person, { scope: 'openid profile' })
    assert.equal(decodeProtectedHeader(first.tokens.id_token).alg, 'ES256')
    assert.equal(first.claims['name'], undefined)
    const patch = { idTokenSignedResponseAlg: 'RS256', claimsInIdToken: true, requireAuthTime: true }
    await provider.update('OAuthClient', patch, await idOf(party))
    const second = await party.signIn(browser, provider.person, { scope: 'openid profile' })
    assert.equal(decodeProtectedHeader(second.tokens.id_token).alg, 'RS256')
    assert.deepEqual([second.claims['name'], typeof second.claims['auth_time']], ['Ada', 'number'])
  })

  test('defaultMaxAge: an older sign-in does not count', async () => {
    const party = await provider.party({ skipConsent: true })
    const browser = provider.browser()
    await party.signIn(browser, provider.person)
    provider.clock.advance(10 * 60_000)
    assert.equal((await browser.open(party.begin().url)).kind, 'left')
    await provider.update('OAuthClient', { defaultMaxAge: '5m' }, await idOf(party))
    assert.equal((await browser.openPage(party.begin().url)).name, 'login')
  })

  test('grantTypes and scopes: what is not there is refused', async () => {
    const party = await provider.party({ skipConsent: true })
    const id = await idOf(party)
    const browser = provider.browser()
    await party.signIn(browser, provider.person)
    await provider.update('OAuthClient', { scopes: { openid: true } }, id)
    const visit = await browser.open(party.begin({ scope: 'openid email' }).url)
    assert.ok(visit.kind === 'left')
    assert.equal(visit.url.searchParams.get('error'), 'invalid_scope')
    const device = { 'urn:ietf:params:oauth:grant-type:device_code': true }
    await provider.update('OAuthClient', { grantTypes: device }, id)
    const refused = await browser.open(party.begin().url)
    assert.ok(refused.kind === 'page' || refused.url.searchParams.get('error') === 'unauthorized_client')
    assert.equal((await party.form('/auth/device', { scope: 'openid' })).status, 200)
  })

  test('postLogoutRedirectUris: where people may go', async () => {
    const party = await provider.party({ skipConsent: true })
    const browser = provider.browser()
    const { tokens } = await party.signIn(browser, provider.person)
    const target = 'https://rp.example/bye'
    const logout = new URL(`${provider.issuer}/auth/logout`)
    logout.searchParams.set('id_token_hint', tokens.id_token)
    logout.searchParams.set('post_logout_redirect_uri', target)
    expectErrorPage(await browser.open(logout), 'invalid_request')
    await provider.update('OAuthClient', { postLogoutRedirectUris: { [target]: true } }, await idOf(party))
    const left = await browser.open(logout)
    assert.ok(left.kind === 'left' && left.url.href === target, JSON.stringify(left))
  })

  test('a client that registered itself can be managed, and sees the change', async () => {
    await provider.update('OidcProvider', { anonymousClientRegistration: true })
    const response = await provider.fetch(`${provider.issuer}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [callback], client_name: 'Self-made' }),
    })
    const registered = (await response.json()) as Readonly<Record<string, string>>
    const [id] = await provider.query('OAuthClient', { origin: 'dynamic' })
    assert.equal((await provider.get('OAuthClient', id))['clientId'], registered['client_id'])
    await provider.update('OAuthClient', { description: 'Known to us' }, id)
    const headers = { authorization: `Bearer ${registered['registration_access_token']}` }
    const read = await provider.fetch(String(registered['registration_client_uri']), { headers })
    assert.equal(((await read.json()) as Json)['client_name'], 'Known to us')
  })
})
