import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectPage, type RelyingParty, Scene } from '@latchkey/testing'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { ApiClient } from '../management/api-client.ts'

const bank = 'https://bank.example/api'
const payment = {
  type: 'payment',
  amount: { value: '12.50', currency: 'EUR' },
  creditor: 'Merchant <b>A</b>',
  reference: 'Invoice "7" & more',
}
const statements = { type: 'statements', actions: ['read', 'export'] }

let scene: Scene
let party: RelyingParty
let configuration: client.Configuration

before(async () => {
  scene = await Scene.open()
  const admin = await ApiClient.administrator(scene.server)
  const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code']
  party = await scene.client({ fields: { grantTypes } })
  const { ids } = await admin.call('x:OAuthClient/query', { filter: { clientId: party.clientId } })
  const [clientObject] = ids as readonly string[]
  await admin.update('OAuthClient', { authorizationDetailsTypes: { payment: true, statements: true } }, String(clientObject))
  const resource = await admin.create('Resource', {
    ...{ resource: bank, name: 'Bank', introspectionClientIds: { [String(clientObject)]: true }, accessTokenFormat: 'jwt' },
  })
  await admin.create('AuthorizationDetailType', {
    type: 'payment',
    texts: {
      en: 'Pay {amount.value} {amount.currency} to {creditor}',
      de: '{amount.value} {amount.currency} an {creditor} zahlen',
    },
    fields: {
      0: { path: 'amount.value' },
      1: { path: 'amount.currency', values: { EUR: true, USD: true } },
      2: { path: 'creditor' },
      3: { path: 'reference', label: 'Reference' },
    },
    required: { 'amount.value': true, 'amount.currency': true, creditor: true },
    resourceIds: { [String(resource['id'])]: true },
  })
  await admin.create('AuthorizationDetailType', {
    ...{
      type: 'statements',
      texts: { en: 'Read your statements' },
      actions: { read: true, export: true },
      remembersConsent: true,
    },
  })
  const options = { execute: [client.allowInsecureRequests] }
  const secret = party.clientSecret ?? ''
  configuration = await client.discovery(new URL(scene.issuer), party.clientId, secret, client.ClientSecretBasic(secret), options)
})
after(() => scene[Symbol.asyncDispose]())

interface Asked {
  readonly details: readonly unknown[]
  readonly resource?: string
  readonly pushed?: boolean
}

/** A code flow in which the person allows everything; answers what the client got. */
async function arrive({ details, resource, pushed = false }: Asked) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const parameters = new URLSearchParams({
    ...{ redirect_uri: party.redirectUri, scope: 'openid offline_access', state, prompt: 'consent' },
    ...{ code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256' },
    ...(resource !== undefined && { resource }),
    authorization_details: JSON.stringify(details),
  })
  const url = pushed
    ? await client.buildAuthorizationUrlWithPAR(configuration, parameters)
    : client.buildAuthorizationUrl(configuration, parameters)
  const departure = await scene.browser().signIn(url, scene.person)
  return client.authorizationCodeGrant(configuration, departure.url, { pkceCodeVerifier, expectedState: state })
}

/** The API of the bank as oauth4webapi protects it. */
async function atBank(token: string): Promise<Readonly<Record<string, unknown>>> {
  const server: oauth.AuthorizationServer = { issuer: scene.issuer, jwks_uri: `${scene.issuer}/auth/jwks.json` }
  const request = new Request(bank, { headers: { authorization: `Bearer ${token}` } })
  return oauth.validateJwtAccessToken(server, request, bank, { [oauth.allowInsecureRequests]: true })
}

describe('openid-client, as it comes from the registry, asks in detail', () => {
  test('RFC9396-10 and finds the types in the metadata', () => {
    const { authorization_details_types_supported: types } = configuration.serverMetadata()
    assert.deepEqual(types, ['payment', 'statements'])
  })

  for (const pushed of [false, true]) {
    test(`RFC9396-7 ${pushed ? 'pushed' : 'in the URL'}: the answer, the JWT and introspection say what was allowed`, async () => {
      const tokens = await arrive({ details: [payment, statements], resource: bank, pushed })
      assert.deepEqual(tokens['authorization_details'], [payment, statements])
      assert.deepEqual((await atBank(tokens.access_token))['authorization_details'], [payment, statements])
      const told = await client.tokenIntrospection(configuration, tokens.access_token)
      assert.deepEqual(told['authorization_details'], [payment, statements])
    })
  }

  test('RFC9396-6 and gets less at a refresh, never more', async () => {
    const { refresh_token: token = '' } = await arrive({ details: [statements] })
    const ask = (actions: readonly string[]) =>
      client.refreshTokenGrant(configuration, token, { authorization_details: JSON.stringify([{ ...statements, actions }]) })
    assert.deepEqual((await ask(['read']))['authorization_details'], [{ ...statements, actions: ['read'] }])
    const refused = (error: client.ResponseBodyError) => error.error === 'invalid_authorization_details'
    await assert.rejects(ask(['read', 'delete']), refused)
    await assert.rejects(
      client.refreshTokenGrant(configuration, token, { authorization_details: JSON.stringify([payment]) }),
      refused,
    )
  })

  test('RFC9396-6 and for itself', async () => {
    const parameters = { resource: bank, authorization_details: JSON.stringify([statements]) }
    const tokens = await client.clientCredentialsGrant(configuration, parameters)
    assert.deepEqual((await atBank(tokens.access_token))['authorization_details'], [statements])
  })

  test('RFC8628-3.1 and on a device, where the person is shown what it asks', async () => {
    const parameters = { scope: 'openid', authorization_details: JSON.stringify([payment]) }
    const started = await client.initiateDeviceAuthorization(configuration, parameters)
    const browser = scene.browser()
    const login = expectPage(await browser.open(started.verification_uri_complete ?? ''))
    const code = expectPage(await browser.submit(login, { fields: { ...scene.person } }))
    const page = expectPage(await browser.submit(code))
    assert.match(page.html, /Pay <strong><bdi>12\.50<\/bdi><\/strong>/)
  })
})

describe('RFC9396-11.2 the consent page', () => {
  async function shown(details: readonly unknown[], language: string): Promise<string> {
    const overrides = { authorization_details: JSON.stringify(details), prompt: 'consent', ui_locales: language }
    const browser = scene.browser()
    const visit = await browser.open(party.begin(overrides).url)
    return expectPage(await browser.submit(expectPage(visit), { fields: { ...scene.person } })).html
  }

  test('says what is asked in the language of the person, and everything of it', async () => {
    const german = await shown([payment], 'de')
    assert.match(german, /<strong><bdi>12\.50<\/bdi><\/strong> <strong><bdi>EUR<\/bdi><\/strong> an/)
    assert.match(german, /<dt>Reference<\/dt><dd><bdi>Invoice &quot;7&quot; &amp; more<\/bdi><\/dd>/)
  })

  test('takes nothing of it for markup', async () => {
    const html = await shown([payment], 'en')
    assert.match(html, /to <strong><bdi>Merchant &lt;b&gt;A&lt;\/b&gt;<\/bdi><\/strong>/)
    assert.doesNotMatch(html, /<b>A/)
  })
})
