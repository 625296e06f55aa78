import type { Reason } from '../reason.ts'

/** Reasons of the grants without a person in front of a browser. */
export const grantReasons = {
  client_credentials_public_client: {
    error: 'unauthorized_client',
    spec: 'RFC6749-4.4',
    text: 'grant_type is only for clients that authenticate',
  },
  client_credentials_resource: {
    error: 'invalid_target',
    spec: 'RFC8707-2',
    text: 'resource is not one that this client may reach by itself',
  },
  client_credentials_scope: {
    error: 'invalid_scope',
    spec: 'RFC6749-4.4.2',
    text: 'scope holds a value that this client may not have by itself',
  },
  exchange_public_client: {
    error: 'unauthorized_client',
    spec: 'RFC8693-5',
    text: 'grant_type is only for clients that authenticate',
  },
  exchange_subject_token_missing: { error: 'invalid_request', spec: 'RFC8693-2.1', text: 'subject_token is missing' },
  exchange_subject_type_unsupported: {
    error: 'invalid_request',
    spec: 'RFC8693-2.1',
    text: 'subject_token_type must be urn:ietf:params:oauth:token-type:access_token',
  },
  exchange_actor_type_unsupported: {
    error: 'invalid_request',
    spec: 'RFC8693-2.1',
    text: 'actor_token_type must be urn:ietf:params:oauth:token-type:access_token',
  },
  exchange_actor_type_alone: {
    error: 'invalid_request',
    spec: 'RFC8693-2.1',
    text: 'actor_token_type is given without actor_token',
  },
  exchange_requested_type_unsupported: {
    error: 'invalid_request',
    spec: 'RFC8693-2.1',
    text: 'requested_token_type is not one that this server issues',
  },
  exchange_form_not_available: {
    error: 'invalid_request',
    spec: 'RFC8693-2.1',
    text: 'requested_token_type is jwt although access tokens for this resource are no JWTs',
  },
  exchange_subject_token_invalid: {
    error: 'invalid_request',
    spec: 'RFC8693-2.2.2',
    text: 'subject_token is unknown, expired or revoked',
  },
  exchange_subject_not_person: {
    error: 'invalid_request',
    spec: 'RFC8693-1.1',
    text: 'subject_token was issued to a client for itself, not for a person',
  },
  exchange_subject_not_for_caller: {
    error: 'invalid_request',
    spec: 'RFC9700-4.10.2',
    text: 'subject_token was neither issued to this client nor for a resource that it answers for',
  },
  exchange_not_allowed: {
    error: 'unauthorized_client',
    spec: 'RFC8693-2.1',
    text: 'subject_token was issued to a client whose tokens this client may not exchange',
  },
  exchange_subject_bound: {
    error: 'invalid_request',
    spec: 'RFC9449-5',
    text: 'subject_token is bound to a key that the request does not prove',
  },
  exchange_actor_token_invalid: {
    error: 'invalid_request',
    spec: 'RFC8693-2.2.2',
    text: 'actor_token is not a live access token of this client',
  },
  exchange_chain_too_long: {
    error: 'invalid_request',
    spec: 'RFC8693-4.1',
    text: 'subject_token names as many actors behind each other as a token can',
  },
  exchange_target_not_allowed: {
    error: 'invalid_target',
    spec: 'RFC8693-2.2.2',
    text: 'resource is neither one that subject_token is for nor one that this client may reach for others',
  },
  exchange_scope_exceeded: {
    error: 'invalid_scope',
    spec: 'RFC8693-2.1',
    text: 'scope holds a value that this client cannot have from this subject_token',
  },
} as const satisfies Record<string, Reason>
