import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, responseOf, Scene } from '@latchkey/testing'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import * as client from 'openid-client'
import { Issuer } from 'openid-client-v5'

/*
 * openid-client 6 decrypts with private keys only, its version 5 with the client secret too; both refuse an answer that is not encrypted
 * as they were told it would be.
 */

let scene: Scene

before(async () => {
  scene = await Scene.open()
})
after(() => scene[Symbol.asyncDispose]())

interface OwnKey {
  readonly privateKey: CryptoKey
  readonly privateJwk: JWK
  readonly publicJwk: JWK
}

async function ownKey(alg: string): Promise<OwnKey> {
  const pair = await generateKeyPair(alg, { extractable: true })
  const named = { kid: `own-${alg}`, use: 'enc' }
  return {
    privateKey: pair.privateKey,
    privateJwk: { ...(await exportJWK(pair.privateKey)), ...named },
    publicJwk: { ...(await exportJWK(pair.publicKey)), ...named },
  }
}

/** Everything that can be encrypted for the client. */
function encrypted(alg: string, enc: string) {
  return {
    ...{ idTokenEncryptedResponseAlg: alg, idTokenEncryptedResponseEnc: enc },
    ...{ userinfoEncryptedResponseAlg: alg, userinfoEncryptedResponseEnc: enc, userinfoSignedResponseAlg: 'ES256' },
    ...{ authorizationEncryptedResponseAlg: alg, authorizationEncryptedResponseEnc: enc },
    authorizationSignedResponseAlg: 'ES256',
    idTokenSignedResponseAlg: 'ES256',
  }
}

const pairs = [
  ['RSA-OAEP-256', 'A256GCM'],
  ['RSA-OAEP', 'A128CBC-HS256'],
  ['ECDH-ES', 'A128GCM'],
  ['ECDH-ES+A256KW', 'A256CBC-HS512'],
] as const

describe('openid-client 6, as it comes from the registry', () => {
  for (const [alg, enc] of pairs) {
    test(`decrypts JARM response, ID token and UserInfo: ${alg} with ${enc}`, async () => {
      const { privateKey, publicJwk } = await ownKey(alg)
      const party = await scene.client({ fields: { ...encrypted(alg, enc), jwks: { keys: [publicJwk] } } })
      const configuration = await configure(party)
      client.enableDecryptingResponses(configuration, [enc], { key: privateKey, alg, kid: publicJwk.kid ?? '' })
      client.useJwtResponseMode(configuration)
      const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
      const pkceCodeVerifier = client.randomPKCECodeVerifier()
      const url = client.buildAuthorizationUrl(configuration, {
        ...{ redirect_uri: party.redirectUri, scope: 'openid email', state: expectedState, nonce: expectedNonce },
        ...{ code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256' },
      })
      const { url: answer } = await scene.browser().signIn(url, scene.person)
      assert.equal(answer.searchParams.get('response')?.split('.').length, 5)
      const checks = { expectedState, expectedNonce, pkceCodeVerifier }
      const tokens = await client.authorizationCodeGrant(configuration, answer, checks)
      assert.equal(tokens.id_token?.split('.').length, 5)
      const subject = tokens.claims()?.sub ?? ''
      assert.notEqual(subject, '')
      const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, subject)
      assert.equal(userinfo.email, 'ada@mail.example')
    })
  }
})

function configure(party: RelyingParty): Promise<client.Configuration> {
  const secret = party.clientSecret ?? ''
  const metadata = {
    client_secret: secret,
    ...{ id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' },
    authorization_signed_response_alg: 'ES256',
  }
  const options = { execute: [client.allowInsecureRequests] }
  return client.discovery(new URL(scene.issuer), party.clientId, metadata, client.ClientSecretBasic(secret), options)
}

describe('openid-client 5, as it comes from the registry', () => {
  const symmetric = ['dir', 'A128KW', 'A256KW', 'A192GCMKW', 'A256GCMKW'] as const
  for (const alg of symmetric) {
    test(`decrypts with the client secret: ${alg}`, () => signIn(alg, 'A256CBC-HS512'))
  }

  test('decrypts with its private key, also from the fragment', () => signIn('ECDH-ES', 'A256GCM', 'code id_token'))
})

async function signIn(alg: string, enc: string, response_type: 'code' | 'code id_token' = 'code'): Promise<void> {
  const own = alg.startsWith('ECDH') ? await ownKey(alg) : undefined
  const grantTypes = ['authorization_code', 'implicit']
  const party = await scene.client({
    fields: {
      ...{ ...encrypted(alg, enc), responseTypes: ['code', 'code id_token'], grantTypes },
      ...(own === undefined ? {} : { jwks: { keys: [own.publicJwk] } }),
    },
  })
  const issuer = await Issuer.discover(scene.issuer)
  const rp = new issuer.Client(
    {
      ...{ client_id: party.clientId, client_secret: party.clientSecret ?? '', redirect_uris: [party.redirectUri] },
      ...{ response_types: [response_type], id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' },
      ...{ id_token_encrypted_response_alg: alg, id_token_encrypted_response_enc: enc },
      ...{ userinfo_encrypted_response_alg: alg, userinfo_encrypted_response_enc: enc },
      ...{ authorization_encrypted_response_alg: alg, authorization_encrypted_response_enc: enc },
      authorization_signed_response_alg: 'ES256',
    },
    own === undefined ? undefined : { keys: [{ ...own.privateJwk } as { kty: 'EC' }] },
  )
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const response_mode = response_type === 'code' ? 'query.jwt' : 'fragment.jwt'
  const url = rp.authorizationUrl({ scope: 'openid email', response_type, response_mode, state, nonce })
  const parameters = Object.fromEntries(responseOf(await scene.browser().signIn(url, scene.person)))
  assert.equal(parameters['response']?.split('.').length, 5)
  const tokens = await rp.callback(party.redirectUri, parameters, { state, nonce, response_type, jarm: true })
  const userinfo = await rp.userinfo(tokens.access_token ?? '')
  assert.deepEqual([userinfo.email, userinfo.sub], ['ada@mail.example', tokens.claims().sub])
}
