import type { TrustedIssuer } from '@latchkey/core'
import type { ParsedJws } from '../../src/client-keys/parse-jws.ts'
import type { JudgedJws } from '../../src/client-keys/refused-for.ts'
import { type VouchedRequest, vouchedRequestChecks } from '../../src/endpoints/token/grants/bearer-grant-checks.ts'
import {
  type BearerAssertion,
  bearerClaimChecks,
  bearerSignatureChecks,
} from '../../src/endpoints/token/grants/jwt-bearer-checks.ts'
import type { ResourceDefinition } from '../../src/resources/resource.ts'
import { resourceTable } from '../../src/resources/resource-table.ts'
import { scopeTable } from '../../src/scopes/known-scopes.ts'
import { testRows } from './check-rows.ts'
import { account, client, disabled, otherClient } from './samples.ts'

const now = 1_800_000_000_000
const issuer = 'https://op.example'
const api: ResourceDefinition = {
  ...{ resource: 'https://api.example/v1', name: 'An API', scopes: [], accessTokenFormat: 'sealed' },
  ...{ introspectionClients: [], enabled: true },
}
const trusted: TrustedIssuer = {
  trustedIssuerId: 'tis_1',
  issuer: 'https://idp.example',
  algorithms: ['ES256'],
  subjectMeaning: 'username',
  clients: [client.clientId],
  scopes: ['openid', 'email'],
  resources: [api.resource],
  maxAssertionLife: 300_000,
  enabled: true,
}
const claims = { iss: trusted.issuer, sub: 'alice', aud: issuer, jti: 'one', exp: now / 1000 + 60 }
const jws: ParsedJws = { text: 'a.b.c', header: { alg: 'ES256' }, algorithm: 'ES256', claims }
const presented: BearerAssertion = { client, jws, issuer: trusted, audiences: [issuer], jkt: undefined, now }

function saying(change: Readonly<Record<string, unknown>>): Partial<BearerAssertion> {
  return { jws: { ...jws, claims: { ...claims, ...change } } }
}

testRows('rows about what an assertion of an issuer says', bearerClaimChecks, presented, [
  ['bearer-assertion-issuer', 'bearer_assertion_issuer', 'an issuer that nobody trusts', { issuer: undefined }],
  [
    'bearer-assertion-issuer',
    'bearer_assertion_issuer',
    'an issuer that cannot become a text',
    { ...saying({ iss: { toString: 1, valueOf: 1 } }), issuer: undefined },
  ],
  ['bearer-assertion-client', 'bearer_assertion_client', 'a client that it is not for', { client: otherClient }],
  ['bearer-assertion-audience', 'bearer_assertion_audience', 'another server', saying({ aud: 'https://other.example' })],
  ['bearer-assertion-audience', 'bearer_assertion_audience', 'no audience', saying({ aud: undefined })],
  ['bearer-assertion-audience', 'bearer_assertion_audience', 'an address that begins alike', saying({ aud: `${issuer}.evil` })],
  ['bearer-assertion-audience', undefined, 'a list that names this server', saying({ aud: ['https://other.example', issuer] })],
  ['bearer-assertion-subject', 'bearer_assertion_subject', 'nobody', saying({ sub: undefined })],
  ['bearer-assertion-subject', 'bearer_assertion_subject', 'an empty name', saying({ sub: '' })],
  ['bearer-assertion-times', 'bearer_assertion_times', 'no end', saying({ exp: undefined })],
  ['bearer-assertion-times', 'bearer_assertion_times', 'an end that is past', saying({ exp: now / 1000 - 31 })],
  ['bearer-assertion-times', 'bearer_assertion_times', 'an end too far ahead', saying({ exp: now / 1000 + 331 })],
  ['bearer-assertion-times', undefined, 'an end as far ahead as is allowed', saying({ exp: now / 1000 + 300 })],
  ['bearer-assertion-times', 'bearer_assertion_times', 'a beginning in the future', saying({ nbf: now / 1000 + 31 })],
  ['bearer-assertion-times', 'bearer_assertion_times', 'an issue in the future', saying({ iat: now / 1000 + 31 })],
  ['bearer-assertion-times', 'bearer_assertion_times', 'a time in words', saying({ exp: 'tomorrow' })],
  ['bearer-assertion-id', 'bearer_assertion_id', 'no jti', saying({ jti: undefined })],
  ['bearer-assertion-other-client', 'bearer_assertion_other_client', 'another client', saying({ client_id: 'other' })],
  [
    'bearer-assertion-other-client',
    'bearer_assertion_other_client',
    'a client that cannot become a text',
    saying({ client_id: { toString: 1, valueOf: 1 } }),
  ],
  [
    'bearer-assertion-other-client',
    'bearer_assertion_other_client',
    'a list of this client',
    saying({ client_id: [client.clientId] }),
  ],
  ['bearer-assertion-other-client', undefined, 'this client', saying({ client_id: client.clientId })],
  ['bearer-assertion-key', 'bearer_assertion_key', 'a key that nobody proves', saying({ cnf: { jkt: 'a' } })],
  ['bearer-assertion-key', 'bearer_assertion_key', 'another key', { ...saying({ cnf: { jkt: 'a' } }), jkt: 'b' }],
  [
    'bearer-assertion-key',
    'bearer_assertion_key',
    'a confirmation of another kind',
    { ...saying({ cnf: { kid: 'a' } }), jkt: 'a' },
  ],
  ['bearer-assertion-key', 'bearer_assertion_key', 'two confirmations', { ...saying({ cnf: { jkt: 'a', kid: 'b' } }), jkt: 'a' }],
  ['bearer-assertion-key', 'bearer_assertion_key', 'a confirmation that is none', saying({ cnf: 'a' })],
  ['bearer-assertion-key', undefined, 'the key that is proved', { ...saying({ cnf: { jkt: 'a' } }), jkt: 'a' }],
])

const verified: JudgedJws = { jws, outcome: { kind: 'verified', algorithm: 'ES256', claims } }

testRows('rows about who made the assertion', bearerSignatureChecks, verified, [
  ['bearer-assertion-type', 'bearer_assertion_type', 'a JWT of another kind', refusal('type')],
  ['bearer-assertion-algorithm', 'bearer_assertion_algorithm', 'another algorithm', refusal('algorithm')],
  ['bearer-assertion-issuer-key', 'bearer_assertion_no_key', 'a key that is not there', refusal('keys_kid_unknown')],
  ['bearer-assertion-signature', 'bearer_assertion_signature', 'a wrong signature', refusal('signature')],
])

const byEmail: TrustedIssuer = { ...trusted, subjectMeaning: 'email' }
const verifiedAccount = { ...account, claims: { email: 'a@example.org', email_verified: true } }
const vouched: VouchedRequest = {
  ...{ client, trusted, claims, account, issuer, requestedScopes: ['openid'], knownScopes: scopeTable() },
  ...{ resources: [api.resource], table: resourceTable([api]) },
}

testRows('rows about what is had for an assertion', vouchedRequestChecks, vouched, [
  ['bearer-email-verified', 'bearer_email_unverified', 'an address that the issuer did not verify', { trusted: byEmail }],
  [
    'bearer-email-verified',
    'bearer_email_unverified',
    'a word where yes is expected',
    { trusted: byEmail, claims: { ...claims, email_verified: 'true' } },
  ],
  ['bearer-email-verified', undefined, 'one that it did', { trusted: byEmail, claims: { ...claims, email_verified: true } }],
  ['bearer-account-known', 'bearer_account_unknown', 'nobody', { account: undefined }],
  ['bearer-account-known', 'bearer_account_unknown', 'an address that is not verified here', { trusted: byEmail }],
  ['bearer-account-known', undefined, 'one that is', { trusted: byEmail, account: verifiedAccount }],
  ['bearer-account-active', 'bearer_account_inactive', 'a disabled account', { account: disabled }],
  ['bearer-resource-form', 'resource_malformed', 'a resource with a fragment', { resources: [`${api.resource}#a`] }],
  [
    'bearer-resource-enabled',
    'resource_disabled',
    'one that is switched off',
    { table: resourceTable([{ ...api, enabled: false }]) },
  ],
  ['bearer-resource-allowed', 'bearer_resource_not_allowed', 'one that it is not for', { resources: ['https://other.example/'] }],
  ['bearer-resource-allowed', 'bearer_resource_not_allowed', 'this server itself', { resources: [issuer] }],
  ['bearer-scope', 'bearer_scope_exceeded', 'a scope that the issuer is not allowed', { requestedScopes: ['profile'] }],
  ['bearer-scope', 'bearer_scope_exceeded', 'one outside of the record', { client: { ...client, scopes: ['email'] } }],
  ['bearer-scope', 'bearer_scope_exceeded', 'one that the assertion leaves out', { claims: { ...claims, scope: 'email' } }],
  ['bearer-scope', 'bearer_scope_exceeded', 'scopes that are no text', { claims: { ...claims, scope: ['openid'] } }],
  ['bearer-scope', 'bearer_scope_exceeded', 'a scope that is nothing', { claims: { ...claims, scope: null } }],
  ['bearer-scope', undefined, 'one that it names', { claims: { ...claims, scope: 'openid email' } }],
])

function refusal(problem: Extract<JudgedJws['outcome'], { kind: 'refused' }>['problem']): Partial<JudgedJws> {
  return { outcome: { kind: 'refused', problem } }
}
