import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PlanWorld } from '../plan/plan-world.ts'
import { translate } from './translate.ts'

const secret = 'kH3uVXq9zN0w2cY7bT5mR8sL4pD6fG1a'
const jwks = { 'use.jwks.url': 'true', 'jwks.url': 'https://a.example/keys' }
const longList = Array.from({ length: 150 }, (_, index) => `https://a.example/${index}`)

/** Clients that Keycloak could have, with what is left over of each. */
const clients: Readonly<Record<string, readonly [members: object, left?: RegExp]>> = {
  'hs256-public': [{ publicClient: true, attributes: { 'id.token.signed.response.alg': 'HS256' } }, /signature with the secret/],
  'hs256-new-secret': [{ attributes: { 'id.token.signed.response.alg': 'HS256' } }, /a new one is made/],
  'hs512-short-secret': [{ secret, attributes: { 'id.token.signed.response.alg': 'HS512' } }, /signature with the secret/],
  hs256: [{ secret, attributes: { 'id.token.signed.response.alg': 'HS256' } }],
  'encrypted-with-keys': [{ secret, attributes: { ...jwks, 'id.token.encrypted.response.alg': 'RSA-OAEP' } }],
  'encrypted-by-no-algorithm': [
    { secret, attributes: { 'user.info.encrypted.response.alg': 'any', 'authorization.encrypted.response.alg': '' } },
    /value of user.info.encrypted.response.alg/,
  ],
  'content-encryption': [{ secret, attributes: { 'id.token.encrypted.response.enc': 'A256GCM' } }, /content encryption without/],
  'assertion-of-nobody': [{ secret, attributes: { 'token.endpoint.auth.signing.alg': 'RS256' } }],
  'secret-assertion': [
    { secret, clientAuthenticatorType: 'client-secret-jwt', attributes: { 'token.endpoint.auth.signing.alg': 'HS256' } },
  ],
  'wrong-assertion': [
    { secret, clientAuthenticatorType: 'client-secret-jwt', attributes: { 'token.endpoint.auth.signing.alg': 'RS256' } },
    /algorithm that does not fit how the client authenticates/,
  ],
  'bound-implicit': [
    { secret, implicitFlowEnabled: true, attributes: { 'tls.client.certificate.bound.access.tokens': 'true' } },
    /access tokens through the browser/,
  ],
  'signed-by-none': [
    { secret, attributes: { 'request.object.signature.alg': 'none', 'request.object.required': 'request only' } },
    /request objects are not signed, where they must be/,
  ],
  'encrypted-requests': [{ secret, attributes: { 'request.object.encryption.alg': 'RSA-OAEP-256' } }],
  'implicit-only': [{ publicClient: true, implicitFlowEnabled: true, standardFlowEnabled: false }],
  bound: [{ secret, attributes: { 'dpop.bound.access.tokens': 'true', 'require.pushed.authorization.requests': 'true' } }],
  certificate: [{ clientAuthenticatorType: 'client-x509', attributes: { 'x509.subjectdn': 'CN=app,O=Acme' } }],
  device: [
    { publicClient: true, standardFlowEnabled: false, attributes: { 'oauth2.device.authorization.grant.enabled': 'true' } },
  ],
  'public-with-keys': [{ publicClient: true, attributes: jwks }],
  service: [{ secret, standardFlowEnabled: false, serviceAccountsEnabled: true }],
  'ftp-page': [{ secret, baseUrl: 'ftp://a.example' }, /home page that is no address/],
  'plain-logout': [{ secret, attributes: { 'backchannel.logout.url': 'http://a.example/x' } }, /value of backchannel.logout.url/],
  'long-name': [{ secret, name: 'x'.repeat(300) }],
  'many-addresses': [{ secret, redirectUris: longList }, /50 redirect URI beyond 100/],
  pairwise: [{ secret, protocolMappers: [{ protocolMapper: 'oidc-sha256-pairwise-sub-mapper' }] }, /pairwise subjects/],
}

describe('clients of Keycloak, whatever their settings', () => {
  test('become clients that this server accepts, all of them in one plan', async () => {
    const exported = Object.entries(clients).map(([clientId, [members]]) => ({
      ...{ clientId, redirectUris: ['https://a.example/cb'] },
      ...members,
    }))
    const { lines, wrong } = translate('keycloak', [{ realm: 'acme', clients: exported }])
    assert.deepEqual(wrong, [])
    await using world = await PlanWorld.open()
    const { done } = await world.apply(...lines)
    assert.equal(done?.created, Object.keys(clients).length)
    assert.equal((await world.apply(...lines)).done?.unchanged, Object.keys(clients).length)
    assert.deepEqual((await world.wire('OAuthClient', 'bound-implicit'))?.['responseTypes'], {
      code: true,
      'code id_token': true,
      id_token: true,
    })
  })

  for (const [clientId, [members, left]] of Object.entries(clients)) {
    test(`say what is left over: ${clientId}`, () => {
      const client = { clientId, redirectUris: ['https://a.example/cb'], ...members }
      const result = translate('keycloak', [{ realm: 'acme', clients: [client] }])
      if (left === undefined) assert.deepEqual(result.left, [])
      else assert.match(result.left.join('\n'), left)
    })
  }

  const weaker: readonly (readonly [members: object, why: RegExp])[] = [
    [{ secret, attributes: { 'id.token.encrypted.response.alg': 'RSA-OAEP' } }, /client whose answers are encrypted/],
    [
      { secret, attributes: { ...jwks, 'id.token.encrypted.response.alg': 'RSA1_5' } },
      /client whose answers are encrypted in a way that is none here/,
    ],
    [
      { secret, attributes: { ...jwks, 'user.info.encrypted.response.alg': 'RSA1_5' } },
      /client whose answers are encrypted in a way that is none here/,
    ],
    [
      {
        secret,
        redirectUris: ['https://a.example/cb', 'https://b.example/cb'],
        protocolMappers: [{ protocolMapper: 'oidc-sha256-pairwise-sub-mapper' }],
      },
      /client with pairwise subjects and several hosts/,
    ],
  ]
  for (const [members, why] of weaker) {
    test(`are left out where they would become weaker: ${why.source}`, () => {
      const client = { clientId: 'app', redirectUris: ['https://a.example/cb'], ...members }
      const { lines, left } = translate('keycloak', [{ realm: 'acme', clients: [client] }])
      assert.deepEqual(lines, [])
      assert.match(left.join('\n'), why)
    })
  }
})
