import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, type RelyingParty, Scene } from '@latchkey/testing'
import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'

const insecure = { [oauth.allowInsecureRequests]: true }
/** As developers of such clients register it: the default of both libraries is RS256. */
const algorithms = {
  id_token_signed_response_alg: 'ES256',
  authorization_signed_response_alg: 'ES256',
  introspection_signed_response_alg: 'ES256',
}
type SigningKey = { readonly key: CryptoKey; readonly kid: string }

let scene: Scene
let browser: Browser
let key: SigningKey
let plain: RelyingParty
let signing: RelyingParty

before(async () => {
  scene = await Scene.open()
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  key = { key: privateKey as CryptoKey, kid: 'one' }
  const fields = {
    tokenEndpointAuthMethod: 'private_key_jwt',
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: key.kid, alg: 'ES256' }] },
    postures: { 'dpop-proof-nonce': 'enforce' },
  }
  plain = await scene.client({ fields: { ...fields, profile: 'fapi2' } })
  signing = await scene.client({ fields: { ...fields, profile: 'fapi2-message-signing' } })
  browser = scene.browser()
})
after(() => scene[Symbol.asyncDispose]())

describe('openid-client under FAPI 2, as it comes from the registry', () => {
  async function begin(of: RelyingParty) {
    const options = { execute: [client.allowInsecureRequests] }
    const authentication = client.PrivateKeyJwt(key)
    const configuration = await client.discovery(new URL(scene.issuer), of.clientId, algorithms, authentication, options)
    const DPoP = client.getDPoPHandle(configuration, await client.randomDPoPKeyPair('ES256'))
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
    const parameters = {
      redirect_uri: of.redirectUri,
      scope: 'openid email offline_access',
      prompt: 'consent',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    }
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
    return { configuration, DPoP, parameters, checks }
  }

  type Begun = Awaited<ReturnType<typeof begin>>

  async function finish({ configuration, DPoP, checks }: Begun, url: URL): Promise<void> {
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    const departure = await browser.signIn(url, scene.person)
    const tokens = await client.authorizationCodeGrant(configuration, departure.url, checks, undefined, { DPoP })
    assert.equal(tokens.token_type, 'dpop')
    const subject = tokens.claims()?.sub ?? ''
    assert.equal((await client.fetchUserInfo(configuration, tokens.access_token, subject, { DPoP })).email, 'ada@mail.example')
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '', undefined, { DPoP })
    assert.equal((await client.tokenIntrospection(configuration, renewed.access_token)).active, true)
    await client.tokenRevocation(configuration, tokens.refresh_token ?? '')
    await assert.rejects(client.fetchUserInfo(configuration, renewed.access_token, subject, { DPoP }))
  }

  test('pushes its request, and gets, uses, renews, looks up and revokes bound tokens', async () => {
    const begun = await begin(plain)
    await finish(begun, await client.buildAuthorizationUrlWithPAR(begun.configuration, begun.parameters, { DPoP: begun.DPoP }))
  })

  test('does the same with signed requests and signed answers', async () => {
    const begun = await begin(signing)
    client.useJwtResponseMode(begun.configuration)
    const object = await client.buildAuthorizationUrlWithJAR(begun.configuration, begun.parameters, key)
    await finish(begun, await client.buildAuthorizationUrlWithPAR(begun.configuration, object.searchParams, { DPoP: begun.DPoP }))
  })

  test('is told so when it leaves the signatures out', async () => {
    const begun = await begin(signing)
    const push = client.buildAuthorizationUrlWithPAR(begun.configuration, begun.parameters, { DPoP: begun.DPoP })
    await assert.rejects(push, { error: 'invalid_request', status: 400 })
    const object = await client.buildAuthorizationUrlWithJAR(begun.configuration, begun.parameters, key)
    const signed = client.buildAuthorizationUrlWithPAR(begun.configuration, object.searchParams, { DPoP: begun.DPoP })
    await assert.rejects(signed, { error: 'invalid_request', status: 400 })
  })
})

describe('oauth4webapi under FAPI 2, as it comes from the registry', () => {
  test('signs its request, reads a signed answer, and a signed introspection', async () => {
    const issuer = new URL(scene.issuer)
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
    const me: oauth.Client = { client_id: signing.clientId, ...algorithms }
    const authentication = oauth.PrivateKeyJwt(key)
    const DPoP = oauth.DPoP(me, await oauth.generateKeyPair('ES256'))
    const pending = signing.begin({ response_mode: 'jwt' })
    const request = await oauth.issueRequestObject(server, me, pending.url.searchParams, key)

    /** With the nonce that the first refusal names. */
    async function twice<Result>(send: () => Promise<Result>): Promise<Result> {
      return send().catch((error: unknown) => {
        if (!oauth.isDPoPNonceError(error)) throw error
        return send()
      })
    }

    const push = async () => {
      const form = new URLSearchParams({ request })
      const answer = await oauth.pushedAuthorizationRequest(server, me, authentication, form, { ...insecure, DPoP })
      return oauth.processPushedAuthorizationResponse(server, me, answer)
    }
    const pushed = await twice(push)
    const url = new URL(server.authorization_endpoint ?? '')
    url.searchParams.set('client_id', me.client_id)
    url.searchParams.set('request_uri', pushed.request_uri)
    const departure = await browser.signIn(url, scene.person)
    const found = await oauth.validateJwtAuthResponse(server, me, departure.url, pending.state, insecure)

    const redeem = async () => {
      const options = { ...insecure, DPoP }
      const answer = await oauth.authorizationCodeGrantRequest(
        ...([server, me, authentication, found, signing.redirectUri, pending.verifier, options] as const),
      )
      return oauth.processAuthorizationCodeResponse(server, me, answer, { expectedNonce: pending.nonce, requireIdToken: true })
    }
    const tokens = await twice(redeem)
    assert.equal(tokens.token_type, 'dpop')

    const options = { ...insecure, requestJwtResponse: true }
    const answer = await oauth.introspectionRequest(server, me, authentication, tokens.access_token, options)
    const text = await answer.clone().text()
    assert.equal(decodeProtectedHeader(text).alg, 'ES256')
    const { active, cnf } = await oauth.processIntrospectionResponse(server, me, answer)
    assert.equal(active, true)
    assert.equal(typeof cnf?.jkt, 'string')
    await oauth.validateApplicationLevelSignature(server, answer, insecure)
  })
})
