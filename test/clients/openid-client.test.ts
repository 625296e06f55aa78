import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene } from '@latchkey/testing'
import { decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'

let scene: Scene

before(async () => {
  scene = await Scene.open()
})
after(() => scene[Symbol.asyncDispose]())

/** The library's own discovery; plain http is for loopback only, and it wants to be told. */
function configure(party: RelyingParty): Promise<client.Configuration> {
  const options = { execute: [client.allowInsecureRequests] }
  const authentication = party.clientSecret === undefined ? client.None() : client.ClientSecretBasic(party.clientSecret)
  return client.discovery(new URL(scene.issuer), party.clientId, party.clientSecret, authentication, options)
}

async function signIn(party: RelyingParty, scope = 'openid profile email offline_access') {
  const configuration = await configure(party)
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: party.redirectUri,
    scope,
    prompt: 'consent',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const departure = await scene.browser().signIn(url, scene.person)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(configuration, departure.url, checks)
  return { configuration, tokens }
}

describe('openid-client, as it comes from the registry', () => {
  for (const isPublic of [false, true]) {
    test(`signs in, refreshes and reads userinfo as a ${isPublic ? 'public' : 'confidential'} client`, async () => {
      const { configuration, tokens } = await signIn(await scene.client({ isPublic }))
      const subject = tokens.claims()?.sub ?? ''
      assert.notEqual(subject, '')
      const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, subject)
      assert.equal(userinfo.email, 'ada@mail.example')
      const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
      assert.equal(refreshed.claims()?.sub ?? subject, subject)
      assert.equal((await client.fetchUserInfo(configuration, refreshed.access_token, subject)).sub, subject)
    })
  }

  test('revokes a token', async () => {
    const { configuration, tokens } = await signIn(await scene.client())
    await client.tokenRevocation(configuration, tokens.refresh_token ?? '')
    await assert.rejects(client.refreshTokenGrant(configuration, tokens.refresh_token ?? ''), { error: 'invalid_grant' })
  })

  test('reads an error of the authorization endpoint', async () => {
    const party = await scene.client()
    const configuration = await configure(party)
    const departure = await scene.browser().signIn(party.begin({ prompt: 'none', state: 's' }).url, scene.person)
    const grant = client.authorizationCodeGrant(configuration, departure.url, { expectedState: 's' })
    await assert.rejects(grant, { error: 'login_required' })
  })
})

/** Every value of `JwtSignatureAlgorithm` with the JOSE name and a private key that fits. */
const algorithms: readonly (readonly [setting: string, jose: string, pem: () => string])[] = [
  ['es256', 'ES256', () => ecPem('P-256')],
  ['es384', 'ES384', () => ecPem('P-384')],
  ['rs256', 'RS256', rsaPem],
  ['rs384', 'RS384', rsaPem],
  ['rs512', 'RS512', rsaPem],
  ['ps256', 'PS256', rsaPem],
  ['ps384', 'PS384', rsaPem],
  ['ps512', 'PS512', rsaPem],
  ['hs256', 'HS256', () => 'any text, since clients verify with their own secret'],
  ['hs384', 'HS384', () => 'any text, since clients verify with their own secret'],
  ['hs512', 'HS512', () => 'any text, since clients verify with their own secret'],
]

describe('OIDCC-10.1 each signature algorithm of the settings makes ID tokens that jose verifies', () => {
  // One after the other: they change the one set of settings.
  test('es256 to hs512', async () => {
    const party = await scene.client()
    for (const [setting, jose, pem] of algorithms) {
      const signatureKey = JSON.stringify({ '@type': 'Text', secret: pem() })
      await scene.settings({ signatureAlgorithm: setting, signatureKey })
      const pending = party.begin()
      const departure = await scene.browser().signIn(pending.url, scene.person)
      const code = departure.url.searchParams.get('code') ?? ''
      const { body } = await party.redeem(code, { code_verifier: pending.verifier })
      const idToken = String(body['id_token'])
      assert.equal(decodeProtectedHeader(idToken).alg, jose)
      const { payload } = await party.verify(idToken, setting.startsWith('hs') ? party.clientSecret : undefined)
      assert.equal(payload['nonce'], pending.nonce, setting)
    }
  })

  test('a public client of an hs256 provider gets a token that the published keys verify', async () => {
    await scene.settings({ signatureAlgorithm: 'hs256', signatureKey: JSON.stringify({ '@type': 'Text', secret: 'any text' }) })
    const party = await scene.client({ isPublic: true })
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    assert.doesNotMatch(String(decodeProtectedHeader(tokens.id_token).alg), /^HS/)
  })
})

function ecPem(namedCurve: string): string {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function rsaPem(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
