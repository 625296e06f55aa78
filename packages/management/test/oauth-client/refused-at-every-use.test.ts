import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JsonObject } from '@latchkey/management'
import { close, created, open, refusal, serverRules, updated } from './client-writes.ts'

before(open)
after(close)

/** RFC7517-A.1; nobody decrypts with it. */
const ec = {
  ...{ kty: 'EC', crv: 'P-256' },
  ...{ x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM' },
}
const withKeys: JsonObject = { tokenEndpointAuthMethod: 'private_key_jwt', jwks: JSON.stringify({ keys: [ec] }) }
const implicit: JsonObject = {
  responseTypes: { code: true, 'code token': true },
  grantTypes: { authorization_code: true, implicit: true },
}

const pushed: JsonObject = {
  grantTypes: { authorization_code: true, 'urn:openid:params:grant-type:ciba': true },
  backchannelTokenDeliveryMode: 'push',
  backchannelClientNotificationEndpoint: 'https://rp.example/notice',
}
const signatures = [
  'idTokenSignedResponseAlg',
  'authorizationSignedResponseAlg',
  'userinfoSignedResponseAlg',
  'introspectionSignedResponseAlg',
]
type Refused = readonly [value: JsonObject, property: string, rule: string]

describe('x:OAuthClient refuses what a rule that is enforced for the client would refuse at every use', () => {
  const table: readonly Refused[] = [
    [{ profile: 'strict', ...implicit }, 'responseTypes', 'front-channel-token'],
    [{ profile: 'fapi2', ...withKeys, ...implicit }, 'responseTypes', 'code-flow-only'],
    [{ profile: 'fapi2', tokenEndpointAuthMethod: 'none' }, 'tokenEndpointAuthMethod', 'client-not-public'],
    [
      { profile: 'fapi2', tokenEndpointAuthMethod: 'client_secret_basic' },
      'tokenEndpointAuthMethod',
      'client-key-authentication',
    ],
    [
      { profile: 'fapi2', ...withKeys, tokenEndpointAuthSigningAlg: 'RS256' },
      'tokenEndpointAuthSigningAlg',
      'client-assertion-strong-algorithm',
    ],
    [
      { profile: 'fapi2', ...withKeys, requestObjectSigningAlg: 'RS256' },
      'requestObjectSigningAlg',
      'request-object-strong-algorithm',
    ],
    [
      { profile: 'fapi2-message-signing', ...withKeys, requestObjectSigningAlg: 'none' },
      'requestObjectSigningAlg',
      'signed-request-object-required',
    ],
    [
      { profile: 'fapi2', ...withKeys, backchannelAuthenticationRequestSigningAlg: 'RS256' },
      'backchannelAuthenticationRequestSigningAlg',
      'request-object-strong-algorithm',
    ],
    [{ profile: 'fapi2', ...withKeys, ...pushed }, 'backchannelTokenDeliveryMode', 'dpop-proof-required'],
    ...signatures.map(
      (member) => [{ profile: 'fapi2', ...withKeys, [member]: 'RS256' }, member, 'signature-strong-algorithm'] satisfies Refused,
    ),
    [{ profile: 'strict', redirectUris: { 'http://localhost/cb': true } }, 'redirectUris', 'redirect-uri-https'],
    [{ postures: { 'front-channel-token': 'enforce' }, ...implicit }, 'responseTypes', 'front-channel-token'],
  ]
  for (const [value, property, rule] of table) {
    test(`${property}, by ${rule}${typeof value['profile'] === 'string' ? ` of ${value['profile']}` : ''}`, async () => {
      const error = await refusal(value)
      assert.match(JSON.stringify(error), new RegExp(`${property}.*breaks the rule ${rule}, which is enforced`))
    })
  }

  test('what is only reported, or eased for this client, is taken', async () => {
    await created(implicit)
    await created({ profile: 'strict', postures: { 'front-channel-token': 'report' }, ...implicit })
    await created({ profile: 'fapi2', ...withKeys })
  })

  test('a profile that refuses what the record has, whatever else of it is changed', async () => {
    const { record } = await created({ description: 'With a secret' })
    const error = await refusal({ profile: 'fapi2' }, record)
    assert.ok(error.type === 'validationFailed')
    assert.deepEqual(error.validationErrors, [{ type: 'Invalid', property: 'profile', value: 'fapi2' }])
    const rule = 'profile enforces the rule client-key-authentication, which tokenEndpointAuthMethod of this client breaks'
    assert.match(JSON.stringify(error), new RegExp(rule))
    const { record: moved } = await updated(record, { profile: 'fapi2', secret: null, ...withKeys })
    assert.equal(moved.profile, 'fapi2')
  })

  test('a push-mode client that registered a weak signature cannot come under a profile that refuses it', async () => {
    const { record } = await created({ ...withKeys, ...pushed, idTokenSignedResponseAlg: 'RS256' })
    const text = JSON.stringify(await refusal({ profile: 'fapi2' }, record))
    assert.match(text, /signature-strong-algorithm, which idTokenSignedResponseAlg of this client breaks/)
    assert.match(text, /dpop-proof-required, which backchannelTokenDeliveryMode of this client breaks/)
    const eased = { profile: 'fapi2', postures: { 'dpop-proof-required': 'report' }, idTokenSignedResponseAlg: 'ES256' }
    assert.equal((await updated(record, eased)).record.profile, 'fapi2')
  })

  test('a posture that refuses what the record has', async () => {
    const { record } = await created(implicit)
    const error = await refusal({ postures: { 'front-channel-token': 'enforce' } }, record)
    assert.match(JSON.stringify(error), /postures enforces the rule front-channel-token, which responseTypes/)
    const { record: eased } = await updated(record, { profile: 'strict', postures: { 'front-channel-token': 'report' } })
    assert.match(JSON.stringify(await refusal({ postures: {} }, eased)), /responseTypes breaks the rule front-channel-token/)
  })

  test('what another property made allowed', async () => {
    const { record } = await created({
      profile: 'strict',
      applicationType: 'native',
      redirectUris: { 'http://127.0.0.1/cb': true },
    })
    assert.match(
      JSON.stringify(await refusal({ applicationType: 'web' }, record)),
      /redirectUris breaks the rule redirect-uri-https/,
    )
  })

  test('what a stricter server refuses stays, and everything else can be changed', async () => {
    const { record: before } = await created(implicit)
    await using _ = await serverRules({ profile: 'strict' })
    assert.equal((await updated(before, { description: 'Another name' })).record.name, 'Another name')
    assert.equal((await updated(before, { profile: 'strict' })).record.profile, 'strict')
    const more = { responseTypes: { code: true, 'code id_token token': true } }
    assert.match(JSON.stringify(await refusal(more, before)), /front-channel-token/)
    assert.deepEqual((await updated(before, { responseTypes: { code: true } })).record.responseTypes, ['code'])
  })
})
