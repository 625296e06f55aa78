import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import type { JsonObject } from '@latchkey/management'
import { close, created, definedScope, open, refusal, secretText, updated } from './client-writes.ts'

before(open)
after(close)

const invalid = (property: string, value: string): unknown => ({ type: 'Invalid', property, value })
const required = (property: string): unknown => ({ type: 'Required', property })

describe('x:OAuthClient refuses with validationFailed', () => {
  const table: readonly (readonly [value: JsonObject, error: unknown])[] = [
    [{ description: 'a\nb' }, invalid('description', 'a\u{fffd}b')],
    [{ description: ' ' }, invalid('description', ' ')],
    [{ description: 'x'.repeat(201) }, { type: 'MaxLength', property: 'description', required: 200 }],
    [{ redirectUris: {} }, required('redirectUris')],
    [{ redirectUris: { 'http://rp.example/cb': true } }, invalid('redirectUris', '["http://rp.example/cb"]')],
    [{ redirectUris: { 'https://rp.example/cb#x': true } }, invalid('redirectUris', '["https://rp.example/cb#x"]')],
    [{ redirectUris: { 'https://*.rp.example/cb': true } }, invalid('redirectUris', '["https://*.rp.example/cb"]')],
    [{ redirectUris: { nowhere: true } }, invalid('redirectUris/nowhere', 'nowhere')],
    [{ postLogoutRedirectUris: { 'javascript:alert(1)': true } }, invalid('postLogoutRedirectUris', '["javascript:alert(1)"]')],
    [{ grantTypes: {} }, required('grantTypes')],
    [{ scopes: { openid: true, emial: true } }, invalid('scopes', '["openid","emial"]')],
    [{ scopes: { 'with blank': true } }, invalid('scopes', '["with blank"]')],
    [{ secret: 'x'.repeat(31) }, { type: 'MinLength', property: 'secret', required: 32 }],
    [{ secret: `${'x'.repeat(40)} ` }, invalid('secret', '****')],
    [{ secret: secretText, tokenEndpointAuthMethod: 'none' }, invalid('secret', '****')],
    [{ tokenEndpointAuthMethod: 'none', idTokenSignedResponseAlg: 'HS256' }, invalid('idTokenSignedResponseAlg', 'HS256')],
    [
      { secret: 'x'.repeat(63), idTokenSignedResponseAlg: 'HS512' },
      { type: 'MinLength', property: 'secret', required: 64 },
    ],
    [{ tokenEndpointAuthMethod: 'none', requestObjectSigningAlg: 'HS256' }, invalid('requestObjectSigningAlg', 'HS256')],
    [{ requireSignedRequestObject: true, requestObjectSigningAlg: 'none' }, invalid('requestObjectSigningAlg', 'none')],
    [{ backchannelTokenDeliveryMode: 'ping' }, required('backchannelClientNotificationEndpoint')],
    [
      {
        ...{ backchannelTokenDeliveryMode: 'push', dpopBoundAccessTokens: true },
        backchannelClientNotificationEndpoint: 'https://rp.example/n',
      },
      invalid('backchannelTokenDeliveryMode', 'push'),
    ],
    [
      { tokenEndpointAuthMethod: 'none', grantTypes: { 'urn:openid:params:grant-type:ciba': true } },
      invalid('grantTypes', '["urn:openid:params:grant-type:ciba"]'),
    ],
    [{ requestUris: { 'ftp://rp.example/object': true } }, invalid('requestUris', '["ftp://rp.example/object"]')],
    [{ requestUris: { 'https://user@rp.example/': true } }, invalid('requestUris', '["https://user@rp.example/"]')],
    [{ clientId: 'with blank' }, invalid('clientId', 'with blank')],
    [{ clientId: 'umlaut-ä' }, invalid('clientId', 'umlaut-ä')],
    [{ initiateLoginUri: 'http://rp.example/login' }, invalid('initiateLoginUri', 'http://rp.example/login')],
    [{ logo: 'data:image/png;base64,AAAA' }, invalid('logo', 'data:image/png;base64,AAAA')],
    [{ clientUri: 'javascript:alert(1)' }, invalid('clientUri', 'javascript:alert(1)')],
    [{ policyUri: 'https://user@rp.example/' }, invalid('policyUri', 'https://user@rp.example/')],
    [{ tosUri: 'ftp://rp.example/' }, invalid('tosUri', 'ftp://rp.example/')],
    [{ jwks: '{"keys":[{"kty":"oct","k":"AQAB"}]}' }, invalid('jwks', '****')],
    [{ jwks: 'no JSON' }, invalid('jwks', '****')],
  ]
  for (const [value, error] of table) {
    test(JSON.stringify(value).slice(0, 90), async () => {
      const refused = await refusal(value)
      assert.ok(refused.type === 'validationFailed', JSON.stringify(refused))
      assert.deepEqual(refused.validationErrors, [error])
      const { property } = refused.validationErrors[0] ?? { property: '' }
      assert.ok(refused.description?.startsWith(`${property} `), JSON.stringify(refused))
    })
  }

  test('all mistakes of the members at once', async () => {
    const error = await refusal({ description: ' ', logo: 'x:y', initiateLoginUri: 'http://rp.example' })
    assert.ok(error.type === 'validationFailed')
    assert.deepEqual(error.validationErrors.map(({ property }) => property).toSorted(), [
      'description',
      'initiateLoginUri',
      'logo',
    ])
  })
})

describe('x:OAuthClient refuses with invalidPatch', () => {
  const table: readonly (readonly [value: JsonObject, property: string])[] = [
    [{ applicationType: 'desktop' }, 'applicationType'],
    [{ tokenEndpointAuthMethod: 'magic' }, 'tokenEndpointAuthMethod'],
    [{ tokenEndpointAuthSigningAlg: 'none' }, 'tokenEndpointAuthSigningAlg'],
    [{ grantTypes: { password: true } }, 'grantTypes/password'],
    [{ userinfoSignedResponseAlg: 'none' }, 'userinfoSignedResponseAlg'],
    [{ profile: 'lax' }, 'profile'],
    [{ postures: { 'no-such-rule': 'off' } }, 'postures/no-such-rule'],
    [{ postures: { 'pkce-required': 'sometimes' } }, 'postures/pkce-required'],
    [{ skipConsent: 'yes' }, 'skipConsent'],
    [{ defaultMaxAge: -1 }, 'defaultMaxAge'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ redirectUris: 'https://rp.example/cb' }, 'redirectUris'],
    [{ public: true }, 'public'],
    [{ logoUri: 'https://rp.example/logo.png' }, 'logoUri'],
  ]
  for (const [value, property] of table) {
    test(JSON.stringify(value), async () => {
      const refused = await refusal(value)
      assert.ok(refused.type === 'invalidPatch', JSON.stringify(refused))
      assert.deepEqual(refused.properties, [property])
    })
  }
})

describe('x:OAuthClient scopes', () => {
  const value = { scopes: { openid: true, 'calendar.read': true } }

  test('may name what an administrator defined', async () => {
    await using _scope = await definedScope('calendar.read')
    assert.deepEqual((await created(value)).record.scopes, ['openid', 'calendar.read'])
  })

  test('that are no more stay as they are, and hinder no change; new ones must exist', async () => {
    const scope = await definedScope('calendar.read')
    const { record } = await created(value)
    await scope[Symbol.asyncDispose]()
    const renamed = await updated(record, { description: 'Renamed', 'scopes/email': true })
    assert.deepEqual(renamed.record.scopes, ['openid', 'calendar.read', 'email'])
    const error = await refusal({ 'scopes/calendar.write': true }, renamed.record)
    assert.ok(error.type === 'validationFailed')
    assert.deepEqual(error.validationErrors, [invalid('scopes', '["calendar.write"]')])
  })
})

describe('x:OAuthClient of dynamic registration', () => {
  test('can be changed by an administrator, and keeps its origin and its registration token', async () => {
    const { record } = await created({ tokenEndpointAuthMethod: 'none' })
    const dynamic = {
      ...record,
      clientId: 'dyn' as ClientId,
      origin: 'dynamic' as const,
      scopes: ['unheard-of'],
      registrationToken: record.secrets[0]?.digest ?? ('digest' as never),
    }
    const { record: changed, wire } = await updated(dynamic, { description: 'Known to us', skipConsent: true })
    assert.deepEqual(changed, { ...dynamic, name: 'Known to us', skipConsent: true, updatedAt: dynamic.updatedAt + 1 })
    assert.equal(wire['origin'], 'dynamic')
    assert.equal(JSON.stringify(wire).includes(String(dynamic.registrationToken)), false)
  })
})
