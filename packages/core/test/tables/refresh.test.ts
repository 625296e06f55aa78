import { refreshChecks } from '../../src/endpoints/token/grants/refresh-checks.ts'
import { scopeTable } from '../../src/scopes/known-scopes.ts'
import { testRows } from './check-rows.ts'
import { account, client, digest, disabled, grant, otherClient } from './samples.ts'

const token = { digest, grantId: grant.grantId, clientId: client.clientId, createdAt: 0, expiresAt: 1000 }

testRows(
  'rows of the refresh table',
  refreshChecks,
  { client, resources: [], token, grant, account, requestedScopes: undefined, knownScopes: scopeTable() },
  [
    ['refresh-token-known', 'refresh_token_unknown', 'an unknown token', { token: undefined }],
    ['refresh-token-client', 'refresh_token_client_mismatch', 'the token of another client', { client: otherClient }],
    ['refresh-grant-live', 'refresh_token_revoked', 'a revoked grant', { grant: { ...grant, revokedAt: 1 } }],
    ['refresh-grant-live', 'refresh_token_revoked', 'an expired grant', { grant: undefined }],
    ['refresh-token-dpop-key', 'refresh_token_key_mismatch', 'no proof of its key', { token: { ...token, jkt: 'a' } }],
    ['refresh-token-dpop-key', undefined, 'a proof of its key', { token: { ...token, jkt: 'a' }, jkt: 'a' }],
    [
      'refresh-token-certificate',
      'refresh_token_certificate_mismatch',
      'another certificate',
      { token: { ...token, x5tS256: 'a' }, x5tS256: 'b' },
    ],
    ['refresh-token-certificate', undefined, 'its certificate', { token: { ...token, x5tS256: 'a' }, x5tS256: 'a' }],
    ['refresh-account-active', 'refresh_account_inactive', 'a disabled account', { account: disabled }],
    ['refresh-account-active', 'refresh_account_inactive', 'a removed account', { account: undefined }],
    ['refresh-account-active', 'refresh_account_inactive', 'another password', { grant: { ...grant, credentialVersion: 1 } }],
    ['refresh-scope', undefined, 'fewer scopes', { requestedScopes: ['openid'] }],
    [
      'refresh-scope',
      'refresh_scope_exceeded',
      'a granted scope that is no more',
      { grant: { ...grant, scopes: ['openid', 'calendar'] }, requestedScopes: ['calendar'] },
    ],
    ['refresh-scope', 'refresh_scope_exceeded', 'a scope that was not granted', { requestedScopes: ['openid', 'phone'] }],
  ],
)
