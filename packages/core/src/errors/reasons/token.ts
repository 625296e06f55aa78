import type { Reason } from '../reason.ts'

/** One public text for all of them: what exactly was wrong would help somebody who guesses (RFC9700-4.13 asks for no more). */
const authenticationFailed = { error: 'invalid_client', status: 401, text: 'Client authentication failed' } as const

/** Reasons of the endpoints that clients call with a form: token, introspection and revocation. */
export const tokenReasons = {
  client_auth_missing: { ...authenticationFailed, spec: 'RFC6749-5.2' },
  client_auth_header_malformed: { ...authenticationFailed, spec: 'RFC6749-2.3.1' },
  client_auth_scheme_unsupported: { ...authenticationFailed, spec: 'RFC6749-5.2' },
  client_auth_unknown: { ...authenticationFailed, spec: 'RFC6749-5.2' },
  client_auth_method_not_registered: { ...authenticationFailed, spec: 'OIDCC-9' },
  client_auth_secret_wrong: { ...authenticationFailed, spec: 'RFC6749-2.3.1' },
  client_auth_public: { ...authenticationFailed, spec: 'FAPI2SP-5.3.2.1' },
  client_auth_shared_secret: { ...authenticationFailed, spec: 'RFC9700-2.5' },
  client_auth_multiple: {
    error: 'invalid_request',
    spec: 'RFC6749-2.3',
    text: 'The request authenticates the client in more than one way',
  },
  client_auth_id_differs: {
    error: 'invalid_request',
    spec: 'RFC6749-2.3',
    text: 'client_id differs from the client that the Authorization header names',
  },
  grant_type_missing: { error: 'invalid_request', spec: 'RFC6749-5.2', text: 'grant_type is missing' },
  grant_type_unsupported: {
    error: 'unsupported_grant_type',
    spec: 'RFC6749-5.2',
    text: 'grant_type is not one that this server supports',
  },
  grant_type_not_allowed: {
    error: 'unauthorized_client',
    spec: 'RFC6749-5.2',
    text: 'grant_type is not one that this client may use',
  },
  code_missing: { error: 'invalid_request', spec: 'RFC6749-4.1.3', text: 'code is missing' },
  code_unknown: { error: 'invalid_grant', spec: 'RFC6749-4.1.3', text: 'code is unknown, expired or no longer valid' },
  code_too_old: {
    error: 'invalid_grant',
    spec: 'FAPI2SP-5.3.2.1',
    text: 'code is older than the 60 seconds within which this client has to redeem it',
  },
  code_client_mismatch: { error: 'invalid_grant', spec: 'RFC6749-4.1.3', text: 'code was issued to another client' },
  code_redirect_uri_missing: {
    error: 'invalid_request',
    spec: 'RFC6749-4.1.3',
    text: 'redirect_uri is missing although the authorization request had one',
  },
  code_redirect_uri_mismatch: {
    error: 'invalid_grant',
    spec: 'RFC6749-4.1.3',
    text: 'redirect_uri differs from the one of the authorization request',
  },
  code_verifier_malformed: {
    error: 'invalid_request',
    spec: 'RFC7636-4.1',
    text: 'code_verifier must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~',
  },
  code_verifier_missing: {
    error: 'invalid_grant',
    spec: 'RFC7636-4.6',
    text: 'code_verifier is missing although the authorization request had a code_challenge',
  },
  code_verifier_unexpected: {
    error: 'invalid_grant',
    spec: 'RFC9700-2.1.1',
    text: 'code_verifier is given although the authorization request had no code_challenge',
  },
  code_verifier_mismatch: {
    error: 'invalid_grant',
    spec: 'RFC7636-4.6',
    text: 'code_verifier does not match the code_challenge of the authorization request',
  },
  code_account_inactive: {
    error: 'invalid_grant',
    spec: 'RFC6749-5.2',
    text: 'code belongs to an account that can no longer sign in',
  },
  code_replayed: {
    error: 'invalid_grant',
    spec: 'RFC6749-4.1.2',
    text: 'code was used before; everything issued from it is revoked',
  },
  code_gone: { error: 'invalid_grant', spec: 'RFC6749-4.1.3', text: 'code expired or was invalidated during its redemption' },
  refresh_token_missing: { error: 'invalid_request', spec: 'RFC6749-6', text: 'refresh_token is missing' },
  refresh_token_unknown: { error: 'invalid_grant', spec: 'RFC6749-6', text: 'refresh_token is unknown or expired' },
  refresh_token_client_mismatch: {
    error: 'invalid_grant',
    spec: 'RFC6749-6',
    text: 'refresh_token was issued to another client',
  },
  refresh_token_revoked: { error: 'invalid_grant', spec: 'RFC6749-5.2', text: 'refresh_token was revoked' },
  refresh_account_inactive: {
    error: 'invalid_grant',
    spec: 'RFC6749-5.2',
    text: 'refresh_token belongs to an account that can no longer sign in',
  },
  refresh_scope_exceeded: {
    error: 'invalid_scope',
    spec: 'RFC6749-6',
    text: 'scope holds a value that was not granted with this refresh_token',
  },
  refresh_successor_lost: {
    error: 'invalid_grant',
    spec: 'LATCHKEY-0003-refresh-successor-is-derived',
    text: 'refresh_token was replaced before the encryption key of the server changed',
  },
  refresh_token_replayed: {
    error: 'invalid_grant',
    spec: 'RFC9700-4.14.2',
    text: 'refresh_token was replaced before; everything issued from its grant is revoked',
  },
  refresh_token_gone: {
    error: 'invalid_grant',
    spec: 'RFC6749-6',
    text: 'refresh_token expired or was revoked during its use',
  },
  introspection_public_client: {
    error: 'invalid_client',
    status: 401,
    spec: 'RFC7662-2.1',
    text: 'client authentication failed',
  },
  introspection_token_missing: { error: 'invalid_request', spec: 'RFC7662-2.1', text: 'token is missing' },
  revocation_token_missing: { error: 'invalid_request', spec: 'RFC7009-2.1', text: 'token is missing' },
  revocation_client_mismatch: { error: 'invalid_grant', spec: 'RFC7009-2.1', text: 'token was issued to another client' },
} as const satisfies Record<string, Reason>
