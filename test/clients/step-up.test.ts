import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectDeparture, expectPage, type TestProvider, testProvider } from '@latchkey/testing'
import * as client from 'openid-client'
import { ApiClient, basicOf } from '../management/api-client.ts'

const scope = 'openid urn:latchkey:management'
const redirectUri = 'https://console.example/callback'
const boss = { username: 'boss', password: 'the very own passphrase of the boss' }
const minute = 60_000
/** Seconds. */
const limit = 300

let provider: TestProvider
let admin: ApiClient
let configuration: client.Configuration

before(async () => {
  provider = await testProvider()
  await provider.latchkey.createAccount({ ...boss, roles: ['administrator'] })
  admin = await new ApiClient(provider, basicOf(boss)).withKey()
  const { id, secret } = await admin.create('OAuthClient', {
    redirectUris: { [redirectUri]: true },
    scopes: { openid: true, 'urn:latchkey:management': true },
  })
  const { clientId } = await admin.get('OAuthClient', id)
  await admin.update('Authentication', { managementSignInAge: limit * 1000 })
  const options = { execute: [client.allowInsecureRequests], [client.customFetch]: provider.fetch as client.CustomFetch }
  const method = client.ClientSecretBasic(String(secret))
  configuration = await client.discovery(new URL(provider.issuer), String(clientId), String(secret), method, options)
})
after(() => provider[Symbol.asyncDispose]())

/** The code flow in a browser that may be signed in already; answers the access token. */
async function authorize(
  browser: ReturnType<TestProvider['browser']>,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier)
  const pkce = { code_challenge, code_challenge_method: 'S256' }
  const url = client.buildAuthorizationUrl(configuration, { redirect_uri: redirectUri, scope, ...pkce, ...more })
  const departure = await browser.signIn(url, boss)
  const { access_token: token } = await client.authorizationCodeGrant(configuration, departure.url, { pkceCodeVerifier })
  return token
}

/** Renames a scope by an access token; answers the challenge of a refusal. */
async function change(token: string, method = 'x:Scope/set'): Promise<client.WWWAuthenticateChallenge | undefined> {
  const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'], methodCalls: [[method, {}, 'c']] })
  const headers = new Headers({ 'content-type': 'application/json' })
  return client.fetchProtectedResource(configuration, token, new URL('/api', provider.issuer), 'POST', body, headers).then(
    () => undefined,
    (error: client.WWWAuthenticateChallengeError) => error.cause[0],
  )
}

describe('RFC9470-4 openid-client steps up', () => {
  test('at management: change, challenge, sign-in again, change', async () => {
    const browser = provider.browser()
    const first = await authorize(browser)
    assert.equal(await change(first), undefined)
    provider.clock.advance((limit + 1) * 1000)
    assert.equal(await change(first, 'x:Scope/get'), undefined, 'reading goes on')
    const challenge = await change(first)
    assert.equal(challenge?.parameters.error, 'insufficient_user_authentication')
    assert.equal(challenge.parameters['max_age'], String(limit))

    // The browser is signed in still, and is asked for the password all the same.
    const second = await authorize(browser, { max_age: String(limit) })
    assert.equal(await change(second), undefined)
    assert.equal((await change(first))?.parameters.error, 'insufficient_user_authentication', 'the first token stays what it is')
  })

  test('at management: a plan is applied only by whoever signed in a short time ago', async () => {
    const token = await authorize(provider.browser())
    const apply = (mode: string) =>
      provider.fetch(`${provider.issuer}/api/plan?mode=${mode}`, {
        ...{ method: 'POST', body: '{}\n', headers: { authorization: `Bearer ${token}` } },
      })
    provider.clock.advance(limit * 1000 + 1)
    const refused = await apply('apply')
    assert.equal(refused.status, 401)
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="insufficient_user_authentication".*max_age="300"/)
    assert.equal((await apply('diff')).status, 200)
  })

  test('at UserInfo, where the administrator says so', async () => {
    const server = await admin.create('Resource', {
      resource: provider.issuer,
      name: 'This server',
      maxAuthenticationAge: minute,
    })
    try {
      const browser = provider.browser()
      const first = await authorize(browser)
      await client.fetchUserInfo(configuration, first, client.skipSubjectCheck)
      provider.clock.advance(minute + 1)
      const ask = client.fetchUserInfo(configuration, first, client.skipSubjectCheck)
      await assert.rejects(ask, (error: client.WWWAuthenticateChallengeError) => {
        assert.equal(error.status, 401)
        const [challenge] = error.cause
        assert.deepEqual(
          [challenge?.parameters.error, challenge?.parameters['max_age']],
          ['insufficient_user_authentication', '60'],
        )
        return true
      })
      await client.fetchUserInfo(configuration, await authorize(browser, { max_age: '60' }), client.skipSubjectCheck)
    } finally {
      await admin.call('x:Resource/set', { destroy: [String(server['id'])] })
    }
  })

  test('RFC9470-5 asks for a sign-in at once where the resource would refuse the token, and says why where nobody can be asked', async () => {
    const api = 'https://careful.example/api'
    await admin.create('Resource', { resource: api, name: 'Careful', maxAuthenticationAge: minute, accessTokenFormat: 'jwt' })
    const browser = provider.browser()
    await authorize(browser)
    provider.clock.advance(2 * minute)
    const url = client.buildAuthorizationUrl(configuration, { redirect_uri: redirectUri, scope: 'openid', resource: api })
    assert.equal(expectPage(await browser.open(url)).name, 'login')
    url.searchParams.set('prompt', 'none')
    assert.equal(expectDeparture(await browser.open(url)).url.searchParams.get('error'), 'login_required')
  })

  test('RFC9470-5 acr_values that nobody can reach are told at once, unless they are a wish of OpenID Connect', async () => {
    const ask = { redirect_uri: redirectUri, acr_values: 'phr', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }
    const url = client.buildAuthorizationUrl(configuration, { ...ask, code_challenge_method: 'S256' })
    url.searchParams.delete('scope')
    const refused = expectDeparture(await provider.browser().open(url))
    assert.equal(refused.url.searchParams.get('error'), 'unmet_authentication_requirements')
    url.searchParams.set('scope', 'openid')
    assert.equal(expectPage(await provider.browser().open(url)).name, 'login')
  })
})
