import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { unregisteredClient } from '../clients/unregistered-client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { ReasonId } from '../errors/reasons.ts'
import type { ClientId, Subject } from '../ids.ts'
import type { ResourceDefinition } from '../resources/resource.ts'
import { resourceTable } from '../resources/resource-table.ts'
import { detailTypeTable } from '../rich-authorization/detail-type-table.ts'
import { parseDetails } from '../rich-authorization/parse-details.ts'
import { scopeTable } from '../scopes/known-scopes.ts'
import { parseScope } from '../scopes/parse-scope.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { RequestInput } from './check-inputs.ts'
import { requestChecks } from './checks.ts'
import { parseClaimsRequest } from './claims-request.ts'
import { parseResponseType, responseTypeNames } from './response-types.ts'

type Values = Readonly<Record<string, string>>
type Change = Partial<Client> & Pick<RequestInput, 'opensAccounts'> & { readonly hint?: RequestInput['idTokenHint'] }
type Case = readonly [check: string, reason: ReasonId | undefined, values: Values, change?: Change]

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }
const publicClient: Client = {
  ...unregisteredClient('rp' as ClientId, 'https://rp.example/cb', 0),
  origin: 'administrator',
}
const secrets: Client['secrets'] = [{ digest: '' as Client['secrets'][number]['digest'], sealed: '', createdAt: 0 }]
const confidential: Change = { secrets, tokenEndpointAuthMethod: 'client_secret_basic' }
const subject = 'alice' as Subject
const anyType: Change = { responseTypes: responseTypeNames, grantTypes: ['authorization_code', 'implicit'] }
const signed: Change = { postures: { 'signed-response-required': 'enforce' } }
const strong: Change = { postures: { 'signature-strong-algorithm': 'enforce' } }
const idToken: Values = { response_type: 'id_token', scope: 'openid', nonce: 'n' }

const payer: Change = { authorizationDetailsTypes: ['pay'] }

/** What each row says; `would-fail` rows let the request pass. */
const cases: readonly Case[] = [
  ['no-registration', 'registration_unsupported', { registration: '{}' }],
  ['response-type-present', 'response_type_missing', { response_type: '' }],
  ['response-type-supported', undefined, { response_type: 'code' }],
  ['response-type-supported', 'response_type_unsupported', { response_type: 'token' }],
  ['response-type-supported', undefined, { response_type: 'id_token code' }],
  ['response-type-supported', undefined, { response_type: 'token id_token code' }],
  ['response-type-supported', 'response_type_unsupported', { response_type: 'code none' }],
  ['response-type-supported', 'response_type_unsupported', { response_type: 'id_token  token' }],
  ['response-type-supported', 'response_type_unsupported', { response_type: 'id_token id_token' }],
  ['response-type-supported', 'response_type_unsupported', { response_type: 'Code' }],
  ['response-type-supported', 'response_type_unsupported', { response_type: 'code code' }],
  ['response-type-allowed', undefined, {}],
  ['response-type-allowed', 'response_type_not_allowed', {}, { responseTypes: [] }],
  ['response-type-allowed', 'response_type_not_allowed', {}, { grantTypes: ['refresh_token'] }],
  ['response-type-allowed', 'response_type_not_allowed', { response_type: 'id_token' }],
  ['response-type-allowed', 'response_type_not_allowed', { response_type: 'id_token' }, { responseTypes: ['id_token'] }],
  ['response-type-allowed', 'response_type_not_allowed', { response_type: 'none' }],
  ['response-type-allowed', undefined, { response_type: 'none' }, { responseTypes: ['none'], grantTypes: ['refresh_token'] }],
  ['response-type-allowed', undefined, { response_type: 'id_token code' }, anyType],
  ['front-channel-token', undefined, { response_type: 'code id_token', scope: 'openid' }, anyType],
  ['front-channel-token', 'front_channel_token_refused', { response_type: 'code token' }, anyType],
  ['code-flow-only', undefined, {}, { ...anyType, postures: { 'code-flow-only': 'enforce' } }],
  ['code-flow-only', 'response_type_not_code', idToken, { ...anyType, postures: { 'code-flow-only': 'enforce' } }],
  [
    'code-flow-only',
    'response_type_not_code',
    { ...idToken, response_type: 'code id_token' },
    { ...anyType, postures: { 'code-flow-only': 'enforce' } },
  ],
  ['response-mode', undefined, { response_mode: 'fragment' }],
  ['response-mode', undefined, { response_mode: 'form_post' }],
  ['response-mode', undefined, { response_mode: 'query.jwt' }],
  ['response-mode', undefined, { response_mode: 'jwt' }],
  ['response-mode', 'response_mode_unsupported', { response_mode: 'JWT' }],
  ['response-mode', 'response_mode_unsupported', { response_mode: 'web_message' }],
  ['response-mode', 'response_mode_unsupported', { response_mode: 'Query' }],
  ['response-mode-not-query', undefined, { response_mode: 'query.jwt' }],
  ['response-mode-not-query', undefined, { ...idToken, response_mode: 'form_post' }, anyType],
  ['response-mode-not-query', undefined, { ...idToken, response_mode: 'jwt' }, anyType],
  ['response-mode-not-query', 'response_mode_query_refused', { ...idToken, response_mode: 'query' }, anyType],
  ['response-mode-not-query', 'response_mode_query_refused', { ...idToken, response_mode: 'query.jwt' }, anyType],
  ['response-mode-not-query', 'response_mode_query_refused', { response_type: 'code token', response_mode: 'query' }, anyType],
  ['signed-response-required', undefined, { response_mode: 'jwt' }, signed],
  ['signed-response-required', undefined, { response_mode: 'form_post.jwt' }, signed],
  ['signed-response-required', 'response_mode_not_signed', {}, signed],
  ['signed-response-required', 'response_mode_not_signed', { response_mode: 'form_post' }, signed],
  ['signature-strong-algorithm', undefined, {}, strong],
  ['signature-strong-algorithm', undefined, {}, { ...strong, idTokenSignedResponseAlg: 'PS256' }],
  ['signature-strong-algorithm', 'client_signature_weak', {}, { ...strong, idTokenSignedResponseAlg: 'RS256' }],
  ['signature-strong-algorithm', 'client_signature_weak', {}, { ...strong, idTokenSignedResponseAlg: 'none' }],
  ['signature-strong-algorithm', 'client_signature_weak', {}, { ...strong, authorizationSignedResponseAlg: 'RS256' }],
  ['signature-strong-algorithm', 'client_signature_weak', {}, { ...strong, userinfoSignedResponseAlg: 'HS256' }],
  ['signature-strong-algorithm', 'client_signature_weak', {}, { ...strong, introspectionSignedResponseAlg: 'ES384' }],
  ['scope-form', undefined, {}],
  ['scope-form', undefined, { scope: 'openid urn:x:y' }],
  ['scope-form', 'scope_malformed', { scope: 'openid  profile' }],
  ['scope-form', 'scope_malformed', { scope: ' openid' }],
  ['scope-form', 'scope_malformed', { scope: 'openid\tprofile' }],
  ['scope-form', 'scope_malformed', { scope: 'open"id' }],
  ['scope-form', 'scope_malformed', { scope: 'open\\id' }],
  ['scope-form', 'scope_malformed', { scope: 'öpenid' }],
  ['scope-known', undefined, { scope: 'openid profile email address phone' }],
  ['scope-known', 'scope_unknown', { scope: 'openid calendar' }],
  ['scope-allowed', undefined, { scope: 'openid calendar' }, { scopes: ['openid'] }],
  ['scope-allowed', 'scope_not_allowed', { scope: 'openid email' }, { scopes: ['openid'] }],
  ['scope-allowed', 'scope_not_allowed', { scope: 'openid' }, { scopes: [] }],
  ['offline-access-consent', undefined, { scope: 'offline_access' }],
  ['offline-access-consent', undefined, { scope: 'offline_access', prompt: 'none' }, { skipConsent: true }],
  ['offline-access-consent', 'offline_access_needs_consent', { scope: 'offline_access', prompt: 'none' }],
  ['openid-for-id-token', undefined, idToken, anyType],
  ['openid-for-id-token', undefined, { response_type: 'code token', scope: 'email' }, anyType],
  ['openid-for-id-token', 'openid_scope_missing', { ...idToken, scope: 'email' }, anyType],
  ['openid-for-id-token', 'openid_scope_missing', { ...idToken, response_type: 'code id_token', scope: '' }, anyType],
  ['nonce-required', undefined, {}],
  ['nonce-required', undefined, { response_type: 'code token' }, anyType],
  ['nonce-required', undefined, idToken, anyType],
  ['nonce-required', 'nonce_missing', { ...idToken, nonce: '' }, anyType],
  ['nonce-required', 'nonce_missing', { ...idToken, response_type: 'code id_token token', nonce: '' }, anyType],
  ['nonce-length', undefined, { nonce: 'n'.repeat(2048) }],
  ['nonce-length', 'nonce_too_long', { nonce: 'n'.repeat(2049) }],
  ['pkce-method-alone', 'pkce_method_without_challenge', { code_challenge: '', code_challenge_method: 'S256' }],
  ['pkce-method', undefined, pkce],
  ['pkce-method', 'pkce_method_unsupported', { ...pkce, code_challenge_method: 'plain' }],
  ['pkce-method', 'pkce_method_unsupported', { ...pkce, code_challenge_method: 's256' }],
  ['pkce-method', 'pkce_method_unsupported', { ...pkce, code_challenge_method: '' }],
  ['pkce-challenge', undefined, pkce],
  ['pkce-challenge', 'pkce_challenge_malformed', { ...pkce, code_challenge: challenge.slice(1) }],
  ['pkce-challenge', 'pkce_challenge_malformed', { ...pkce, code_challenge: `${challenge}=` }],
  ['pkce-challenge', 'pkce_challenge_malformed', { ...pkce, code_challenge: `${challenge.slice(0, 42)}+` }],
  // Not the canonical form: no SHA-256 ends in these bits.
  ['pkce-challenge', 'pkce_challenge_malformed', { ...pkce, code_challenge: `${challenge.slice(0, 42)}N` }],
  ['pkce-challenge', 'pkce_challenge_malformed', { ...pkce, code_challenge: 'a'.repeat(128) }],
  ['pkce-required', undefined, pkce],
  ['pkce-required', 'pkce_challenge_missing', { code_challenge: '', code_challenge_method: '' }],
  ['pkce-required', undefined, { ...idToken, code_challenge: '', code_challenge_method: '' }, anyType],
  ['resource-form', undefined, { resource: 'https://api.example/v1' }],
  ['resource-form', 'resource_malformed', { resource: 'https://api.example/#x' }],
  ['resource-form', 'resource_malformed', { resource: '/v1' }],
  ['resource-known', undefined, { resource: 'https://api.example/v1' }],
  ['resource-known', undefined, { resource: 'https://op.example' }],
  ['resource-known', 'resource_unknown', { resource: 'https://unknown.example/' }],
  ['resource-enabled', undefined, { resource: 'https://api.example/v1' }],
  ['resource-enabled', 'resource_disabled', { resource: 'https://off.example/' }],
  ['details-values', undefined, { authorization_details: '[{"type":"pay","actions":["send"]}]' }, payer],
  ['details-form', 'details_malformed', { authorization_details: '{"type":"pay"}' }],
  ['details-size', 'details_too_large', { authorization_details: `["${'x'.repeat(4096)}"]` }],
  ['details-type-known', 'details_type_unknown', { authorization_details: '[{"type":"buy"}]' }],
  ['details-type-allowed', 'details_type_not_allowed', { authorization_details: '[{"type":"pay","actions":["send"]}]' }],
  ['details-members-known', 'details_member_unknown', { authorization_details: '[{"type":"pay","to":"me"}]' }, payer],
  ['details-members-present', 'details_member_missing', { authorization_details: '[{"type":"pay"}]' }, payer],
  ['details-values', 'details_value_invalid', { authorization_details: '[{"type":"pay","actions":["take"]}]' }, payer],
  ['dpop-jkt', undefined, { dpop_jkt: challenge }],
  ['dpop-jkt', 'dpop_jkt_malformed', { dpop_jkt: challenge.slice(1) }],
  ['dpop-jkt', 'dpop_jkt_malformed', { dpop_jkt: `${challenge.slice(0, 42)}N` }],
  ['prompt-known', undefined, { prompt: 'login consent select_account' }],
  ['prompt-known', 'prompt_unknown', { prompt: 'login create' }],
  ['prompt-known', 'prompt_unknown', { prompt: 'None' }],
  ['prompt-none-alone', undefined, { prompt: 'none' }],
  ['prompt-none-alone', undefined, { prompt: 'none none' }],
  ['prompt-none-alone', 'prompt_none_not_alone', { prompt: 'none login' }],
  ['prompt-known', undefined, { prompt: 'create' }, { opensAccounts: true }],
  ['prompt-create-alone', undefined, { prompt: 'create' }, { opensAccounts: true }],
  ['prompt-create-alone', 'prompt_create_not_alone', { prompt: 'create login' }, { opensAccounts: true }],
  ['max-age', undefined, { max_age: '0' }],
  ['max-age', undefined, { max_age: '999999999999999' }],
  ['max-age', 'max_age_malformed', { max_age: '-1' }],
  ['max-age', 'max_age_malformed', { max_age: '1.5' }],
  ['max-age', 'max_age_malformed', { max_age: '1e3' }],
  ['max-age', 'max_age_malformed', { max_age: ' 1' }],
  ['max-age', 'max_age_malformed', { max_age: '1'.repeat(16) }],
  ['max-age', 'max_age_malformed', { max_age: '١' }],
  ['acr-values-reachable', undefined, { acr_values: '2 1' }],
  ['acr-values-reachable', 'acr_values_unreachable', { acr_values: '2 3' }],
  ['display', undefined, { display: 'popup' }],
  ['display', 'display_unknown', { display: 'hologram' }],
  ['claims-form', undefined, { claims: '{"userinfo":{"name":null}}' }],
  ['claims-form', 'claims_malformed', { claims: '{"userinfo":{"name":1}}' }],
  ['claims-essential-acr', undefined, { claims: '{"id_token":{"acr":{"essential":true,"values":["2","1"]}}}' }],
  ['claims-essential-acr', undefined, { claims: '{"id_token":{"acr":{"values":["2"]}}}' }],
  ['claims-essential-acr', undefined, { claims: '{"id_token":{"acr":{"essential":true}}}' }],
  ['claims-essential-acr', 'acr_unreachable', { claims: '{"id_token":{"acr":{"essential":true,"value":"2"}}}' }],
  ['id-token-hint', undefined, {}, { hint: { subject } }],
  ['id-token-hint', 'id_token_hint_invalid', {}, { hint: 'invalid' }],
  ['one-subject', undefined, { claims: '{"id_token":{"sub":{"value":"alice"}}}' }, { hint: { subject } }],
  ['one-subject', 'subject_contradiction', { claims: '{"id_token":{"sub":{"value":"bob"}}}' }, { hint: { subject } }],
]

const reported = new Set([
  ...['front-channel-token', 'scope-known', 'offline-access-consent', 'prompt-create-alone', 'display', 'resource-known'],
])

describe('rows of the authorization request table', () => {
  for (const [check, reason, values, change] of cases) {
    const client = change === undefined ? '' : ` of ${JSON.stringify(change).slice(0, 60)}`
    test(`${check}: ${JSON.stringify(values).slice(0, 80)}${client} ${reason === undefined ? 'passes' : `is ${reason}`}`, () => {
      const { outcomes, error } = run(values, change)
      const row = outcomes.find((outcome) => outcome.check === check)
      assert.equal(row?.reason, reason)
      if (reason === undefined) return assert.equal(row?.outcome, 'passed')
      assert.equal(row?.outcome, reported.has(check) ? 'would-fail' : 'failed')
      assert.equal(error?.reason, reported.has(check) ? undefined : reason)
    })
  }

  test('every row that can fail does so in a case above', () => {
    const failing = new Set(cases.flatMap(([check, reason]) => (reason === undefined ? [] : [check])))
    assert.deepEqual(
      requestChecks.filter(({ name }) => !failing.has(name)).map(({ name }) => name),
      [],
    )
  })

  test('no value of a challenge, nonce, state, hint or claims request reaches the trace', () => {
    const secret = 'never-to-be-seen'
    for (const name of ['code_challenge', 'nonce', 'claims', 'request', 'request_uri', 'registration']) {
      const { outcomes } = run({ ...pkce, [name]: `${secret}${'x'.repeat(3000)}` })
      assert.equal(JSON.stringify(outcomes).includes(secret), false, name)
    }
  })
})

describe('RFC9700-2.1.2 who gets access tokens through the browser', () => {
  const asked: Values = { response_type: 'id_token token', scope: 'openid', nonce: 'n' }
  const postures: readonly (readonly [who: string, change: Change, outcome: CheckOutcome['outcome'] | undefined])[] = [
    ['a client that registered for them', anyType, 'would-fail'],
    ['one that is told otherwise', { ...anyType, postures: { 'front-channel-token': 'enforce' } }, 'failed'],
    ['one for which the rule is off', { ...anyType, postures: { 'front-channel-token': 'off' } }, undefined],
    ['an unregistered client', { ...anyType, origin: 'unregistered', postures: { 'front-channel-token': 'off' } }, 'failed'],
  ]
  for (const [who, change, outcome] of postures) {
    test(`${who}: ${outcome ?? 'not looked at'}`, () => {
      const row = run(asked, change).outcomes.find(({ check }) => check === 'front-channel-token')
      assert.equal(row?.outcome, outcome)
    })
  }

  test('nobody else, whatever the rule says', () => {
    const { error } = run(asked, { postures: { 'front-channel-token': 'off' } })
    assert.equal(error?.reason, 'response_type_not_allowed')
  })
})

test('RFC9470-5 acr_values that cannot be reached are a wish in a request of OpenID Connect', () => {
  const { outcomes, error } = run({ acr_values: '2', scope: 'openid' })
  assert.equal(outcomes.find(({ check }) => check === 'acr-values-reachable')?.outcome, 'would-fail')
  assert.equal(error, undefined)
})

describe('RFC9700-2.1.1 who has to use PKCE', () => {
  const without: Values = { code_challenge: '', code_challenge_method: '' }
  const postures: readonly (readonly [who: string, change: Change, outcome: CheckOutcome['outcome'] | undefined])[] = [
    ['a public client', {}, 'failed'],
    ['a confidential client', confidential, 'would-fail'],
    ['a confidential client that is told to', { ...confidential, postures: { 'pkce-required': 'enforce' } }, 'failed'],
    ['a public client that is let off', { postures: { 'pkce-required': 'report' } }, 'would-fail'],
    ['a client for which the rule is off', { postures: { 'pkce-required': 'off' } }, undefined],
    ['an unregistered client, whatever is said', { origin: 'unregistered', postures: { 'pkce-required': 'off' } }, 'failed'],
  ]
  for (const [who, change, outcome] of postures) {
    test(`${who}: ${outcome ?? 'not looked at'}`, () => {
      const row = run(without, change).outcomes.find(({ check }) => check === 'pkce-required')
      assert.equal(row?.outcome, outcome)
    })
  }

  test('a challenge that is there is checked even when the rule is off', () => {
    const { error } = run({ ...pkce, code_challenge_method: 'plain' }, { ...confidential, postures: { 'pkce-required': 'off' } })
    assert.equal(error?.reason, 'pkce_method_unsupported')
  })
})

const api: ResourceDefinition = {
  ...{ resource: 'https://api.example/v1', name: 'API', scopes: [], introspectionClients: [] },
  ...{ accessTokenFormat: 'sealed', enabled: true },
}
const resources = resourceTable([api, { ...api, resource: 'https://off.example/', enabled: false }])

const detailTypes = detailTypeTable([
  {
    ...{ type: 'pay', texts: { en: 'Pay' }, fields: [], actions: ['send'], locations: [], datatypes: [], privileges: [] },
    ...{ hasIdentifier: false, required: ['actions'], resources: [], remembersConsent: false, enabled: true },
  },
])

function run(
  changed: Values,
  { hint, opensAccounts = false, ...change }: Change = {},
): { outcomes: CheckOutcome[]; error: OAuthError | undefined } {
  const all: Values = { response_type: 'code', ...pkce, ...changed }
  const values = new Map(Object.entries(all).filter(([, value]) => value !== ''))
  const claims = values.get('claims')
  const outcomes: CheckOutcome[] = []
  const client: Client = { ...publicClient, ...change }
  const resource = values.get('resource')
  const details = values.get('authorization_details')
  const input: RequestInput = {
    client,
    ...(details !== undefined && { details: { client, parsed: parseDetails(details), table: detailTypes } }),
    named: { client, resources: resource === undefined ? [] : [resource], table: resources, issuer: 'https://op.example' },
    values,
    responseType: parseResponseType(values.get('response_type') ?? ''),
    scopes: parseScope(values.get('scope')),
    knownScopes: scopeTable(),
    prompts: [...new Set(values.get('prompt')?.split(' ') ?? [])],
    claims: claims === undefined ? undefined : (parseClaimsRequest(claims) ?? 'malformed'),
    idTokenHint: hint,
    opensAccounts,
  }
  try {
    runChecks(requestChecks, 'authorize', input, outcomes)
    return { outcomes, error: undefined }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return { outcomes, error }
  }
}
