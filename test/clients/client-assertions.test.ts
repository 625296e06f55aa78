import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { KeyHolder, type RelyingParty, Scene } from '@latchkey/testing'
import * as client from 'openid-client'

let holder: KeyHolder
let scene: Scene

before(async () => {
  holder = await KeyHolder.open('PS256')
  scene = await Scene.open({ env: holder.serverEnvironment })
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await holder[Symbol.asyncDispose]()
})

interface Way {
  readonly name: string
  readonly fields: () => Readonly<Record<string, unknown>>
  readonly authentication: (party: RelyingParty) => client.ClientAuth
}

const ways: readonly Way[] = [
  {
    name: 'PrivateKeyJwt and jwks_uri',
    fields: () => ({ tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: holder.uri, tokenEndpointAuthSigningAlg: 'PS256' }),
    authentication: () => client.PrivateKeyJwt({ key: holder.key.privateKey, kid: holder.key.kid }),
  },
  {
    name: 'PrivateKeyJwt and jwks',
    fields: () => ({ tokenEndpointAuthMethod: 'private_key_jwt', jwks: holder.jwks }),
    authentication: () => client.PrivateKeyJwt(holder.key.privateKey),
  },
  {
    name: 'ClientSecretJwt',
    fields: () => ({ tokenEndpointAuthMethod: 'client_secret_jwt' }),
    authentication: ({ clientSecret }) => client.ClientSecretJwt(clientSecret),
  },
]

describe('openid-client with assertions, as it comes from the registry', () => {
  for (const { name, fields, authentication } of ways) {
    test(`${name}: pushes its request, signs in, refreshes, introspects and revokes`, async () => {
      const party = await scene.client({ fields: fields() })
      const configuration = await configure(party, authentication(party))
      const pkceCodeVerifier = client.randomPKCECodeVerifier()
      const expectedState = client.randomState()
      const url = await client.buildAuthorizationUrlWithPAR(configuration, {
        redirect_uri: party.redirectUri,
        scope: 'openid offline_access',
        prompt: 'consent',
        state: expectedState,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      assert.ok(url.searchParams.has('request_uri'))
      const departure = await scene.browser().signIn(url, scene.person)
      const checks = { pkceCodeVerifier, expectedState, idTokenExpected: true }
      const tokens = await client.authorizationCodeGrant(configuration, departure.url, checks)
      const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
      assert.equal((await client.tokenIntrospection(configuration, refreshed.access_token)).active, true)
      await client.tokenRevocation(configuration, refreshed.access_token)
      assert.equal((await client.tokenIntrospection(configuration, refreshed.access_token)).active, false)
    })
  }

  test('a client that has other keys than it registered is refused', async () => {
    const party = await scene.client({ fields: { tokenEndpointAuthMethod: 'private_key_jwt', jwks: holder.jwks } })
    await using stranger = await KeyHolder.open('PS256')
    const configuration = await configure(party, client.PrivateKeyJwt(stranger.key.privateKey))
    await assert.rejects(client.tokenIntrospection(configuration, 'lk_at_unknown'), { error: 'invalid_client' })
  })
})

/** The library's own discovery; plain http is for loopback only, and it wants to be told. */
function configure(party: RelyingParty, authentication: client.ClientAuth): Promise<client.Configuration> {
  const options = { execute: [client.allowInsecureRequests] }
  return client.discovery(new URL(scene.issuer), party.clientId, party.clientSecret, authentication, options)
}
