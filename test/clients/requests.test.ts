import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene } from '@latchkey/testing'
import { exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { fetchFromHere, ObjectHost } from '../conformance/object-host.ts'

const insecure = { [oauth.allowInsecureRequests]: true }
let scene: Scene
let host: ObjectHost
let party: RelyingParty
let key: { readonly key: CryptoKey; readonly kid: string }

before(async () => {
  host = await ObjectHost.open()
  const { publicKey, privateKey } = await generateKeyPair('PS256')
  key = { key: privateKey as CryptoKey, kid: 'one' }
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: key.kid, alg: 'PS256' }] }
  scene = await Scene.open({ env: fetchFromHere })
  const fields = { jwks, requestUris: [host.address('/object')], requireSignedRequestObject: true }
  party = await scene.client({ fields })
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await host[Symbol.asyncDispose]()
})

describe('openid-client, as it comes from the registry', () => {
  async function begin(of: RelyingParty) {
    const options = { execute: [client.allowInsecureRequests] }
    const authentication = client.ClientSecretBasic(of.clientSecret)
    const configuration = await client.discovery(new URL(scene.issuer), of.clientId, of.clientSecret, authentication, options)
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
    const parameters = {
      redirect_uri: of.redirectUri,
      scope: 'openid email',
      max_age: '3600',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    }
    return { configuration, parameters, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } }
  }

  type Begun = Awaited<ReturnType<typeof begin>>

  async function finish({ configuration, checks }: Begun, url: URL): Promise<void> {
    const departure = await scene.browser().signIn(url, scene.person)
    const tokens = await client.authorizationCodeGrant(configuration, departure.url, checks)
    assert.equal(typeof tokens.claims()?.sub, 'string')
  }

  test('pushes its request', async () => {
    const begun = await begin(await scene.client({ fields: { requirePushedAuthorizationRequests: true } }))
    const url = await client.buildAuthorizationUrlWithPAR(begun.configuration, begun.parameters)
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    await finish(begun, url)
  })

  test('signs its request', async () => {
    const begun = await begin(party)
    await finish(begun, await client.buildAuthorizationUrlWithJAR(begun.configuration, begun.parameters, key))
  })

  test('pushes a signed request', async () => {
    const begun = await begin(party)
    const signed = await client.buildAuthorizationUrlWithJAR(begun.configuration, begun.parameters, key)
    const url = await client.buildAuthorizationUrlWithPAR(begun.configuration, signed.searchParams)
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    await finish(begun, url)
  })

  test('reads why a push was refused', async () => {
    const begun = await begin(party)
    const push = client.buildAuthorizationUrlWithPAR(begun.configuration, begun.parameters)
    await assert.rejects(push, { error: 'invalid_request', status: 400 })
  })
})

describe('oauth4webapi, as it comes from the registry', () => {
  async function begin() {
    const issuer = new URL(scene.issuer)
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
    const me: oauth.Client = { client_id: party.clientId }
    const authentication = oauth.ClientSecretPost(party.clientSecret ?? '')
    const pending = party.begin()
    const parameters = pending.url.searchParams
    return { server, me, authentication, pending, object: await oauth.issueRequestObject(server, me, parameters, key) }
  }

  async function finish({ server, me, authentication, pending }: Awaited<ReturnType<typeof begin>>, more: oauth.JsonObject) {
    const url = new URL(server.authorization_endpoint ?? '')
    for (const [name, value] of Object.entries({ client_id: me.client_id, ...more })) url.searchParams.set(name, String(value))
    const departure = await scene.browser().signIn(url, scene.person)
    const found = oauth.validateAuthResponse(server, me, departure.url, pending.state)
    const { redirectUri } = party
    const answer = await oauth.authorizationCodeGrantRequest(
      ...([server, me, authentication, found, redirectUri, pending.verifier, insecure] as const),
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, me, answer, { expectedNonce: pending.nonce })
    assert.equal(typeof oauth.getValidatedIdTokenClaims(tokens)?.sub, 'string')
  }

  test('sends a signed request by value', async () => {
    const begun = await begin()
    await finish(begun, { request: begun.object })
  })

  test('leaves a signed request at its own address', async () => {
    const begun = await begin()
    host.contents.set('/object', { body: begun.object })
    await finish(begun, { request_uri: host.address('/object') })
  })

  test('pushes a signed request', async () => {
    const begun = await begin()
    const { server, me, authentication } = begun
    const answer = await oauth.pushedAuthorizationRequest(server, me, authentication, { request: begun.object }, insecure)
    const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(server, me, answer)
    assert.ok(expires_in > 0)
    await finish(begun, { request_uri })
  })
})
