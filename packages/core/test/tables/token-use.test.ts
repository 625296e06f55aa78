import { tokenUseChecks } from '../../src/endpoints/userinfo/checks.ts'
import { testRows } from './check-rows.ts'
import { account, accountId, client, disabled, grant, subject } from './samples.ts'

const token = {
  grantId: grant.grantId,
  clientId: client.clientId,
  accountId,
  subject,
  scopes: ['openid'],
  audience: [],
  issuedAt: 0,
  expiresAt: 1000,
  tokenId: 't',
}

const { grantId: _, accountId: __, ...clientToken } = token
const issuer = 'https://op.example'

testRows('rows of the table of access token uses', tokenUseChecks, { token, grant, account, now: 999, issuer }, [
  ['access-token-presented', 'access_token_missing', 'no token', { mistake: 'access_token_missing' }],
  ['access-token-presented', 'access_token_in_query', 'a token in the URL', { mistake: 'access_token_in_query' }],
  ['access-token-known', 'access_token_unknown', 'a token that was not sealed here', { token: undefined }],
  ['access-token-dpop-bound', 'access_token_needs_proof', 'a bound token as Bearer', { token: { ...token, jkt: 'a' } }],
  ['access-token-dpop-bound', 'access_token_not_bound', 'a token that is bound to nothing as DPoP', { scheme: 'DPoP' }],
  [
    'access-token-certificate-bound',
    'access_token_certificate_mismatch',
    'a token of another certificate',
    { token: { ...token, x5tS256: 'a' }, x5tS256: 'b' },
  ],
  ['access-token-certificate-bound', undefined, 'its certificate', { token: { ...token, x5tS256: 'a' }, x5tS256: 'a' }],
  ['access-token-not-expired', 'access_token_expired', 'a token at its end', { now: 1000 }],
  [
    'access-token-audience',
    'access_token_other_audience',
    'a token for another API',
    { token: { ...token, audience: ['https://api.example'] } },
  ],
  [
    'access-token-audience',
    undefined,
    'a token for this server among others',
    { token: { ...token, audience: ['https://api.example', issuer] } },
  ],
  ['access-token-acr', undefined, 'a sign-in of the kind that is wanted', { demand: { acr: '1' } }],
  ['access-token-acr', 'access_token_acr_insufficient', 'a sign-in of another kind', { demand: { acr: '2' } }],
  ['access-token-authentication-age', undefined, 'a sign-in that is recent enough', { demand: { maxAge: 999 } }],
  ['access-token-authentication-age', 'access_token_sign_in_too_old', 'a sign-in that is too old', { demand: { maxAge: 998 } }],
  ['access-token-of-person', 'access_token_without_person', 'a token of a client for itself', { token: clientToken }],
  ['access-token-grant-live', 'access_token_revoked', 'one that was revoked alone', { isRevokedAlone: true }],
  ['access-token-grant-live', 'access_token_revoked', 'a revoked grant', { grant: { ...grant, revokedAt: 1 } }],
  ['access-token-grant-live', 'access_token_revoked', 'an expired grant', { grant: undefined }],
  ['access-token-account-active', 'access_token_account_inactive', 'a disabled account', { account: disabled }],
  ['access-token-account-active', 'access_token_account_inactive', 'a removed account', { account: undefined }],
  ['access-token-scope', 'access_token_without_openid', 'a token without openid', { token: { ...token, scopes: ['email'] } }],
  [
    'access-token-client-readable',
    'access_token_client_unreadable',
    'a client whose document is not there',
    { isClientUnreadable: true },
  ],
])
