import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectPage, Scene } from '@latchkey/testing'
import * as client from 'openid-client'

const redirectUri = 'https://notes.example/callback'

let scene: Scene
let configuration: client.Configuration
before(async () => {
  scene = await Scene.open()
  const { clientId, clientSecret = '' } = await scene.client({ redirectUris: [redirectUri] })
  const options = { execute: [client.allowInsecureRequests], [client.customFetch]: scene.server.fetch as client.CustomFetch }
  configuration = await client.discovery(
    new URL(scene.issuer),
    clientId,
    clientSecret,
    client.ClientSecretBasic(clientSecret),
    options,
  )
})
after(() => scene[Symbol.asyncDispose]())

describe('openid-client loses the access that a person removes', () => {
  test('tokens are inactive and refused at once; after another consent it goes on', async () => {
    const browser = scene.browser()
    const authorize = async () => {
      const pkceCodeVerifier = client.randomPKCECodeVerifier()
      const url = client.buildAuthorizationUrl(configuration, {
        ...{ redirect_uri: redirectUri, scope: 'openid email offline_access', prompt: 'consent' },
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      const departure = await browser.signIn(url, scene.person)
      return client.authorizationCodeGrant(configuration, departure.url, { pkceCodeVerifier })
    }
    const tokens = await authorize()
    const refreshToken = tokens.refresh_token ?? assert.fail('no refresh token')
    assert.equal((await client.tokenIntrospection(configuration, tokens.access_token)).active, true)

    const { client_id: clientId } = configuration.clientMetadata()
    const page = await browser.openPage(`${scene.issuer}/account/applications?${new URLSearchParams({ client: clientId })}`)
    assert.equal(expectPage(await browser.submit(page, { button: ['decision', 'remove'] })).name, 'applications')

    for (const token of [tokens.access_token, refreshToken]) {
      assert.equal((await client.tokenIntrospection(configuration, token)).active, false)
    }
    const subject = tokens.claims()?.sub ?? assert.fail('no subject')
    await assert.rejects(
      client.fetchUserInfo(configuration, tokens.access_token, subject),
      (error: client.WWWAuthenticateChallengeError) => error.cause[0]?.parameters.error === 'invalid_token',
    )
    await assert.rejects(
      client.refreshTokenGrant(configuration, refreshToken),
      (error: client.ResponseBodyError) => error.error === 'invalid_grant',
    )
    const renewed = await authorize()
    assert.equal((await client.fetchUserInfo(configuration, renewed.access_token, subject)).sub, subject)
  })
})
