import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Client } from '@latchkey/core'
import type { JsonObject, JsonValue } from '@latchkey/management'
import { oauthClientDefinition } from '../../src/objects/oauth-client/definition.ts'
import { close, created, now, open, redirectUri, refusal, updated } from './client-writes.ts'

before(open)
after(close)

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

describe('x:OAuthClient by default', () => {
  test('is a confidential web client for the code flow, with every property on the wire', async () => {
    const { record, wire } = await created()
    assert.match(record.clientId, /^[a-z0-9]{20}$/)
    assert.deepEqual(wire, {
      clientId: record.clientId,
      createdAt: '2030-01-15T12:00:00Z',
      origin: 'administrator',
      description: null,
      contacts: {},
      expiresAt: null,
      secret: '****',
      previousSecretExpiresAt: null,
      tokenEndpointAuthMethod: null,
      jwks: null,
      jwksUri: null,
      tokenEndpointAuthSigningAlg: null,
      redirectUris: { [redirectUri]: true },
      postLogoutRedirectUris: {},
      applicationType: 'web',
      grantTypes: { authorization_code: true, refresh_token: true },
      responseTypes: { code: true },
      scopes: {},
      skipConsent: false,
      profile: null,
      postures: {},
      idTokenSignedResponseAlg: null,
      authorizationSignedResponseAlg: null,
      userinfoSignedResponseAlg: null,
      idTokenEncryptedResponseAlg: null,
      idTokenEncryptedResponseEnc: null,
      userinfoEncryptedResponseAlg: null,
      userinfoEncryptedResponseEnc: null,
      authorizationEncryptedResponseAlg: null,
      authorizationEncryptedResponseEnc: null,
      requestObjectEncryptionAlg: null,
      requestObjectEncryptionEnc: null,
      requestUris: {},
      requestObjectSigningAlg: null,
      requireSignedRequestObject: false,
      requirePushedAuthorizationRequests: false,
      accessTokenFormat: 'sealed',
      introspectionSignedResponseAlg: null,
      authorizationDetailsTypes: {},
      exchangeFrom: {},
      exchangeTo: {},
      mayImpersonate: false,
      claimsInIdToken: true,
      requireAuthTime: false,
      dpopBoundAccessTokens: false,
      tlsClientAuthSubjectDn: null,
      tlsClientAuthSanDns: null,
      tlsClientAuthSanUri: null,
      tlsClientAuthSanIp: null,
      tlsClientAuthSanEmail: null,
      tlsClientCertificateBoundAccessTokens: false,
      defaultMaxAge: null,
      claimMapping: {},
      subjectType: 'public',
      sectorIdentifierUri: null,
      logo: null,
      clientUri: null,
      policyUri: null,
      tosUri: null,
      initiateLoginUri: null,
      backchannelLogoutUri: null,
      backchannelLogoutSessionRequired: false,
      backchannelTokenDeliveryMode: 'poll',
      backchannelClientNotificationEndpoint: null,
      backchannelAuthenticationRequestSigningAlg: null,
      frontchannelLogoutUri: null,
      frontchannelLogoutSessionRequired: false,
      managedBy: null,
      registeredBy: null,
      unusedExpiry: null,
      softwareId: null,
      softwareVersion: null,
    })
  })

  test('has no member in the record of which nothing was said', async () => {
    const { record } = await created()
    const { clientId: _id, secrets: _secrets, ...rest } = record
    assert.deepEqual(rest, {
      origin: 'administrator',
      applicationType: 'web',
      redirectUris: [redirectUri],
      postLogoutRedirectUris: [],
      responseTypes: ['code'],
      grantTypes: ['authorization_code', 'refresh_token'],
      claimsInIdToken: true,
      skipConsent: false,
      requireAuthTime: false,
      postures: {},
      createdAt: now,
      updatedAt: now,
    })
  })
})

/** A property, a value on the wire, the member of the record, its value there, and what takes it away again with what is then left. */
type Row = readonly [property: string, value: JsonValue, member: keyof Client, stored: unknown, reset: JsonValue, left: unknown]

const rows: readonly Row[] = [
  ['description', 'My app', 'name', 'My app', null, undefined],
  ['contacts', { 'a@rp.example': true, 'b@rp.example': true }, 'contacts', ['a@rp.example', 'b@rp.example'], {}, undefined],
  ['expiresAt', '2031-02-03T04:05:06Z', 'expiresAt', Date.UTC(2031, 1, 3, 4, 5, 6), null, undefined],
  [
    'jwks',
    '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}',
    'jwks',
    { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] },
    null,
    undefined,
  ],
  ['softwareId', 'app', 'softwareId', 'app', null, undefined],
  ['softwareVersion', '1.2', 'softwareVersion', '1.2', null, undefined],
  ['unusedExpiry', 86_400_000, 'unusedLife', 86_400_000, null, undefined],
  ['jwksUri', 'https://rp.example/keys', 'jwksUri', 'https://rp.example/keys', null, undefined],
  ['tokenEndpointAuthSigningAlg', 'PS256', 'tokenEndpointAuthSigningAlg', 'PS256', null, undefined],
  ['tokenEndpointAuthMethod', 'client_secret_post', 'tokenEndpointAuthMethod', 'client_secret_post', null, undefined],
  ['tokenEndpointAuthMethod', 'client_secret_jwt', 'tokenEndpointAuthMethod', 'client_secret_jwt', null, undefined],
  ['postLogoutRedirectUris', { 'com.example.app:/bye': true }, 'postLogoutRedirectUris', ['com.example.app:/bye'], {}, []],
  ['applicationType', 'native', 'applicationType', 'native', 'web', 'web'],
  ['grantTypes', { [deviceCode]: true }, 'grantTypes', [deviceCode], { authorization_code: true }, ['authorization_code']],
  ['scopes', { openid: true, email: true }, 'scopes', ['openid', 'email'], {}, undefined],
  ['skipConsent', true, 'skipConsent', true, false, false],
  ['postures', { 'pkce-required': 'off' }, 'postures', { 'pkce-required': 'off' }, {}, {}],
  ['profile', 'strict', 'profile', 'strict', null, undefined],
  ['idTokenSignedResponseAlg', 'HS256', 'idTokenSignedResponseAlg', 'HS256', null, undefined],
  ['authorizationSignedResponseAlg', 'PS256', 'authorizationSignedResponseAlg', 'PS256', null, undefined],
  ['userinfoSignedResponseAlg', 'Ed25519', 'userinfoSignedResponseAlg', 'Ed25519', null, undefined],
  ['idTokenEncryptedResponseAlg', 'A128KW', 'idTokenEncryptedResponseAlg', 'A128KW', null, undefined],
  ['userinfoEncryptedResponseAlg', 'dir', 'userinfoEncryptedResponseAlg', 'dir', null, undefined],
  ['authorizationEncryptedResponseAlg', 'A256GCMKW', 'authorizationEncryptedResponseAlg', 'A256GCMKW', null, undefined],
  ['requestObjectEncryptionAlg', 'ECDH-ES', 'requestObjectEncryptionAlg', 'ECDH-ES', null, undefined],
  ['requestUris', { 'https://rp.example/object#1': true }, 'requestUris', ['https://rp.example/object#1'], {}, undefined],
  ['requestObjectSigningAlg', 'PS256', 'requestObjectSigningAlg', 'PS256', null, undefined],
  ['requestObjectSigningAlg', 'none', 'requestObjectSigningAlg', 'none', null, undefined],
  ['requireSignedRequestObject', true, 'requireSignedRequestObject', true, false, undefined],
  ['requirePushedAuthorizationRequests', true, 'requirePushedAuthorizationRequests', true, false, undefined],
  ['accessTokenFormat', 'jwt', 'accessTokenFormat', 'jwt', 'sealed', undefined],
  ['introspectionSignedResponseAlg', 'ES256', 'introspectionSignedResponseAlg', 'ES256', null, undefined],
  ['authorizationDetailsTypes', { payment: true }, 'authorizationDetailsTypes', ['payment'], {}, undefined],
  ['exchangeFrom', { 'web-app': true }, 'exchangeFrom', ['web-app'], {}, undefined],
  ['exchangeTo', { 'https://api.example/': true }, 'exchangeTo', ['https://api.example/'], {}, undefined],
  ['mayImpersonate', true, 'mayImpersonate', true, false, undefined],
  ['claimsInIdToken', false, 'claimsInIdToken', false, true, true],
  ['requireAuthTime', true, 'requireAuthTime', true, false, false],
  ['dpopBoundAccessTokens', true, 'dpopBoundAccessTokens', true, false, undefined],
  ['tlsClientAuthSubjectDn', 'CN=a,O=B\\, C', 'tlsClientAuthSubjectDn', 'CN=a,O=B\\, C', null, undefined],
  ['tlsClientAuthSanDns', 'rp.example', 'tlsClientAuthSanDns', 'rp.example', null, undefined],
  ['tlsClientAuthSanUri', 'spiffe://rp.example/a', 'tlsClientAuthSanUri', 'spiffe://rp.example/a', null, undefined],
  ['tlsClientAuthSanIp', '2001:db8::1', 'tlsClientAuthSanIp', '2001:db8::1', null, undefined],
  ['tlsClientAuthSanEmail', 'a@rp.example', 'tlsClientAuthSanEmail', 'a@rp.example', null, undefined],
  ['tlsClientCertificateBoundAccessTokens', true, 'tlsClientCertificateBoundAccessTokens', true, false, undefined],
  ['defaultMaxAge', 3_600_000, 'defaultMaxAge', 3600, null, undefined],
  ['defaultMaxAge', 0, 'defaultMaxAge', 0, null, undefined],
  ['logo', 'https://rp.example/logo.png', 'logoUri', 'https://rp.example/logo.png', null, undefined],
  ['clientUri', 'https://rp.example/', 'clientUri', 'https://rp.example/', null, undefined],
  ['policyUri', 'https://rp.example/policy', 'policyUri', 'https://rp.example/policy', null, undefined],
  ['tosUri', 'https://rp.example/tos', 'tosUri', 'https://rp.example/tos', null, undefined],
  ['initiateLoginUri', 'https://rp.example/login', 'initiateLoginUri', 'https://rp.example/login', null, undefined],
  ['backchannelLogoutUri', 'https://rp.example/bc', 'backchannelLogoutUri', 'https://rp.example/bc', null, undefined],
  ['backchannelLogoutSessionRequired', true, 'backchannelLogoutSessionRequired', true, false, undefined],
  [
    'backchannelClientNotificationEndpoint',
    'https://rp.example/n',
    'backchannelClientNotificationEndpoint',
    'https://rp.example/n',
    null,
    undefined,
  ],
  ['backchannelAuthenticationRequestSigningAlg', 'ES256', 'backchannelAuthenticationRequestSigningAlg', 'ES256', null, undefined],
  ['frontchannelLogoutUri', 'https://rp.example/fc', 'frontchannelLogoutUri', 'https://rp.example/fc', null, undefined],
  ['frontchannelLogoutSessionRequired', true, 'frontchannelLogoutSessionRequired', true, false, undefined],
]

describe('x:OAuthClient properties', () => {
  for (const [property, value, member, stored, reset, left] of rows) {
    test(`${property} ${JSON.stringify(value)}: stored, shown, kept by a change of something else, taken away`, async () => {
      const first = await created({ [property]: value })
      assert.deepEqual(first.record[member], stored)
      assert.deepEqual(first.wire[property], value)
      const second = await updated(first.record, { postLogoutRedirectUris: { 'https://rp.example/bye': true } })
      if (property !== 'postLogoutRedirectUris') assert.deepEqual(second.record[member], stored)
      const last = await updated(first.record, { [property]: reset })
      assert.deepEqual(last.record[member], left)
      assert.deepEqual(last.wire[property], reset)
    })
  }

  test('every property that can be written is in the table or has tests of its own', () => {
    const subjects = ['subjectType', 'sectorIdentifierUri', 'claimMapping']
    const encryptions = ['idToken', 'userinfo', 'authorization'].map((answer) => `${answer}EncryptedResponseEnc`)
    encryptions.push('requestObjectEncryptionEnc')
    const elsewhere = [
      'clientId',
      'redirectUris',
      'responseTypes',
      'secret',
      'previousSecretExpiresAt',
      'backchannelTokenDeliveryMode',
      ...encryptions,
      ...subjects,
    ]
    const fields = Object.entries(oauthClientDefinition.declaration.fields)
    const writable = fields.flatMap(([name, { update }]) => (update === 'serverSet' ? [] : [name]))
    assert.deepEqual(new Set([...rows.map(([property]) => property), ...elsewhere]), new Set(writable))
  })

  test('a delivery mode other than poll, with the address that it needs, and poll again', async () => {
    const told = { backchannelTokenDeliveryMode: 'ping', backchannelClientNotificationEndpoint: 'https://rp.example/n' }
    const { record } = await created(told)
    assert.equal(record.backchannelTokenDeliveryMode, 'ping')
    assert.equal((await updated(record, { backchannelTokenDeliveryMode: 'poll' })).record.backchannelTokenDeliveryMode, undefined)
  })

  test('a duration as text', async () => {
    assert.equal((await created({ defaultMaxAge: '1h' })).record.defaultMaxAge, 3600)
  })

  test('members of sets are added and removed one by one', async () => {
    const { record } = await created()
    const added = await updated(record, { 'redirectUris/https:~1~1rp.example~1other': true, 'scopes/openid': true })
    assert.deepEqual(added.record.redirectUris, [redirectUri, 'https://rp.example/other'])
    assert.deepEqual(added.record.scopes, ['openid'])
    const removed = await updated(added.record, { 'redirectUris/https:~1~1rp.example~1callback': null })
    assert.deepEqual(removed.record.redirectUris, ['https://rp.example/other'])
  })

  test('response types follow from the grant types', async () => {
    const { record } = await created({ grantTypes: { [deviceCode]: true }, redirectUris: {} })
    assert.deepEqual(record.responseTypes, [])
    const changed = await updated(record, {
      'grantTypes/authorization_code': true,
      redirectUris: { [redirectUri]: true },
    })
    assert.deepEqual(changed.record.responseTypes, ['code'])
  })

  test('response types are those that were chosen, as long as the grant types allow them', async () => {
    const both = { authorization_code: true, implicit: true }
    const { record, wire } = await created({ grantTypes: both, responseTypes: { 'id_token token': true, 'code id_token': true } })
    assert.deepEqual(record.responseTypes, ['id_token token', 'code id_token'])
    assert.deepEqual(wire['responseTypes'], { 'id_token token': true, 'code id_token': true })
    const renamed = await updated(record, { description: 'My app' })
    assert.deepEqual(renamed.record.responseTypes, record.responseTypes)
    const narrowed = await updated(record, { grantTypes: { implicit: true } })
    assert.deepEqual(narrowed.record.responseTypes, ['id_token token'])
    const codeOnly = await updated(record, { grantTypes: { authorization_code: true } })
    assert.deepEqual(codeOnly.record.responseTypes, ['code'])
    const reset = await updated(record, { responseTypes: {} })
    assert.deepEqual(reset.record.responseTypes, ['code'])
  })

  test('a response type needs its grant types', async () => {
    const { record } = await created()
    assert.deepEqual(await refusal({ responseTypes: { 'code id_token': true } }, record), {
      type: 'validationFailed',
      validationErrors: [{ type: 'Invalid', property: 'responseTypes', value: '["code id_token"]' }],
      description: 'responseTypes needs the grant types implicit.',
    })
  })

  test('the id of an imported client is kept, and never changes', async () => {
    const { record } = await created({ clientId: 'old-app~1/x?' })
    assert.equal(record.clientId, 'old-app~1/x?')
    assert.deepEqual(await refusal({ clientId: 'new' }, record), {
      type: 'invalidPatch',
      description: 'Cannot modify read-only property',
      properties: ['clientId'],
    })
  })

  for (const property of ['createdAt', 'origin']) {
    test(`${property} is the server's`, async () => {
      const { record } = await created()
      const error = await refusal({ [property]: 'dynamic' }, record)
      assert.deepEqual(error, {
        type: 'invalidPatch',
        description: 'Cannot modify server set property',
        properties: [property],
      })
    })
  }

  test('a whole object sent back changes nothing', async () => {
    const { record } = await created({ description: 'My app', expiresAt: '2031-02-03T04:05:06Z', scopes: { openid: true } })
    const precise = { ...record, expiresAt: (record.expiresAt ?? 0) + 123 }
    const wire: JsonObject = oauthClientDefinition.toWire(precise)
    assert.deepEqual((await updated(precise, { ...wire, description: 'Renamed' })).record, {
      ...precise,
      name: 'Renamed',
      updatedAt: precise.updatedAt + 1,
    })
  })

  test('an expired client can be prolonged', async () => {
    const { record } = await created({ expiresAt: '2030-01-15T13:00:00Z' })
    const at = now + 7_200_000
    const prolonged = await updated(record, { expiresAt: '2030-02-01T00:00:00Z' }, { at })
    assert.equal(prolonged.record.expiresAt, Date.UTC(2030, 1, 1))
    assert.equal(prolonged.record.updatedAt, at)
  })
})
