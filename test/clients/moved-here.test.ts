import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Scene } from '@latchkey/testing'
import * as client from 'openid-client'
import { ApiClient } from '../management/api-client.ts'

const redirectUri = 'https://moved.example/callback'
const password = 'correct horse battery'
/** Of `password`, made by libxcrypt. */
const secretHash = '$2y$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2'

let scene: Scene
let api: ApiClient
before(async () => {
  scene = await Scene.open()
  api = await ApiClient.administrator(scene.server)
})
after(() => scene[Symbol.asyncDispose]())

/** Secrets that other programs made, or people chose. */
const secrets = [
  'Lq3v0kJ8mX2cB7nR5tY9wZ1aS4dF6gHj',
  'b3b1d2f0-9a2e-4d0c-8c55-0a6f6f1f8a10',
  'a:b%c+d/e=f?g&h#i"j\\k~l!m*n(o)p\'q',
] as const
const ids = ['my-app', 'account:console', '100%25+safe/and?more', 'https://legacy.example/app'] as const
const methods = {
  client_secret_basic: client.ClientSecretBasic,
  client_secret_post: client.ClientSecretPost,
  client_secret_jwt: client.ClientSecretJwt,
} as const

function configure(clientId: string, secret: string, authentication: client.ClientAuth): Promise<client.Configuration> {
  const options = { execute: [client.allowInsecureRequests] }
  return client.discovery(new URL(scene.issuer), clientId, secret, authentication, options)
}

describe('openid-client, as it comes from the registry, with id and secret from another program', { timeout: 240_000 }, () => {
  for (const [method, authenticationBy] of Object.entries(methods)) {
    for (const [index, id] of ids.entries()) {
      const clientId = `${id}.${method}`
      test(`authenticates as ${clientId}`, async () => {
        const secret = secrets[index % secrets.length] ?? ''
        const value = { clientId, secret, tokenEndpointAuthMethod: method, grantTypes: { client_credentials: true } }
        await api.create('OAuthClient', value)
        const tokens = await client.clientCredentialsGrant(await configure(clientId, secret, authenticationBy(secret)))
        assert.ok(tokens.access_token)
        const wrong = `${secret}x`
        await assert.rejects(
          client.clientCredentialsGrant(await configure(clientId, wrong, authenticationBy(wrong))),
          (error: client.ResponseBodyError | client.WWWAuthenticateChallengeError) =>
            'error' in error ? error.error === 'invalid_client' : error.status === 401,
        )
      })
    }
  }

  test('signs a person in who was moved along, with the password and the subject of before', async () => {
    const [clientId, secret, subject] = ['moved-app', secrets[1], 'auth0|5f7c8ec7c33c6c004bbafe82']
    await api.create('OAuthClient', { clientId, secret, redirectUris: { [redirectUri]: true } })
    await api.create('Account', { name: 'grace', subject, credentials: { 0: { '@type': 'Password', secretHash } } })
    const configuration = await configure(clientId, secret, client.ClientSecretBasic(secret))
    for (const turn of ['first', 'second']) {
      const pkceCodeVerifier = client.randomPKCECodeVerifier()
      const expectedNonce = client.randomNonce()
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid',
        nonce: expectedNonce,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      const departure = await scene.browser().signIn(url, { username: 'grace', password })
      const checks = { pkceCodeVerifier, expectedNonce, idTokenExpected: true }
      const tokens = await client.authorizationCodeGrant(configuration, departure.url, checks)
      assert.equal(tokens.claims()?.sub, subject, turn)
      assert.equal((await client.fetchUserInfo(configuration, tokens.access_token, subject)).sub, subject)
    }
  })
})

const refused: readonly (readonly [what: string, value: Readonly<Record<string, string>>, rule: RegExp])[] = [
  ['an id with a blank', { clientId: 'my app' }, /clientId must be 1 to 255 visible ASCII characters/],
  ['an id beyond ASCII', { clientId: 'büro' }, /clientId must be 1 to 255 visible ASCII characters/],
  ['an id that is too long', { clientId: 'x'.repeat(256) }, /clientId must have at most 255 characters/],
  ['a secret that could be guessed', { clientId: 'short', secret: 'secret' }, /secret must/],
]
for (const [what, value, rule] of refused) {
  test(`what cannot be moved is refused with its rule: ${what}`, async () => {
    const answer = await api.call('x:OAuthClient/set', { create: { k: { redirectUris: { [redirectUri]: true }, ...value } } })
    assert.match(JSON.stringify(answer['notCreated']), rule)
  })
}
