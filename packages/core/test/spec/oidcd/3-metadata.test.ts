import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createProvider } from '@latchkey/core'
import { TestProvider } from '../../test-provider.ts'

const signingAlgorithms = [
  ...['ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA', 'HS256', 'HS384', 'HS512'],
  ...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
]

const keyManagements = [
  ...['A128GCMKW', 'A128KW', 'A192GCMKW', 'A192KW', 'A256GCMKW', 'A256KW'],
  ...['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'],
  ...['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'dir'],
]
const contentEncryptions = ['A128CBC-HS256', 'A128GCM', 'A192CBC-HS384', 'A192GCM', 'A256CBC-HS512', 'A256GCM']

const authenticated = ['client_secret_basic', 'client_secret_jwt', 'client_secret_post']
const assertionAlgorithms = [
  ...['ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA', 'HS256', 'HS384', 'HS512'],
  ...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
]

describe('OIDCD-3 provider metadata', () => {
  test('is the same object as long as nothing changes', async () => {
    await using op = await TestProvider.open()
    assert.equal(op.provider.discovery(), op.provider.discovery())
  })

  test('every endpoint is below the issuer, also when that has a path', async () => {
    await using op = await TestProvider.open()
    const document = createProvider({ issuer: 'https://op.example/some/path', uiLocales: ['fr'] }, op.ports).discovery()
    assert.equal(document['issuer'], 'https://op.example/some/path')
    const addresses = Object.entries(document).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')
    assert.ok(addresses.length >= 5)
    for (const [name, address] of addresses) assert.match(String(address), /^https:\/\/op\.example\/some\/path\/auth\//, name)
    assert.deepEqual(document['ui_locales_supported'], ['fr'])
  })

  test('what clients rely on is listed', async () => {
    await using op = await TestProvider.open()
    const document = op.provider.discovery()
    const expected: Readonly<Record<string, unknown>> = {
      issuer: 'https://op.example',
      authorization_endpoint: 'https://op.example/auth/authorize',
      token_endpoint: 'https://op.example/auth/token',
      userinfo_endpoint: 'https://op.example/auth/userinfo',
      jwks_uri: 'https://op.example/auth/jwks.json',
      revocation_endpoint: 'https://op.example/auth/revoke',
      scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'groups', 'offline_access', 'urn:latchkey:management'],
      response_types_supported: [
        ...['code', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token', 'none'],
      ],
      response_modes_supported: ['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
      grant_types_supported: [
        ...['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
        ...['urn:ietf:params:oauth:grant-type:device_code', 'urn:ietf:params:oauth:grant-type:token-exchange'],
        ...['urn:ietf:params:oauth:grant-type:jwt-bearer', 'urn:openid:params:grant-type:ciba'],
      ],
      subject_types_supported: ['public', 'pairwise'],
      code_challenge_methods_supported: ['S256'],
      acr_values_supported: ['1'],
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      require_signed_request_object: false,
      pushed_authorization_request_endpoint: 'https://op.example/auth/par',
      require_pushed_authorization_requests: false,
      authorization_response_iss_parameter_supported: true,
      ui_locales_supported: ['en', 'de'],
    }
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(document[name], value, name)
    const sets: Readonly<Record<string, readonly string[]>> = {
      token_endpoint_auth_methods_supported: [...authenticated, 'none', 'private_key_jwt'],
      revocation_endpoint_auth_methods_supported: [...authenticated, 'none', 'private_key_jwt'],
      introspection_endpoint_auth_methods_supported: [...authenticated, 'private_key_jwt'],
      ...Object.fromEntries(
        ['token', 'revocation', 'introspection'].map((name) => [
          `${name}_endpoint_auth_signing_alg_values_supported`,
          assertionAlgorithms,
        ]),
      ),
      request_object_signing_alg_values_supported: assertionAlgorithms,
      id_token_signing_alg_values_supported: signingAlgorithms,
      userinfo_signing_alg_values_supported: signingAlgorithms,
      authorization_signing_alg_values_supported: signingAlgorithms,
      ...Object.fromEntries(
        ['id_token', 'userinfo', 'authorization', 'request_object'].flatMap((what) => [
          [`${what}_encryption_alg_values_supported`, keyManagements],
          [`${what}_encryption_enc_values_supported`, contentEncryptions],
        ]),
      ),
    }
    for (const [name, values] of Object.entries(sets)) {
      const listed: unknown = document[name]
      assert.deepEqual(Array.isArray(listed) ? listed.toSorted() : listed, values, name)
    }
  })
})
