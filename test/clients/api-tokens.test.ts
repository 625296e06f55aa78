import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RelyingParty } from '@latchkey/testing'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { type ApiScene, accessTokenType, calendar, exchangeGrant, mail, openApiScene } from '../tokens/api-scene.ts'

let apis: ApiScene

before(async () => {
  apis = await openApiScene()
})
after(() => apis[Symbol.asyncDispose]())

/** A token of a person for both APIs that was narrowed to the calendar. */
async function calendarToken(): Promise<string> {
  const { app, scene } = apis
  const pending = app.begin({ scope: 'openid calendar.read mail.read' })
  const url = new URL(pending.url)
  for (const resource of [calendar, mail]) url.searchParams.append('resource', resource)
  const departure = await scene.browser().signIn(url, scene.person)
  const code = departure.url.searchParams.get('code') ?? ''
  const { body } = await app.redeem(code, { code_verifier: pending.verifier, resource: calendar })
  return String(body['access_token'])
}

describe('openid-client, as it comes from the registry, at an API', () => {
  function configure(party: RelyingParty): Promise<client.Configuration> {
    const secret = party.clientSecret ?? ''
    const options = { execute: [client.allowInsecureRequests] }
    return client.discovery(new URL(apis.scene.issuer), party.clientId, secret, client.ClientSecretBasic(secret), options)
  }

  test('gets a token for itself, asks about it and revokes it', async () => {
    const configuration = await configure(apis.calendarApi)
    const tokens = await client.clientCredentialsGrant(configuration, { scope: 'calendar.read', resource: calendar })
    const told = await client.tokenIntrospection(configuration, tokens.access_token)
    assert.deepEqual([told.active, told.aud, told.scope], [true, calendar, 'calendar.read'])
    await client.tokenRevocation(configuration, tokens.access_token)
    assert.equal((await client.tokenIntrospection(configuration, tokens.access_token)).active, false)
  })

  test('exchanges the token of a person for one of the next API', async () => {
    const configuration = await configure(apis.calendarApi)
    const tokens = await client.genericGrantRequest(configuration, exchangeGrant, {
      subject_token: await calendarToken(),
      subject_token_type: accessTokenType,
      resource: mail,
    })
    assert.equal(tokens['issued_token_type'], accessTokenType)
    assert.equal(tokens.scope, 'mail.read')
  })

  test('is told by its code that an exchange is not allowed', async () => {
    const configuration = await configure(apis.app)
    const ask = client.genericGrantRequest(configuration, exchangeGrant, {
      subject_token: 'x',
      subject_token_type: accessTokenType,
    })
    await assert.rejects(ask, (error: client.ResponseBodyError) => error.error === 'unauthorized_client')
  })
})

describe('oauth4webapi, as it comes from the registry, at an API', () => {
  const insecure = { [oauth.allowInsecureRequests]: true }

  async function discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(apis.scene.issuer)
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  }

  test('client credentials, a signed answer about the token, revocation', async () => {
    const server = await discover()
    const me: oauth.Client = {
      client_id: apis.calendarApi.clientId,
      introspection_signed_response_alg: 'ES256',
    }
    const authentication = oauth.ClientSecretPost(apis.calendarApi.clientSecret ?? '')
    const answer = await oauth.clientCredentialsGrantRequest(server, me, authentication, { resource: calendar }, insecure)
    const { access_token: token } = await oauth.processClientCredentialsResponse(server, me, answer)
    const asked = await oauth.introspectionRequest(server, me, authentication, token, {
      ...insecure,
      requestJwtResponse: true,
    })
    const told = await oauth.processIntrospectionResponse(server, me, asked)
    await oauth.validateApplicationLevelSignature(server, asked, insecure)
    assert.deepEqual([told.active, told.aud], [true, calendar])
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, me, authentication, token, insecure))
    const again = await oauth.introspectionRequest(server, me, authentication, token, insecure)
    assert.equal((await oauth.processIntrospectionResponse(server, me, again)).active, false)
  })

  test('as a resource server it validates the JWT of the next API, which names who acts', async () => {
    const server = await discover()
    const me: oauth.Client = { client_id: apis.calendarApi.clientId }
    const authentication = oauth.ClientSecretPost(apis.calendarApi.clientSecret ?? '')
    const parameters = { subject_token: await calendarToken(), subject_token_type: accessTokenType, resource: mail }
    const answer = await oauth.genericTokenEndpointRequest(server, me, authentication, exchangeGrant, parameters, insecure)
    const tokens = await oauth.processGenericTokenEndpointResponse(server, me, answer)
    const request = new Request(mail, { headers: { authorization: `Bearer ${tokens.access_token}` } })
    const claims = await oauth.validateJwtAccessToken(server, request, mail, insecure)
    assert.deepEqual([claims.scope, claims.client_id], ['mail.read', me.client_id])
    assert.deepEqual(claims['act'], { sub: me.client_id, client_id: me.client_id })
    const elsewhere = new Request(calendar, { headers: { authorization: `Bearer ${tokens.access_token}` } })
    await assert.rejects(oauth.validateJwtAccessToken(server, elsewhere, calendar, insecure))
  })
})
