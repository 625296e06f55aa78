import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RelyingParty } from '@latchkey/testing'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { type ApiScene, accessTokenType, calendar, exchangeGrant, mail, openApiScene } from '../tokens/api-scene.ts'

/* Every kind of token is asked about and revoked by both libraries, as they come from the registry. */

const insecure = { [oauth.allowInsecureRequests]: true }
let apis: ApiScene
/** What each client is to openid-client. */
let app: client.Configuration
let api: client.Configuration
let server: oauth.AuthorizationServer

before(async () => {
  apis = await openApiScene()
  app = await configure(apis.app)
  api = await configure(apis.calendarApi)
  const issuer = new URL(apis.scene.issuer)
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
})
after(() => apis[Symbol.asyncDispose]())

function configure(party: RelyingParty): Promise<client.Configuration> {
  const secret = party.clientSecret ?? ''
  const options = { execute: [client.allowInsecureRequests] }
  return client.discovery(new URL(apis.scene.issuer), party.clientId, secret, client.ClientSecretBasic(secret), options)
}

/** What the app gets when a person signs in. */
async function signIn(change: Readonly<Record<string, string>> = {}, options: client.DPoPOptions = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const url = client.buildAuthorizationUrl(app, {
    redirect_uri: apis.app.redirectUri,
    scope: 'openid email offline_access calendar.read mail.read',
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...change,
  })
  const departure = await apis.scene.browser().signIn(url, apis.scene.person)
  return client.authorizationCodeGrant(app, departure.url, { pkceCodeVerifier }, undefined, options)
}

interface Kind {
  readonly name: string
  /** Whose token it is. */
  readonly owner: () => { readonly configuration: client.Configuration; readonly party: RelyingParty }
  issue(): Promise<string>
  /** What is told of an active one beside `active`. */
  readonly told: Readonly<Record<string, unknown>>
}

const ofApp = () => ({ configuration: app, party: apis.app })
const ofApi = () => ({ configuration: api, party: apis.calendarApi })

const kinds: readonly Kind[] = [
  {
    name: 'sealed access token of a person',
    owner: ofApp,
    issue: async () => (await signIn()).access_token,
    told: { token_type: 'Bearer' },
  },
  {
    name: 'JWT access token for an API',
    owner: ofApp,
    issue: async () => (await signIn({ resource: mail })).access_token,
    told: { token_type: 'Bearer', aud: mail, scope: 'mail.read' },
  },
  {
    name: 'access token that is bound to a key',
    owner: ofApp,
    issue: async () => {
      const DPoP = client.getDPoPHandle(app, await client.randomDPoPKeyPair('ES256'))
      return (await signIn({}, { DPoP })).access_token
    },
    told: { token_type: 'DPoP' },
  },
  {
    name: 'refresh token',
    owner: ofApp,
    issue: async () => String((await signIn()).refresh_token),
    told: {},
  },
  {
    name: 'token of a client for itself',
    owner: ofApi,
    issue: async () => (await client.clientCredentialsGrant(api, { resource: calendar })).access_token,
    told: { token_type: 'Bearer', aud: calendar },
  },
  {
    name: 'JWT of a client for itself',
    owner: ofApi,
    issue: async () => (await client.clientCredentialsGrant(api, { resource: mail })).access_token,
    told: { token_type: 'Bearer', aud: mail },
  },
  {
    name: 'token that was exchanged',
    owner: ofApi,
    issue: async () => {
      const { access_token: token } = await signIn({ resource: calendar })
      const subject = { subject_token: token, subject_token_type: accessTokenType }
      return (await client.genericGrantRequest(api, exchangeGrant, subject)).access_token
    },
    told: { token_type: 'Bearer', aud: calendar, scope: 'calendar.read' },
  },
]

function tell(of: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, of[name]]))
}

describe('introspection and revocation by openid-client', () => {
  for (const { name, owner, issue, told } of kinds) {
    test(`RFC7662-2.2 RFC7009-2 ${name}: told of, revoked, told of no more`, async () => {
      const { configuration } = owner()
      const token = await issue()
      const answer = await client.tokenIntrospection(configuration, token)
      assert.equal(answer.active, true)
      assert.deepEqual(tell(answer, Object.keys(told)), told)
      await client.tokenRevocation(configuration, token)
      assert.deepEqual({ ...(await client.tokenIntrospection(configuration, token)) }, { active: false })
      // RFC7009-2.2: revoking it again is no error.
      await client.tokenRevocation(configuration, token)
    })
  }
})

describe('introspection and revocation by oauth4webapi', () => {
  for (const { name, owner, issue, told } of kinds) {
    test(`RFC7662-2.2 RFC7009-2 ${name}: told of whatever the hint, revoked, told of no more`, async () => {
      const { party } = owner()
      const me: oauth.Client = { client_id: party.clientId }
      const authentication = oauth.ClientSecretBasic(party.clientSecret ?? '')
      const ask = async (hint: string) => {
        const options = { ...insecure, additionalParameters: { token_type_hint: hint } }
        const answer = await oauth.introspectionRequest(server, me, authentication, token, options)
        return oauth.processIntrospectionResponse(server, me, answer)
      }
      const token = await issue()
      for (const hint of ['access_token', 'refresh_token', 'something_else']) {
        const answer = await ask(hint)
        assert.equal(answer.active, true)
        assert.deepEqual(tell(answer, Object.keys(told)), told)
      }
      const wrong = { ...insecure, additionalParameters: { token_type_hint: 'refresh_token' } }
      await oauth.processRevocationResponse(await oauth.revocationRequest(server, me, authentication, token, wrong))
      assert.deepEqual({ ...(await ask('access_token')) }, { active: false })
    })
  }

  test('RFC7009-2.1 a refresh token takes its access token along', async () => {
    const me: oauth.Client = { client_id: apis.app.clientId }
    const authentication = oauth.ClientSecretBasic(apis.app.clientSecret ?? '')
    const revoke = async (token: string) =>
      oauth.processRevocationResponse(await oauth.revocationRequest(server, me, authentication, token, insecure))
    const first = await signIn()
    await revoke(String(first.refresh_token))
    assert.equal((await client.tokenIntrospection(app, first.access_token)).active, false)
    await assert.rejects(client.refreshTokenGrant(app, String(first.refresh_token)), { error: 'invalid_grant' })
  })

  test('RFC7009-2.1 somebody else’s token stays good', async () => {
    const { access_token: token } = await signIn()
    await client.tokenRevocation(api, token).catch((error: client.ResponseBodyError) => error)
    assert.equal((await client.tokenIntrospection(app, token)).active, true)
    assert.equal((await client.tokenIntrospection(api, token)).active, false)
  })
})
