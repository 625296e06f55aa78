import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Scene } from '@latchkey/testing'
import * as oauth from 'oauth4webapi'

let scene: Scene

before(async () => {
  scene = await Scene.open()
})
after(() => scene[Symbol.asyncDispose]())

const insecure = { [oauth.allowInsecureRequests]: true }

describe('oauth4webapi, as it comes from the registry', () => {
  for (const algorithm of ['oidc', 'oauth2'] as const) {
    test(`signs in by the ${algorithm} discovery document`, async () => {
      const party = await scene.client()
      const issuer = new URL(scene.issuer)
      const found = await oauth.discoveryRequest(issuer, { algorithm, ...insecure })
      const server = await oauth.processDiscoveryResponse(issuer, found)
      const pending = party.begin({ scope: 'openid email' })
      const departure = await scene.browser().signIn(pending.url, scene.person)
      const me: oauth.Client = { client_id: party.clientId }
      const parameters = oauth.validateAuthResponse(server, me, departure.url, pending.state)
      const authentication = oauth.ClientSecretPost(party.clientSecret ?? '')
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        me,
        authentication,
        parameters,
        party.redirectUri,
        pending.verifier,
        insecure,
      )
      const expected = { expectedNonce: pending.nonce, requireIdToken: true }
      const tokens = await oauth.processAuthorizationCodeResponse(server, me, answer, expected)
      await oauth.validateApplicationLevelSignature(server, answer, insecure)
      const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? ''
      const userinfo = await oauth.userInfoRequest(server, me, tokens.access_token, insecure)
      assert.equal((await oauth.processUserInfoResponse(server, me, subject, userinfo)).email, 'ada@mail.example')
    })
  }
})
