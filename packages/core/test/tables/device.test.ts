import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceAuthorization, Digest } from '@latchkey/core'
import { deviceRequestChecks } from '../../src/endpoints/device/checks.ts'
import { deviceChecks } from '../../src/endpoints/token/grants/device-checks.ts'
import type { ResourceDefinition } from '../../src/resources/resource.ts'
import { resourceTable } from '../../src/resources/resource-table.ts'
import { scopeTable } from '../../src/scopes/known-scopes.ts'
import { detailCases } from '../detail-kit.ts'
import { testRows } from './check-rows.ts'
import { account, client, digest, disabled, grant, otherClient } from './samples.ts'

const issuer = 'https://op.example'
const api: ResourceDefinition = {
  resource: 'https://api.example/v1',
  name: 'An API',
  scopes: [],
  accessTokenFormat: 'sealed',
  introspectionClients: [],
  enabled: true,
}

testRows(
  'rows of the device authorization table',
  deviceRequestChecks,
  { client, scopes: ['openid'], knownScopes: scopeTable(), resources: [api.resource], table: resourceTable([api]), issuer },
  [
    ['device-grant-allowed', 'device_grant_not_allowed', 'a client without the grant', { client: { ...client, grantTypes: [] } }],
    ['device-scope-form', 'device_scope_malformed', 'a malformed scope', { scopes: undefined }],
    ['device-scope-allowed', undefined, 'a scope that this server does not know', { scopes: ['calendar'] }],
    [
      'device-scope-allowed',
      'device_scope_not_allowed',
      'a defined scope outside of the record',
      {
        client: { ...client, scopes: ['openid'] },
        scopes: ['openid', 'calendar'],
        knownScopes: scopeTable([{ name: 'calendar', description: 'See your calendar' }]),
      },
    ],
    [
      'device-scope-allowed',
      'device_scope_not_allowed',
      'a scope outside of the record',
      { client: { ...client, scopes: ['openid'] }, scopes: ['openid', 'email'] },
    ],
    ['device-resource-form', 'resource_malformed', 'a resource with a fragment', { resources: [`${api.resource}#part`] }],
    ['device-resource-known', undefined, 'the server itself', { resources: [issuer] }],
    ['device-resource-known', 'resource_unknown', 'a resource that nobody registered', { table: resourceTable() }],
    [
      'device-resource-enabled',
      'resource_disabled',
      'a resource that is switched off',
      { table: resourceTable([{ ...api, enabled: false }]) },
    ],
    ...detailCases('device-').map(([check, reason, what, details]) => [check, reason, what, { details }] as const),
  ],
)

const approved: DeviceAuthorization = {
  digest,
  userCode: 'user-code' as Digest,
  traceId: 'trc_1',
  clientId: client.clientId,
  scopes: ['openid'],
  requestedFrom: '192.0.2.1',
  createdAt: 0,
  expiresAt: 1000,
  state: 'approved',
  grant,
}

testRows(
  'rows of the device code table',
  deviceChecks,
  { client, resources: [], authorization: approved, pace: 'on-time', account },
  [
    ['device-code-known', 'device_code_unknown', 'an unknown code', { authorization: undefined }],
    ['device-code-client', 'device_code_client_mismatch', 'the code of another client', { client: otherClient }],
    ['device-poll-pace', 'device_poll_too_soon', 'a hasty poll', { pace: 'too-soon' }],
    ['device-decided', 'device_pending', 'a request that nobody decided', { authorization: { ...approved, state: 'pending' } }],
    ['device-approved', 'device_denied', 'a request that was denied', { authorization: { ...approved, state: 'denied' } }],
    ['device-account-active', 'device_account_inactive', 'a disabled account', { account: disabled }],
    [
      'device-account-active',
      'device_account_inactive',
      'another password',
      { authorization: { ...approved, grant: { ...grant, credentialVersion: 1 } } },
    ],
  ],
)

test('RFC9396-2 what a device asks for in detail is held to the rows of the authorization request', () => {
  const names = deviceRequestChecks.map(({ name }) => name).filter((name) => name.startsWith('device-details-'))
  assert.deepEqual(names, [
    'device-details-form',
    'device-details-size',
    'device-details-type-known',
    'device-details-type-allowed',
    'device-details-members-known',
    'device-details-members-present',
    'device-details-values',
  ])
})
