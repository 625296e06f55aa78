import type { Reason } from '../reason.ts'

/** Every assertion that is not taken (RFC7521-4.1.1). */
const refused = { error: 'invalid_grant' } as const

/** Refusals of the JWT bearer grant. */
export const jwtBearerReasons = {
  bearer_assertion_missing: { error: 'invalid_request', spec: 'RFC7521-4.1', text: 'assertion is missing' },
  bearer_assertion_malformed: { ...refused, spec: 'RFC7523-3', text: 'assertion is not a JWT signed by its issuer' },
  bearer_assertion_issuer: { ...refused, spec: 'RFC7523-3', text: 'assertion is of an issuer whose assertions are not taken' },
  bearer_assertion_client: {
    error: 'unauthorized_client',
    spec: 'RFC7521-4.1.1',
    text: 'assertion is of an issuer whose assertions this client may not use',
  },
  bearer_assertion_audience: {
    ...refused,
    spec: 'RFC7523-3',
    text: 'assertion is not meant for this server; aud must be its issuer or its token endpoint',
  },
  bearer_assertion_subject: { ...refused, spec: 'RFC7523-3', text: 'assertion has no sub' },
  bearer_assertion_times: {
    ...refused,
    spec: 'RFC7523-3',
    text: 'assertion has no exp, is expired, not valid yet, or lives longer than is allowed to its issuer',
  },
  bearer_assertion_id: { ...refused, spec: 'LATCHKEY-0040-assertions-of-others', text: 'assertion has no jti' },
  bearer_assertion_other_client: { ...refused, spec: 'RFC8693-4.3', text: 'assertion was made for another client' },
  bearer_assertion_key: {
    ...refused,
    spec: 'RFC7800-3.1',
    text: 'assertion is bound to a key that the request does not prove',
  },
  bearer_assertion_type: { ...refused, spec: 'RFC8725-3.11', text: 'assertion is a JWT of another type' },
  bearer_assertion_algorithm: {
    ...refused,
    spec: 'RFC8725-3.1',
    text: 'assertion is signed by an algorithm that is not allowed to its issuer',
  },
  bearer_assertion_no_key: {
    ...refused,
    spec: 'RFC7523-3',
    text: 'assertion is signed with a key that its issuer does not have',
  },
  bearer_assertion_signature: { ...refused, spec: 'RFC7523-3', text: 'assertion is not signed by its issuer' },
  bearer_assertion_replayed: { ...refused, spec: 'RFC7523-3', text: 'assertion was used before' },
  bearer_issuer_ended: {
    ...refused,
    spec: 'RFC7521-4.1',
    text: 'assertion is of an issuer that has just been disabled or removed',
  },
  bearer_email_unverified: {
    ...refused,
    spec: 'OIDCC-5.7',
    text: 'assertion does not say that the address of its email was verified',
  },
  bearer_account_unknown: { ...refused, spec: 'RFC7523-3', text: 'assertion names nobody who has an account here' },
  bearer_account_inactive: { ...refused, spec: 'RFC7523-3', text: 'assertion names an account that is disabled' },
  bearer_resource_not_allowed: {
    error: 'invalid_target',
    spec: 'RFC8707-2',
    text: 'resource is not one that tokens from this assertion may be for',
  },
  bearer_scope_exceeded: {
    error: 'invalid_scope',
    spec: 'RFC7521-4.1',
    text: 'scope holds a value that this client cannot have from this assertion',
  },
} as const satisfies Record<string, Reason>
