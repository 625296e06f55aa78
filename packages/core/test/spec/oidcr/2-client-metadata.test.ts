import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { expectRegistrationRefusal, register, registered, registrationOf } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const implicit = { response_types: ['id_token token'], grant_types: ['implicit'] }
const publicKey = { kty: 'RSA', n: 'sXch', e: 'AQAB' }

describe('OIDCR-3.3 client registration error response', () => {
  const table: readonly (readonly [metadata: Readonly<Record<string, unknown>>, reason: ReasonId, check?: string])[] = [
    [{ redirect_uris: undefined }, 'redirect_uris_missing', 'registration-redirect-uris'],
    [{ redirect_uris: [] }, 'redirect_uris_missing'],
    [{ redirect_uris: 'https://rp.example/cb' }, 'redirect_uris_malformed'],
    [{ redirect_uris: ['https://rp.example/cb', 1] }, 'redirect_uris_malformed'],
    // DYN-07
    [{ redirect_uris: ['https://rp.example/cb#fragment'] }, 'redirect_uris_not_allowed', 'registration-redirect-uri-rules'],
    [{ redirect_uris: ['https://rp.example/cb', 'http://rp.example/cb'] }, 'redirect_uris_not_allowed'],
    [
      { post_logout_redirect_uris: ['http://rp.example/bye'] },
      'post_logout_redirect_uris_not_allowed',
      'registration-post-logout-redirect-uri-rules',
    ],
    [{ post_logout_redirect_uris: 'https://rp.example/bye' }, 'post_logout_redirect_uris_malformed'],
    [{ response_types: ['code', 'token'] }, 'response_types_unsupported', 'registration-response-types'],
    [{ response_types: ['code code'] }, 'response_types_unsupported'],
    [{ response_types: 'code' }, 'response_types_malformed'],
    [{ grant_types: 'authorization_code' }, 'grant_types_malformed'],
    [{ grant_types: ['implicit'] }, 'grant_types_unsupported', 'registration-grant-types'],
    [{ grant_types: ['refresh_token'], response_types: ['code'] }, 'grant_types_mismatch', 'registration-grant-types-agree'],
    [{ response_types: [] }, 'grant_types_mismatch'],
    [{ response_types: ['id_token'] }, 'grant_types_mismatch'],
    [{ response_types: ['code', 'id_token'] }, 'grant_types_mismatch'],
    [{ response_types: ['code id_token'], grant_types: ['authorization_code'] }, 'grant_types_mismatch'],
    [{ response_types: ['code token'], grant_types: ['implicit'] }, 'grant_types_mismatch'],
    [{ response_types: ['id_token'], grant_types: ['authorization_code', 'implicit'] }, 'grant_types_mismatch'],
    [
      { ...implicit, redirect_uris: ['https://rp.example/cb', 'http://127.0.0.1/cb'] },
      'redirect_uris_implicit_web',
      'registration-implicit-redirect-uris',
    ],
    [{ ...implicit, redirect_uris: ['https://localhost:8443/cb'] }, 'redirect_uris_implicit_web'],
    [{ ...implicit, redirect_uris: ['com.example.app:/cb'] }, 'redirect_uris_implicit_web'],
    [{ application_type: 'desktop' }, 'application_type_unknown'],
    [{ client_name: '' }, 'client_name_malformed'],
    [{ client_name: 'a\u0000b' }, 'client_name_malformed'],
    [{ client_name: 'x'.repeat(201) }, 'client_name_malformed'],
    [{ contacts: 'me@rp.example' }, 'contacts_malformed'],
    [{ client_uri: 'ftp://rp.example' }, 'client_uri_malformed'],
    [{ logo_uri: 'javascript:alert(1)' }, 'logo_uri_malformed'],
    [{ logo_uri: 'data:image/svg+xml,<svg/>' }, 'logo_uri_malformed'],
    [{ policy_uri: '/policy' }, 'policy_uri_malformed'],
    [{ tos_uri: 'https://user@rp.example/' }, 'tos_uri_malformed'],
    [{ backchannel_logout_uri: 'http://rp.example/back' }, 'backchannel_logout_uri_malformed'],
    [{ backchannel_logout_uri: 'https://rp.example/back#x' }, 'backchannel_logout_uri_malformed'],
    [{ backchannel_logout_session_required: 'true' }, 'backchannel_logout_session_required_malformed'],
    [{ frontchannel_logout_uri: 'javascript:alert(1)' }, 'frontchannel_logout_uri_malformed'],
    [{ frontchannel_logout_session_required: 1 }, 'frontchannel_logout_session_required_malformed'],
    [
      { frontchannel_logout_uri: 'https://rp.example:8443/front' },
      'frontchannel_logout_uri_foreign',
      'registration-frontchannel-logout-uri',
    ],
    // 3PI-02
    [{ initiate_login_uri: 'http://rp.example/login' }, 'initiate_login_uri_not_https'],
    [{ request_uris: 'https://rp.example/object' }, 'request_uris_malformed'],
    [{ request_uris: ['urn:x'] }, 'request_uris_malformed'],
    [{ request_uris: [`https://rp.example/${'x'.repeat(512)}`] }, 'request_uris_malformed'],
    [{ request_object_signing_alg: 'RS1' }, 'request_object_signing_alg_unsupported'],
    [{ request_object_signing_alg: ['RS256'] }, 'request_object_signing_alg_unsupported'],
    [
      { request_object_signing_alg: 'HS256', token_endpoint_auth_method: 'none' },
      'request_object_signing_alg_needs_secret',
      'registration-request-object-alg',
    ],
    [
      { request_object_signing_alg: 'none', require_signed_request_object: true },
      'request_object_none_refused',
      'registration-request-object-signed',
    ],
    [{ require_signed_request_object: 'true' }, 'require_signed_request_object_malformed'],
    [{ require_pushed_authorization_requests: 1 }, 'require_pushed_authorization_requests_malformed'],
    [{ software_id: '' }, 'software_id_malformed'],
    [{ software_id: 'a\nb' }, 'software_id_malformed'],
    [{ software_version: 1 }, 'software_version_malformed'],
    [{ jwks: 'keys' }, 'jwks_malformed'],
    [{ jwks: { keys: [{ ...publicKey, d: 'AQAB' }] } }, 'jwks_malformed'],
    [{ jwks: { keys: [{ kty: 'oct', k: 'AQAB' }] } }, 'jwks_malformed'],
    [{ jwks: { keys: [{ kty: 'oct', K: 'AQAB' }] } }, 'jwks_malformed'],
    [{ jwks: { keys: [publicKey] }, jwks_uri: 'https://rp.example/jwks' }, 'jwks_with_jwks_uri', 'registration-one-key-set'],
    [{ token_endpoint_auth_method: 'magic' }, 'token_endpoint_auth_method_unsupported'],
    [{ token_endpoint_auth_method: 'private_key_jwt' }, 'jwks_missing', 'registration-keys-of-assertions'],
    [{ jwks_uri: 'http://rp.example/jwks' }, 'jwks_uri_malformed'],
    [{ jwks_uri: ['https://rp.example/jwks'] }, 'jwks_uri_malformed'],
    [{ token_endpoint_auth_signing_alg: 'none' }, 'token_endpoint_auth_signing_alg_unsupported'],
    [
      { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'RS256' },
      'token_endpoint_auth_signing_alg_mismatch',
      'registration-assertion-alg',
    ],
    [
      {
        token_endpoint_auth_method: 'private_key_jwt',
        jwks_uri: 'https://rp.example/jwks',
        token_endpoint_auth_signing_alg: 'HS256',
      },
      'token_endpoint_auth_signing_alg_mismatch',
    ],
    [{ id_token_signed_response_alg: 'none' }, 'id_token_signed_response_alg_unsupported'],
    [{ id_token_signed_response_alg: 'rs256' }, 'id_token_signed_response_alg_unsupported'],
    [
      { id_token_signed_response_alg: 'HS256', token_endpoint_auth_method: 'none' },
      'id_token_signed_response_alg_needs_secret',
      'registration-id-token-alg',
    ],
    [{ authorization_signed_response_alg: 'none' }, 'authorization_signed_response_alg_unsupported'],
    [{ introspection_signed_response_alg: 'HS256' }, 'introspection_signed_response_alg_unsupported'],
    [
      { authorization_signed_response_alg: 'HS256', token_endpoint_auth_method: 'none' },
      'authorization_signed_response_alg_needs_secret',
      'registration-authorization-response-alg',
    ],
    [{ subject_type: 'ephemeral' }, 'subject_type_unsupported', 'registration-subject-type'],
    [{ default_max_age: '60' }, 'default_max_age_malformed'],
    [{ require_auth_time: 'yes' }, 'require_auth_time_malformed'],
    [{ authorization_details_types: 'payment' }, 'authorization_details_types_malformed'],
    [{ authorization_details_types: ['a b'] }, 'authorization_details_types_malformed'],
    [{ dpop_bound_access_tokens: 1 }, 'dpop_bound_access_tokens_malformed'],
    [{ scope: 'openid  email' }, 'metadata_scope_malformed'],
    [{ scope: ['openid'] }, 'metadata_scope_malformed'],
  ]
  for (const [metadata, reason, check] of table) {
    test(`${reason} for ${JSON.stringify(metadata).slice(0, 70)}`, async () => {
      await using op = await TestProvider.open()
      const answer = await register(op, metadata)
      const error = reason.startsWith('redirect_uris') ? 'invalid_redirect_uri' : 'invalid_client_metadata'
      expectRegistrationRefusal(answer, error, reason)
      if (check !== undefined) {
        const failed = op.steps.at(-1)?.step.checks.find(({ outcome }) => outcome === 'failed')
        assert.equal(failed?.check, check)
      }
    })
  }

  for (const body of [undefined, null, 'text', 1, [], [{}]]) {
    test(`registration_body_not_object for ${JSON.stringify(body)}`, async () => {
      await using op = await TestProvider.open()
      const answer = await registrationOf(op).register({ body, authorized: true })
      expectRegistrationRefusal(answer, 'invalid_client_metadata', 'registration_body_not_object')
    })
  }
})

describe('OIDCR-2 client metadata', () => {
  const kept: Readonly<Record<string, unknown>> = {
    client_name: 'Ünïcode',
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1/cb', 'com.example.app:/cb', 'http://localhost:8080/cb?a=b'],
    post_logout_redirect_uris: ['https://rp.example/bye'],
    id_token_signed_response_alg: 'HS512',
    authorization_signed_response_alg: 'ES256',
    request_uris: ['https://rp.example/object', 'https://rp.example/object#digest'],
    request_object_signing_alg: 'none',
    require_signed_request_object: true,
    require_pushed_authorization_requests: true,
    scope: 'openid email custom:scope',
    require_auth_time: true,
    default_max_age: 3600,
    client_uri: 'https://rp.example',
    logo_uri: 'http://rp.example/logo.png',
    policy_uri: 'https://rp.example/policy#top',
    tos_uri: 'https://rp.example/tos',
  }
  for (const [name, value] of Object.entries(kept)) {
    test(`${name} is kept`, async () => {
      await using op = await TestProvider.open()
      assert.deepEqual((await registered(op, { [name]: value }))[name], value)
    })
  }

  const pairs: readonly (readonly [types: readonly string[], grants: readonly string[]])[] = [
    [['code'], ['authorization_code']],
    [['id_token'], ['implicit']],
    [['id_token token'], ['implicit']],
    [['code id_token'], ['authorization_code', 'implicit']],
    [['code token'], ['authorization_code', 'implicit']],
    [['code id_token token'], ['authorization_code', 'implicit']],
    [
      ['code', 'id_token', 'none'],
      ['authorization_code', 'implicit', 'refresh_token'],
    ],
  ]
  for (const [types, grants] of pairs) {
    test(`${types.join(', ')} goes with ${grants.join(', ')}`, async () => {
      await using op = await TestProvider.open()
      const body = await registered(op, { response_types: types, grant_types: grants })
      assert.deepEqual([body['response_types'], body['grant_types']], [types, grants])
    })
  }

  test('the words of a response type are kept in one order, each type once', async () => {
    await using op = await TestProvider.open()
    const asked = ['token id_token', 'id_token token', 'token code id_token']
    const body = await registered(op, { response_types: asked, grant_types: ['authorization_code', 'implicit'] })
    assert.deepEqual(body['response_types'], ['id_token token', 'code id_token token'])
  })

  test('implicit is left out where no response type needs it', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op, { grant_types: ['authorization_code', 'implicit'] })
    assert.deepEqual([body['response_types'], body['grant_types']], [['code'], ['authorization_code']])
  })

  test('a native application may use the implicit grant on the device', async () => {
    await using op = await TestProvider.open()
    const redirects = ['http://127.0.0.1/cb', 'com.example.app:/cb']
    const body = await registered(op, { ...implicit, application_type: 'native', redirect_uris: redirects })
    assert.deepEqual(body['redirect_uris'], redirects)
  })
})
