import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ReasonId, reasons } from '@latchkey/core'
import { newKey } from '../../assertion-kit.ts'
import { ciba } from '../../backchannel-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const plain = { grant_types: [ciba], response_types: [], redirect_uris: [], backchannel_token_delivery_mode: 'poll' }
const told = { backchannel_token_delivery_mode: 'ping', backchannel_client_notification_endpoint: 'https://rp.example/notices' }

const { publicJwk } = await newKey('ES256', 'one')
const withKeys = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [publicJwk] } }

async function open(): Promise<TestProvider> {
  const op = await TestProvider.open()
  op.restrictRegistration({ authorized: { needsSoftwareStatement: false, grantTypes: [ciba] } })
  return op
}

function register(op: TestProvider, change: Readonly<Record<string, unknown>>) {
  return op.provider.register({ body: { ...plain, ...change }, authorized: true })
}

describe('CIBA-4 registration', () => {
  test('CIBA-4 what was registered is said back, and that there are no user codes', async () => {
    await using op = await open()
    const alg = { backchannel_authentication_request_signing_alg: 'ES256' }
    const { status, body } = await register(op, { ...told, ...alg, backchannel_user_code_parameter: true })
    assert.equal(status, 201, JSON.stringify(body))
    const { backchannel_token_delivery_mode: mode, backchannel_user_code_parameter: codes } = body ?? {}
    assert.deepEqual([mode, codes], ['ping', false])
    const { backchannel_client_notification_endpoint: address, backchannel_authentication_request_signing_alg: named } =
      body ?? {}
    assert.deepEqual([address, named], ['https://rp.example/notices', 'ES256'])
  })

  test('CIBA-4 nobody gets the grant by registering unless a rule names it', async () => {
    await using op = await TestProvider.open()
    const { body } = await register(op, {
      ...{ grant_types: [ciba, 'authorization_code'], response_types: ['code'] },
      redirect_uris: ['https://rp.example/'],
    })
    assert.deepEqual(body?.['grant_types'], ['authorization_code'])
  })

  test('RFC7591-2 what a rule in force would refuse at every use is not registered', async () => {
    await using op = await open()
    const signed = { backchannel_authentication_request_signing_alg: 'RS256' }
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, ReasonId, string])[] = [
      [signed, 'metadata_backchannel_algorithm_refused', 'request-object-strong-algorithm'],
      [{ ...told, backchannel_token_delivery_mode: 'push' }, 'metadata_delivery_mode_refused', 'dpop-proof-required'],
    ]
    for (const [change, reason, rule] of cases) {
      op.secure({ profile: 'default' })
      assert.equal((await register(op, { ...withKeys, ...change })).status, 201, reason)
      op.secure({ profile: 'fapi2' })
      const { refusal, body } = await register(op, { ...withKeys, ...change })
      assert.equal(refusal?.reason, reason)
      assert.equal(body?.['error_description'], `${reasons[reason].text}; rule: ${rule}`)
    }
    assert.equal((await register(op, { ...withKeys, ...told })).status, 201)
  })

  test('CIBA-4 what does not go together is refused', async () => {
    await using op = await open()
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ backchannel_token_delivery_mode: 'pull' }, 'backchannel_token_delivery_mode_unsupported'],
      [{ backchannel_token_delivery_mode: undefined }, 'backchannel_token_delivery_mode_missing'],
      [{ token_endpoint_auth_method: 'none' }, 'backchannel_client_public'],
      [{ ...told, backchannel_client_notification_endpoint: undefined }, 'backchannel_client_notification_endpoint_missing'],
      [
        { ...told, backchannel_client_notification_endpoint: 'http://rp.example/' },
        'backchannel_client_notification_endpoint_malformed',
      ],
      [{ backchannel_authentication_request_signing_alg: 'HS256' }, 'backchannel_authentication_request_signing_alg_unsupported'],
      [{ backchannel_authentication_request_signing_alg: 'none' }, 'backchannel_authentication_request_signing_alg_unsupported'],
      [{ ...told, backchannel_token_delivery_mode: 'push', dpop_bound_access_tokens: true }, 'backchannel_push_unbound'],
      [{ subject_type: 'pairwise', redirect_uris: ['https://rp.example/'] }, 'sector_unproven'],
    ]
    for (const [change, reason] of cases) {
      const { refusal, body } = await register(op, change)
      assert.deepEqual([refusal?.reason, body?.['error']], [reason, 'invalid_client_metadata'], JSON.stringify(change))
    }
  })
})
