import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JsonObject } from '@latchkey/management'
import { close, created, open, refusal, updated } from './client-writes.ts'

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

describe('x:OAuthClient refuses what a rule that is enforced for the client would refuse at every use', () => {
  const table: readonly (readonly [value: JsonObject, property: string, rule: string])[] = [
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

  test('what it had before stays, and everything else can be changed', async () => {
    const { record: before } = await created(implicit)
    const { record: held } = await updated(before, { profile: 'strict' })
    assert.equal((await updated(held, { description: 'Another name' })).record.name, 'Another name')
    const more = { responseTypes: { code: true, 'code id_token token': true } }
    assert.match(JSON.stringify(await refusal(more, held)), /front-channel-token/)
    assert.deepEqual((await updated(held, { responseTypes: { code: true } })).record.responseTypes, ['code'])
  })
})
