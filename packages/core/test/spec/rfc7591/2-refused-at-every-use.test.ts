import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ReasonId, reasons, type ServerPosture } from '@latchkey/core'
import { newKey } from '../../assertion-kit.ts'
import { redirectUri, register, registered, registrationOf } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const { publicJwk } = await newKey('ES256', 'one')
const withKeys = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [publicJwk] } }
const implicit = { response_types: ['code', 'code token'], grant_types: ['authorization_code', 'implicit'] }

type Case = readonly [what: string, profile: ServerPosture['profile'], metadata: object, rule: string, reason: ReasonId]

/** Each is refused by its rule, and registered where nothing is enforced. */
const cases: readonly Case[] = [
  ['a shared secret', 'fapi2', {}, 'client-key-authentication', 'metadata_auth_method_refused'],
  ['a public client', 'fapi2', { token_endpoint_auth_method: 'none' }, 'client-not-public', 'metadata_auth_method_refused'],
  [
    'a weak algorithm of assertions',
    'fapi2',
    { ...withKeys, token_endpoint_auth_signing_alg: 'RS256' },
    'client-assertion-strong-algorithm',
    'metadata_auth_algorithm_refused',
  ],
  ['tokens through the browser', 'strict', implicit, 'front-channel-token', 'metadata_response_type_refused'],
  [
    'ID tokens through the browser',
    'fapi2',
    { ...withKeys, response_types: ['id_token'], grant_types: ['implicit'] },
    'code-flow-only',
    'metadata_response_type_refused',
  ],
  ['plain http', 'strict', { redirect_uris: ['http://localhost/cb'] }, 'redirect-uri-https', 'metadata_redirect_uri_refused'],
  [
    'a weak algorithm of request objects',
    'fapi2',
    { ...withKeys, request_object_signing_alg: 'RS256' },
    'request-object-strong-algorithm',
    'metadata_request_algorithm_refused',
  ],
  [
    'weakly signed ID tokens',
    'fapi2',
    { ...withKeys, id_token_signed_response_alg: 'RS256' },
    'signature-strong-algorithm',
    'metadata_id_token_algorithm_refused',
  ],
  [
    'weakly signed authorization responses',
    'fapi2',
    { ...withKeys, authorization_signed_response_alg: 'RS256' },
    'signature-strong-algorithm',
    'metadata_authorization_algorithm_refused',
  ],
  [
    'weakly signed answers about people',
    'fapi2',
    { ...withKeys, userinfo_signed_response_alg: 'RS256' },
    'signature-strong-algorithm',
    'metadata_userinfo_algorithm_refused',
  ],
  [
    'weakly signed introspection',
    'fapi2',
    { ...withKeys, introspection_signed_response_alg: 'RS256' },
    'signature-strong-algorithm',
    'metadata_introspection_algorithm_refused',
  ],
]

describe('RFC7591-2 what a rule in force would refuse at every use is not registered', () => {
  for (const [what, profile, metadata, rule, reason] of cases) {
    test(`${what} under ${profile}, and the answer names ${rule}`, async () => {
      await using op = await TestProvider.open()
      const open = await register(op, { ...metadata })
      op.secure({ profile })
      const answer = await register(op, { ...metadata })
      assert.equal(answer.status, 400)
      assert.equal(answer.refusal?.reason, reason)
      assert.equal(answer.body?.['error'], reasons[reason].error)
      assert.equal(answer.body?.['error_description'], `${reasons[reason].text}; rule: ${rule}`)
      assert.equal(open.status, 201, `${open.refusal?.reason}`)
    })
  }

  test('what the rules allow is registered', async () => {
    await using op = await TestProvider.open()
    op.secure({ profile: 'fapi2' })
    await registered(op, withKeys)
    op.secure({ profile: 'strict' })
    await registered(op)
    await registered(op, {
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/cb'],
    })
  })

  test('RFC7592-2.2 an update is held to the same, as the administrator eased it for this client', async () => {
    await using op = await TestProvider.open()
    const { client_id: clientId, registration_access_token: token } = await registered(op)
    op.secure({ profile: 'fapi2' })
    const update = () =>
      registrationOf(op).updateRegistration({
        clientId: String(clientId),
        authorization: `Bearer ${token}`,
        body: { client_id: clientId, redirect_uris: [redirectUri] },
      })
    assert.equal((await update()).refusal?.reason, 'metadata_auth_method_refused')
    const { clients } = op.ports.stores
    const client = (await clients.list({ limit: 1, now: op.now }))[0]
    assert.ok(client)
    await clients.replace({ ...client, profile: 'default' }, client.updatedAt)
    assert.equal((await update()).status, 200)
  })
})
