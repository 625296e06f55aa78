import type { Reason } from '../reason.ts'

const tokenInvalid = { error: 'invalid_token', status: 401 } as const

/** Reasons of endpoints that are called with an access token, RFC6750-3.1. */
export const resourceReasons = {
  /** Answered without an error code, RFC6750-3.1. */
  access_token_missing: { ...tokenInvalid, spec: 'RFC6750-3.1', text: 'The request has no access token' },
  access_token_repeated: {
    error: 'invalid_request',
    spec: 'RFC6750-2',
    text: 'access_token is given more than once or in more than one way',
  },
  access_token_in_query: {
    error: 'invalid_request',
    spec: 'RFC9700-4.3.2',
    text: 'access_token must not be part of the URL',
  },
  access_token_malformed: {
    error: 'invalid_request',
    spec: 'RFC6750-2.1',
    text: 'The Authorization header must be Bearer, one space and the access token',
  },
  access_token_unknown: { ...tokenInvalid, spec: 'RFC6750-3.1', text: 'The access token was not issued by this server' },
  access_token_needs_proof: {
    ...tokenInvalid,
    spec: 'RFC9449-7.1',
    text: 'The access token is bound to a key, and DPoP does not prove that the sender has it',
  },
  access_token_not_bound: {
    ...tokenInvalid,
    spec: 'RFC9449-7.1',
    text: 'The access token is not bound to a key, so it must be sent as Bearer',
  },
  access_token_expired: { ...tokenInvalid, spec: 'RFC6750-3.1', text: 'The access token expired' },
  access_token_other_audience: {
    error: 'invalid_token',
    status: 401,
    spec: 'RFC9700-4.10.2',
    text: 'access token was issued for another resource',
  },
  access_token_without_person: {
    error: 'invalid_token',
    status: 401,
    spec: 'OIDCC-5.3',
    text: 'access token was issued to a client for itself, not for a person',
  },
  access_token_revoked: { ...tokenInvalid, spec: 'RFC6750-3.1', text: 'The access token was revoked' },
  access_token_account_inactive: {
    ...tokenInvalid,
    spec: 'RFC6750-3.1',
    text: 'The access token belongs to an account that can no longer sign in',
  },
  access_token_acr_insufficient: {
    error: 'insufficient_user_authentication',
    status: 401,
    spec: 'RFC9470-3',
    text: 'The access token comes from a sign-in of another kind than is required here',
  },
  access_token_sign_in_too_old: {
    error: 'insufficient_user_authentication',
    status: 401,
    spec: 'RFC9470-3',
    text: 'The access token comes from a sign-in that is too long ago',
  },
  access_token_without_openid: {
    error: 'insufficient_scope',
    status: 403,
    spec: 'OIDCC-5.3',
    text: 'The access token does not have the scope openid',
  },
  access_token_client_unreadable: {
    error: 'invalid_request',
    spec: 'CIMD-4',
    text: 'The client metadata document of this client cannot be read, so it is not known whether its answers are signed or encrypted',
  },
  /** Also at the other endpoints that answer with a token for the client. */
  client_encryption_key_missing: {
    error: 'invalid_request',
    spec: 'OIDCC-10.2',
    text: 'The client registered encrypted answers, but none of its jwks, jwks_uri or secret yields a key that can be used for them',
  },
} as const satisfies Record<string, Reason>
