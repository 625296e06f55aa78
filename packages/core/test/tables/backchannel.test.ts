import type { BackchannelRequest } from '@latchkey/core'
import { outcomeChecks } from '../../src/backchannel/outcome-checks.ts'
import { signedRequestChecks } from '../../src/backchannel/signed-request-checks.ts'
import { backchannelChecks, senderChecks } from '../../src/endpoints/backchannel/checks.ts'
import { backchannelMetadataChecks } from '../../src/endpoints/registration/backchannel-checks.ts'
import { resourceTable } from '../../src/resources/resource-table.ts'
import { scopeTable } from '../../src/scopes/known-scopes.ts'
import { testRows } from './check-rows.ts'
import { account, accountId, client, digest, disabled, grant, otherClient } from './samples.ts'

const issuer = 'https://op.example'
const ciba = 'urn:openid:params:grant-type:ciba'
const asking = { ...client, grantTypes: [ciba], tokenEndpointAuthMethod: 'private_key_jwt' as const }
const asks = (values: Readonly<Record<string, string>>) => ({ values: new Map(Object.entries({ scope: 'openid', ...values })) })

testRows('rows of who may ask', senderChecks, { client: asking, isSigned: true }, [
  ['backchannel-grant-allowed', 'backchannel_grant_not_allowed', 'a client without the grant', { client }],
  [
    'backchannel-client-confidential',
    'backchannel_client_unauthenticated',
    'a public client',
    { client: { ...asking, tokenEndpointAuthMethod: 'none' } },
  ],
  [
    'backchannel-push-unbound',
    'backchannel_push_bound',
    'a client to which tokens are pushed',
    { client: { ...asking, backchannelTokenDeliveryMode: 'push' } },
  ],
  ['backchannel-request-signed', 'backchannel_request_unsigned', 'a request that is not signed', { isSigned: false }],
])

const api = { resource: 'https://api.example/', name: 'API', scopes: [], enabled: true } as never
const named = { client: asking, resources: ['https://api.example/'], table: resourceTable([api]), issuer }

testRows(
  'rows of a backchannel request',
  backchannelChecks,
  { client: asking, ...asks({}), scopes: ['openid'], knownScopes: scopeTable(), person: { kind: 'login', login: 'jane' } },
  [
    ['backchannel-scope-there', 'backchannel_scope_missing', 'no scope', { values: new Map() }],
    ['backchannel-scope-form', 'backchannel_scope_malformed', 'a malformed scope', { scopes: undefined }],
    ['backchannel-scope-openid', 'backchannel_scope_openid', 'a scope without openid', { scopes: ['email'] }],
    ['backchannel-scope-openid', undefined, 'openid behind others', { scopes: ['email', 'openid'] }],
    ['backchannel-scope-allowed', undefined, 'a scope that this server does not know', { scopes: ['openid', 'calendar'] }],
    [
      'backchannel-scope-allowed',
      'backchannel_scope_not_allowed',
      'a scope outside of the record',
      { client: { ...asking, scopes: ['openid'] }, scopes: ['openid', 'email'] },
    ],
    ['backchannel-one-hint', 'backchannel_hints', 'none or several hints', { person: undefined }],
    ['backchannel-id-token-hint', 'backchannel_id_token_hint', 'a foreign ID token', { person: 'invalid_id_token' }],
    ['backchannel-hint-token', 'backchannel_hint_token', 'a foreign hint token', { person: 'invalid_token' }],
    ['backchannel-hint-token-expiry', 'backchannel_hint_token_expired', 'a hint token of yesterday', { person: 'expired_token' }],
    [
      'backchannel-notification-token-there',
      'backchannel_notification_token_missing',
      'a client that is told, without token',
      { client: { ...asking, backchannelTokenDeliveryMode: 'ping' } },
    ],
    [
      'backchannel-notification-token-form',
      'backchannel_notification_token_malformed',
      'a token with a line break',
      asks({ client_notification_token: 'a\r\nX-Other: b' }),
    ],
    [
      'backchannel-notification-token-form',
      'backchannel_notification_token_malformed',
      'a token that is too long',
      asks({ client_notification_token: 'a'.repeat(1025) }),
    ],
    ['backchannel-notification-token-form', undefined, 'a bearer token', asks({ client_notification_token: 'a-b.c_d~e+f/g==' })],
    ['backchannel-binding-message', undefined, 'digits', asks({ binding_message: '1234' })],
    ['backchannel-binding-message', undefined, 'letters of another script', asks({ binding_message: 'Überweisung 5 € 🔑' })],
    ['backchannel-binding-message', undefined, 'as many characters as may be', asks({ binding_message: '🔑'.repeat(100) })],
    ['backchannel-binding-message', 'backchannel_binding_message', 'one more', asks({ binding_message: '🔑'.repeat(101) })],
    ['backchannel-binding-message', 'backchannel_binding_message', 'a line break', asks({ binding_message: 'pay\n5' })],
    [
      'backchannel-binding-message',
      'backchannel_binding_message',
      'text that turns around',
      asks({ binding_message: 'a\u202Eb' }),
    ],
    ['backchannel-binding-message', 'backchannel_binding_message', 'nothing but blanks', asks({ binding_message: '  ' })],
    ['backchannel-requested-expiry', undefined, 'digits', asks({ requested_expiry: '10' })],
    ['backchannel-requested-expiry', 'backchannel_requested_expiry', 'nothing', asks({ requested_expiry: '0' })],
    ['backchannel-requested-expiry', 'backchannel_requested_expiry', 'a fraction', asks({ requested_expiry: '1.5' })],
    ['backchannel-requested-expiry', 'backchannel_requested_expiry', 'less than nothing', asks({ requested_expiry: '-1' })],
    ['backchannel-no-details', 'backchannel_details_unsupported', 'details', asks({ authorization_details: '[]' })],
    ['backchannel-target-form', 'resource_malformed', 'a resource that is no URI', { named: { ...named, resources: ['api'] } }],
    ['backchannel-target-known', 'resource_unknown', 'an unknown resource', { named: { ...named, table: resourceTable() } }],
    [
      'backchannel-target-enabled',
      'resource_disabled',
      'a resource that is switched off',
      { named: { ...named, table: resourceTable([{ ...(api as object), enabled: false } as never]) } },
    ],
  ],
)

const jws = { text: '', header: {}, algorithm: 'ES256', claims: {} }
const claims = { iss: 'rp', aud: issuer, exp: 60, iat: 0, nbf: 0, jti: 'one' }
const refused = (problem: 'type' | 'algorithm' | 'signature') => ({ signature: { kind: 'refused' as const, problem } })

testRows(
  'rows of a signed backchannel request',
  signedRequestChecks,
  {
    ...{ client: asking, issuer, form: { kind: 'parsed', jws }, signature: { kind: 'verified', algorithm: 'ES256', claims } },
    ...{ claims, inside: [], beside: [], isTimely: true },
  },
  [
    ['backchannel-request-alone', 'backchannel_request_beside', 'a parameter beside it', { beside: ['scope'] }],
    ['backchannel-request-form', 'backchannel_request_malformed', 'no JWT', { form: { kind: 'refused', problem: 'malformed' } }],
    ['backchannel-request-form', 'backchannel_request_malformed', 'a JWT for something else', refused('type')],
    ['backchannel-request-algorithm', 'backchannel_request_algorithm', 'an algorithm of others', refused('algorithm')],
    [
      'backchannel-request-strong-algorithm',
      'backchannel_request_weak_algorithm',
      'RS256',
      { form: { kind: 'parsed', jws: { ...jws, algorithm: 'RS256' } } },
    ],
    ['backchannel-request-signature', 'backchannel_request_signature', 'a foreign key', refused('signature')],
    ['backchannel-request-issuer', 'backchannel_request_issuer', 'no iss', { claims: { ...claims, iss: undefined } }],
    ['backchannel-request-issuer', 'backchannel_request_issuer', 'the iss of another', { claims: { ...claims, iss: 'other' } }],
    ['backchannel-request-audience', undefined, 'several audiences', { claims: { ...claims, aud: ['a', issuer] } }],
    ['backchannel-request-audience', 'backchannel_request_audience', 'another audience', { claims: { ...claims, aud: 'a' } }],
    ['backchannel-request-times-there', 'backchannel_request_times_missing', 'no exp', { claims: { ...claims, exp: undefined } }],
    ['backchannel-request-times-there', 'backchannel_request_times_missing', 'no iat', { claims: { ...claims, iat: undefined } }],
    ['backchannel-request-times-there', 'backchannel_request_times_missing', 'no nbf', { claims: { ...claims, nbf: '0' } }],
    ['backchannel-request-times', 'backchannel_request_times', 'another time', { isTimely: false }],
    ['backchannel-request-jti', 'backchannel_request_jti', 'no jti', { claims: { ...claims, jti: undefined } }],
    ['backchannel-request-jti', 'backchannel_request_jti', 'a long jti', { claims: { ...claims, jti: 'x'.repeat(513) } }],
    ['backchannel-request-parameters', 'backchannel_request_parameter', 'a list as scope', { inside: { malformed: 'scope' } }],
    ['backchannel-request-parameters', 'backchannel_request_parameter', 'another one', { claims: { ...claims, request: 'x' } }],
  ],
)

const approved: BackchannelRequest = {
  ...{ requestId: 'bcr_1', digest, traceId: 'trc_1', clientId: client.clientId, accountId, mode: 'poll', scopes: ['openid'] },
  ...{ requestedFrom: '192.0.2.1', createdAt: 0, validUntil: 1000, expiresAt: 2000, state: 'approved', grant },
  ...{ isRedeemed: false, attempts: 0 },
}

testRows(
  'rows of the end of a backchannel request',
  outcomeChecks,
  { client, request: approved, pace: 'on-time', account, named, now: 0 },
  [
    ['backchannel-id-known', 'backchannel_id_unknown', 'an unknown name', { request: undefined }],
    ['backchannel-id-known', 'backchannel_id_unknown', 'one that was redeemed', { request: { ...approved, isRedeemed: true } }],
    ['backchannel-id-client', 'backchannel_id_client_mismatch', 'that of another client', { client: otherClient }],
    ['backchannel-id-polled', 'backchannel_id_pushed', 'one whose tokens are pushed', { request: { ...approved, mode: 'push' } }],
    ['backchannel-id-polled', undefined, 'one whose client is told', { request: { ...approved, mode: 'ping' } }],
    ['backchannel-id-valid', 'backchannel_id_expired', 'an expired one', { now: 1000 }],
    ['backchannel-poll-pace', 'backchannel_poll_too_soon', 'a hasty poll', { pace: 'too-soon' }],
    ['backchannel-decided', 'backchannel_pending', 'one that nobody decided', { request: { ...approved, state: 'pending' } }],
    ['backchannel-approved', 'backchannel_denied', 'one that was denied', { request: { ...approved, state: 'denied' } }],
    ['backchannel-account-active', 'backchannel_account_inactive', 'a disabled account', { account: disabled }],
    [
      'backchannel-account-active',
      'backchannel_account_inactive',
      'another password',
      { request: { ...approved, grant: { ...grant, credentialVersion: 1 } } },
    ],
    [
      'backchannel-resource-enabled',
      'resource_disabled',
      'a resource that was switched off since',
      { named: { ...named, table: resourceTable([{ ...(api as object), enabled: false } as never]) } },
    ],
  ],
)

const metadata = {
  ...{ redirectUris: [], postLogoutRedirectUris: [], responseTypes: [], grantTypes: [ciba], applicationType: 'web' as const },
  ...{ requireAuthTime: false, backchannelTokenDeliveryMode: 'poll' as const },
}
const push = {
  ...metadata,
  backchannelTokenDeliveryMode: 'push' as const,
  backchannelClientNotificationEndpoint: 'https://rp.example/',
}
const { backchannelTokenDeliveryMode: _, ...modeless } = metadata
const { backchannelClientNotificationEndpoint: __, ...nowhere } = push

testRows('rows of a registration for backchannel requests', backchannelMetadataChecks, { metadata }, [
  ['registration-backchannel-mode', 'backchannel_token_delivery_mode_missing', 'no mode', { metadata: modeless }],
  ['registration-backchannel-mode', undefined, 'no mode and another grant', { metadata: { ...modeless, grantTypes: [] } }],
  [
    'registration-backchannel-client',
    'backchannel_client_public',
    'a public client',
    { metadata: { ...metadata, tokenEndpointAuthMethod: 'none' } },
  ],
  ['registration-backchannel-endpoint', undefined, 'push to an address', { metadata: push }],
  [
    'registration-backchannel-endpoint',
    'backchannel_client_notification_endpoint_missing',
    'push to nowhere',
    { metadata: nowhere },
  ],
  [
    'registration-backchannel-bound-tokens',
    'backchannel_push_unbound',
    'push of bound tokens',
    { metadata: { ...push, dpopBoundAccessTokens: true } },
  ],
])
