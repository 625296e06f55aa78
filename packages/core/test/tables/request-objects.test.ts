import type { Digest } from '@latchkey/core'
import { fetchedChecks } from '../../src/request-objects/fetch-request-object.ts'
import { type ObjectInput, objectChecks } from '../../src/request-objects/object-checks.ts'
import { pushedChecks } from '../../src/request-objects/open-pushed.ts'
import { sourceChecks } from '../../src/request-objects/request-source.ts'
import { testRows } from './check-rows.ts'
import { client, otherClient } from './samples.ts'

const address = 'https://rp.example/request.jwt'
const digest = 'A'.repeat(43)
const anyone = { ...client, origin: 'unregistered' } as const

const pushedObject = { client, receivedAt: 'par', request: 'x', requestUri: undefined } as const

testRows('rows of how a request comes', sourceChecks, pushedObject, [
  ['pushed-without-request-uri', 'pushed_request_uri_inside', 'an address within a push', { requestUri: address }],
  ['request-or-request-uri', 'request_parameters_both', 'an object and an address', { request: 'x', requestUri: address }],
  ['request-or-request-uri', undefined, 'an object alone', { request: 'x' }],
  ['pushed-request-required', 'pushed_request_required', 'a request that was not pushed', { receivedAt: 'authorize' }],
  ['signed-request-object-required', 'signed_request_object_required', 'parameters without an object', { request: undefined }],
  ['signed-request-object-required', undefined, 'an object by value', { request: 'x' }],
  ['request-object-of-registered-client', 'request_object_unsupported', 'an object of anyone', { client: anyone, request: 'x' }],
  [
    'request-uri-of-registered-client',
    'request_uri_unsupported',
    'an address of anyone',
    { client: anyone, requestUri: address },
  ],
  ['request-uri-registered', 'request_uri_not_registered', 'an address that nobody registered', { requestUri: address }],
  ['request-uri-registered', undefined, 'the registered one', registered(address, address)],
  ['request-uri-registered', undefined, 'the registered one with a digest', registered(address, `${address}#${digest}`)],
  ['request-uri-registered', undefined, 'one that was registered with it', registered(`${address}#x`, `${address}#x`)],
  ['request-uri-registered', 'request_uri_not_registered', 'another digest', registered(`${address}#x`, `${address}#y`)],
  ['request-uri-registered', 'request_uri_not_registered', 'without its digest', registered(`${address}#x`, address)],
  ['request-uri-registered', 'request_uri_not_registered', 'with a query', registered(address, `${address}?a`)],
  ['request-uri-registered', 'request_uri_not_registered', 'in another case', registered(address, address.replace('jwt', 'JWT'))],
])

function registered(known: string, requestUri: string) {
  return { client: { ...client, requestUris: ['https://rp.example/other', known] }, requestUri }
}

const outcome = { kind: 'fetched', status: 200, contentType: 'application/jwt', body: 'x', freshUntil: 0 } as const

testRows('rows of what came from an address', fetchedChecks, { outcome, digest, stated: digest }, [
  [
    'request-uri-fetched',
    'request_uri_not_fetched',
    'nothing',
    { outcome: { kind: 'failed', problem: 'too_large', detail: 'more than 16384 octets' } },
  ],
  ['request-uri-digest', 'request_uri_digest_differs', 'other content', { stated: 'B'.repeat(43) }],
  ['request-uri-digest', undefined, 'no digest in the address', { stated: undefined }],
])

const pushed = {
  digest: 'd' as Digest,
  traceId: 'trc_1',
  clientId: client.clientId,
  request: '{}',
  createdAt: 0,
  opensUntil: 1,
  expiresAt: 2,
} as const

testRows('rows of a pushed request', pushedChecks, { client, pushed, redirectUri: client.redirectUris[0] }, [
  ['pushed-request-live', 'pushed_request_unknown', 'one that is not there', { pushed: undefined, redirectUri: undefined }],
  ['pushed-request-client', 'pushed_request_client_mismatch', 'one of another client', { client: otherClient }],
  [
    'pushed-request-redirect-uri',
    'pushed_request_redirect_uri_gone',
    'one whose redirect URI was taken away',
    { client: { ...client, redirectUris: ['https://rp.example/new'] } },
  ],
])

const jws = { text: 'h.p.s', header: { alg: 'ES256' }, algorithm: 'ES256', claims: {} } as const
const claims = { iss: 'rp', aud: 'https://op.example', client_id: 'rp', response_type: 'code', nbf: 0, exp: 100, jti: 'one' }
const passing: ObjectInput = {
  client,
  issuer: 'https://op.example',
  way: 'request',
  decryption: undefined,
  form: { kind: 'parsed', jws },
  signature: { kind: 'verified', algorithm: 'ES256', claims },
  claims,
  timeProblem: undefined,
  now: 0,
  isBrief: true,
  inside: [['client_id', 'rp']],
  outerResponseType: 'code',
  onlyInside: false,
}

function refused(
  problem: Exclude<ObjectInput['signature'], 'unsigned'> extends infer S ? (S extends { problem: infer P } ? P : never) : never,
) {
  return { signature: { kind: 'refused', problem, expected: 'something else' } } as const
}

function saying(change: Readonly<Record<string, unknown>>, more: Partial<ObjectInput> = {}): Partial<ObjectInput> {
  return { claims: { ...claims, ...change }, ...more }
}

const unsigned = { signature: 'unsigned' } as const
const mayBeUnsigned = { ...client, requestObjectSigningAlg: 'none' }

testRows('rows of a request object', objectChecks, passing, [
  [
    'request-object-decryption',
    'request_object_not_decrypted',
    'for somebody else',
    { decryption: { kind: 'refused', problem: 'not_decrypted', detail: '1 key' } },
  ],
  ['request-object-form', 'request_object_malformed', 'no JWT', { form: { kind: 'refused', problem: 'malformed' } }],
  [
    'request-object-form',
    'request_object_malformed',
    'a member twice',
    { form: { kind: 'refused', problem: 'duplicate_member' } },
  ],
  ['request-object-form', 'request_object_malformed', 'too much', { form: { kind: 'refused', problem: 'too_large' } }],
  [
    'request-object-header',
    'request_object_header_forbidden',
    'its own key',
    { form: { kind: 'refused', problem: 'header_forbidden', member: 'jwk' } },
  ],
  ['request-object-signature-required', 'request_object_signature_required', 'unsigned of a client that must sign', unsigned],
  [
    'request-object-strong-algorithm',
    'request_object_weak_algorithm',
    'RS256',
    { form: { kind: 'parsed', jws: { ...jws, algorithm: 'RS256' } } },
  ],
  ['request-object-unsigned', 'request_object_unsigned', 'unsigned by value', unsigned],
  ['request-object-unsigned', 'request_uri_object_unsigned', 'unsigned by reference', { ...unsigned, way: 'request_uri' }],
  ['request-object-unsigned', undefined, 'unsigned where that is registered', { ...unsigned, client: mayBeUnsigned }],
  ['request-object-type', 'request_object_type', 'an ID token', refused('type')],
  ['request-object-algorithm', 'request_object_algorithm', 'another algorithm', refused('algorithm')],
  ['request-object-key', 'request_object_no_key', 'an unknown kid', refused('keys_kid_unknown')],
  ['request-object-key', 'request_object_no_key', 'keys that cannot be read', refused('keys_unreachable')],
  ['request-object-key', 'request_object_no_key', 'HS256 without a secret', refused('no_secret')],
  ['request-object-signature', 'request_object_signature', 'a signature of somebody else', refused('signature')],
  ['request-object-issuer', 'request_object_issuer', 'another issuer', saying({ iss: 'other' })],
  ['request-object-issuer', 'request_object_issuer', 'a list as issuer', saying({ iss: ['rp'] })],
  ['request-object-issuer', undefined, 'no issuer', saying({ iss: undefined })],
  ['request-object-audience', 'request_object_audience', 'another audience', saying({ aud: 'https://op.example/' })],
  ['request-object-audience', 'request_object_audience', 'an endpoint', saying({ aud: 'https://op.example/auth/par' })],
  ['request-object-audience', 'request_object_audience', 'nobody', saying({ aud: [] })],
  ['request-object-audience', undefined, 'several with ours', saying({ aud: ['https://other.example', 'https://op.example'] })],
  ['request-object-audience', undefined, 'no audience', saying({ aud: undefined })],
  ['request-object-subject', 'request_object_subject', 'the client as subject', saying({ sub: 'rp' })],
  ['request-object-times-form', 'request_object_times_malformed', 'a date as text', { timeProblem: 'malformed' }],
  ['request-object-expiry', 'request_object_expired', 'an old one', { timeProblem: 'expired' }],
  ['request-object-begin', 'request_object_premature', 'one of tomorrow', { timeProblem: 'not_yet_valid' }],
  ['request-object-begin', 'request_object_premature', 'one issued tomorrow', { timeProblem: 'issued_in_future' }],
  ['request-object-audience-required', 'request_object_audience_missing', 'no audience', saying({ aud: undefined })],
  ['request-object-short-lived', 'request_object_times_missing', 'no end', saying({ exp: undefined })],
  ['request-object-short-lived', 'request_object_times_missing', 'no beginning', saying({ nbf: undefined })],
  ['request-object-life', undefined, 'good for an hour', saying({ exp: 3_600 })],
  ['request-object-life', 'request_object_lives_too_long', 'good for more than an hour', saying({ exp: 3_601 })],
  [
    'request-object-life',
    'request_object_lives_too_long',
    'good for more than an hour from now',
    saying({ nbf: 60, exp: 3_631 }),
  ],
  ['request-object-age', undefined, 'an hour old', saying({ exp: 3_600 }, { now: 3_600_000 })],
  ['request-object-age', 'request_object_too_old', 'more than an hour old', saying({}, { now: 3_600_001 })],
  ['request-object-jti', 'request_object_jti', 'a jti that would be remembered for long', { isBrief: false }],
  ['request-object-jti', 'request_object_jti', 'a number', saying({ jti: 1 })],
  ['request-object-jti', 'request_object_jti', 'an empty one', saying({ jti: '' })],
  ['request-object-jti', 'request_object_jti', 'a long one', saying({ jti: 'x'.repeat(513) })],
  ['request-object-jti', undefined, 'none, without an end', saying({ jti: undefined, exp: undefined }, { isBrief: false })],
  ['request-object-nested', 'request_object_nested', 'an object within', saying({ request: 'x' })],
  ['request-object-nested', 'request_object_nested', 'an address within', saying({ request_uri: address })],
  ['request-object-parameters', 'request_object_parameter_malformed', 'a list of scopes', { inside: { malformed: 'scope' } }],
  ['request-object-client', 'request_object_client_mismatch', 'another client', saying({ client_id: 'other' })],
  ['request-object-client', undefined, 'no client, beside one', saying({ client_id: undefined })],
  [
    'request-object-client',
    'request_object_client_mismatch',
    'no client where nothing beside it counts',
    saying({ client_id: undefined }, { onlyInside: true }),
  ],
  [
    'request-object-response-type',
    'request_object_response_type_mismatch',
    'another response type than outside',
    { outerResponseType: 'id_token' },
  ],
  ['request-object-response-type', undefined, 'none outside', { outerResponseType: undefined }],
  [
    'request-object-response-type',
    undefined,
    'another where only the inner counts',
    { outerResponseType: 'id_token', onlyInside: true },
  ],
])
