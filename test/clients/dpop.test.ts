import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene } from '@latchkey/testing'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'

let scene: Scene

before(async () => {
  scene = await Scene.open()
})
after(() => scene[Symbol.asyncDispose]())

function configure(party: RelyingParty): Promise<client.Configuration> {
  const authentication = party.clientSecret === undefined ? client.None() : client.ClientSecretBasic(party.clientSecret)
  const options = { execute: [client.allowInsecureRequests] }
  return client.discovery(new URL(scene.issuer), party.clientId, party.clientSecret, authentication, options)
}

async function signIn(party: RelyingParty) {
  const configuration = await configure(party)
  const DPoP = client.getDPoPHandle(configuration, await client.randomDPoPKeyPair('ES256'))
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: party.redirectUri,
    scope: 'openid email offline_access',
    prompt: 'consent',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    dpop_jkt: await DPoP.calculateThumbprint(),
  })
  const departure = await scene.browser().signIn(url, scene.person)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(configuration, departure.url, checks, undefined, { DPoP })
  return { configuration, tokens, DPoP }
}

describe('openid-client with DPoP, as it comes from the registry', () => {
  for (const [kind, isPublic, postures] of [
    ['confidential client', false, {}],
    ['public client', true, {}],
    ['client that needs nonces of the server', false, { 'dpop-proof-nonce': 'enforce' }],
  ] as const) {
    test(`a ${kind} gets bound tokens, uses and renews them with its key alone`, async () => {
      const party = await scene.client({ isPublic, fields: { dpopBoundAccessTokens: true, postures } })
      const { configuration, tokens, DPoP } = await signIn(party)
      assert.equal(tokens.token_type, 'dpop')
      const subject = tokens.claims()?.sub ?? ''
      const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, subject, { DPoP })
      assert.equal(userinfo.email, 'ada@mail.example')
      assert.equal((await party.userinfo(tokens.access_token)).status, 401)
      const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '', undefined, { DPoP })
      assert.equal((await client.fetchUserInfo(configuration, renewed.access_token, subject, { DPoP })).sub, subject)
      const other = client.getDPoPHandle(configuration, await client.randomDPoPKeyPair('ES256'))
      await assert.rejects(client.fetchUserInfo(configuration, renewed.access_token, subject, { DPoP: other }))
      if (isPublic) {
        const stolen = client.refreshTokenGrant(configuration, tokens.refresh_token ?? '', undefined, { DPoP: other })
        await assert.rejects(stolen, { error: 'invalid_grant' })
      }
    })
  }
})

test('openid-client pushes a request with a proof, whose key alone redeems the code', async () => {
  const party = await scene.client()
  const configuration = await configure(party)
  const DPoP = client.getDPoPHandle(configuration, await client.randomDPoPKeyPair('ES256'))
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const request = async () => {
    const parameters = {
      redirect_uri: party.redirectUri,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    }
    const url = await client.buildAuthorizationUrlWithPAR(configuration, parameters, { DPoP })
    return (await scene.browser().signIn(url, scene.person)).url
  }
  const other = client.getDPoPHandle(configuration, await client.randomDPoPKeyPair('ES256'))
  const stolen = client.authorizationCodeGrant(configuration, await request(), { pkceCodeVerifier }, undefined, { DPoP: other })
  await assert.rejects(stolen, { error: 'invalid_grant' })
  const tokens = await client.authorizationCodeGrant(configuration, await request(), { pkceCodeVerifier }, undefined, { DPoP })
  assert.equal(tokens.token_type, 'dpop')
})

describe('oauth4webapi with DPoP, as it comes from the registry', () => {
  test('sees the challenge of an answer without proof, and the nonce that is wanted', async () => {
    const party = await scene.client({ fields: { postures: { 'dpop-proof-nonce': 'enforce' } } })
    const insecure = { [oauth.allowInsecureRequests]: true }
    const issuer = new URL(scene.issuer)
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
    const me: oauth.Client = { client_id: party.clientId }
    const DPoP = oauth.DPoP(me, await oauth.generateKeyPair('ES256'))
    const pending = party.begin({ scope: 'openid' })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    const parameters = oauth.validateAuthResponse(server, me, departure.url, pending.state)
    const redeem = () =>
      oauth.authorizationCodeGrantRequest(
        server,
        me,
        oauth.ClientSecretPost(party.clientSecret ?? ''),
        parameters,
        party.redirectUri,
        pending.verifier,
        { ...insecure, DPoP },
      )
    const process = async () =>
      oauth.processAuthorizationCodeResponse(server, me, await redeem(), { expectedNonce: pending.nonce, requireIdToken: true })
    const wanted = await process().catch((error: unknown) => error)
    assert.equal(oauth.isDPoPNonceError(wanted), true)
    const tokens = await process()
    assert.equal(tokens.token_type, 'dpop')
    const userinfo = await oauth.userInfoRequest(server, me, tokens.access_token, { ...insecure, DPoP })
    assert.equal(userinfo.status, 200)
    const bare = await oauth
      .protectedResourceRequest(
        tokens.access_token,
        'GET',
        new URL(server.userinfo_endpoint ?? ''),
        undefined,
        undefined,
        insecure,
      )
      .catch((error: unknown) => error)
    assert.ok(bare instanceof oauth.WWWAuthenticateChallengeError)
    assert.deepEqual(
      bare.cause.map(({ scheme, parameters: said }) => [scheme, said.error]),
      [['dpop', 'invalid_token']],
    )
  })
})
