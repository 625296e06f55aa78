import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { Scene } from '@latchkey/testing'
import { decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'

/* openid-client 6 verifies ML-DSA by the Web Cryptography of its runtime. */

let scene: Scene

before(async () => {
  scene = await Scene.open()
})
after(() => scene[Symbol.asyncDispose]())

describe('openid-client 6, as it comes from the registry', () => {
  for (const alg of ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const) {
    test(`verifies an ID token and UserInfo signed with ${alg}`, async () => {
      const party = await scene.client({ fields: { idTokenSignedResponseAlg: alg, userinfoSignedResponseAlg: alg } })
      const metadata = { id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg }
      const options = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] }
      const authentication = party.clientSecret === undefined ? client.None() : client.ClientSecretPost(party.clientSecret)
      const configuration = await client.discovery(new URL(scene.issuer), party.clientId, metadata, authentication, options)
      const pkceCodeVerifier = client.randomPKCECodeVerifier()
      const expectedState = client.randomState()
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: party.redirectUri,
        scope: 'openid email',
        state: expectedState,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      const departure = await scene.browser().signIn(url, scene.person)
      const tokens = await client.authorizationCodeGrant(configuration, departure.url, { expectedState, pkceCodeVerifier })
      assert.equal(decodeProtectedHeader(tokens.id_token ?? '').alg, alg)
      const claims = tokens.claims()
      const half = createHash('shake256', { outputLength: 64 }).update(tokens.access_token).digest().subarray(0, 32)
      assert.equal(claims?.['at_hash'], half.toString('base64url'))
      const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, claims?.sub ?? '')
      assert.equal(userinfo.email, 'ada@mail.example')
    })
  }
})
