import type { Reason } from '../reason.ts'

/** Reasons to refuse an authorization request. The first block is shown to the person, never redirected (RFC6749-4.1.2.1). */
export const authorizationReasons = {
  client_id_missing: { error: 'invalid_request', spec: 'RFC6749-4.1.1', text: 'client_id is missing' },
  client_unknown: { error: 'invalid_request', spec: 'RFC6749-4.1.2.1', text: 'client_id names no client of this server' },
  client_expired: {
    error: 'invalid_request',
    spec: 'RFC6749-4.1.2.1',
    text: 'client_id names a client whose registration has expired',
  },
  client_id_malformed: {
    error: 'invalid_request',
    spec: 'RFC6749-A.1',
    text: 'client_id must be printable ASCII without blanks and at most 2048 characters',
  },
  redirect_uri_missing: {
    error: 'invalid_request',
    spec: 'RFC6749-3.1.2.3',
    text: 'redirect_uri is missing; it may be left out only without the openid scope by a client with exactly one registered URI',
  },
  redirect_uri_not_named: {
    error: 'invalid_request',
    spec: 'FAPI2SP-5.3.2.2',
    text: 'redirect_uri is missing: this client has to name it in each request',
  },
  redirect_uri_not_secure: {
    error: 'invalid_request',
    spec: 'RFC9700-2.6',
    text: 'redirect_uri must not be an http URI, except of a native application on a loopback host',
  },
  redirect_uri_characters: {
    error: 'invalid_request',
    spec: 'RFC3986-2',
    text: 'redirect_uri holds characters that a URI cannot hold',
  },
  redirect_uri_fragment: { error: 'invalid_request', spec: 'RFC6749-3.1.2', text: 'redirect_uri must not have a fragment' },
  redirect_uri_scheme: {
    error: 'invalid_request',
    spec: 'RFC6749-3.1.2',
    text: 'redirect_uri must be an absolute URI with a scheme that leads to an application',
  },
  redirect_uri_mismatch: {
    error: 'invalid_request',
    spec: 'RFC6749-3.1.2.3',
    text: 'redirect_uri differs from every redirect URI registered for this client',
  },
  redirect_uri_unregistered_client: {
    error: 'invalid_request',
    spec: 'RFC8252-7',
    text: 'redirect_uri of an unregistered client must be https, loopback http or a private-use scheme with a dot',
  },

  registration_unsupported: {
    error: 'registration_not_supported',
    spec: 'OIDCC-7.2.1',
    text: 'registration is not supported: this server issues to registered clients only',
  },
  response_type_missing: { error: 'invalid_request', spec: 'RFC6749-3.1.1', text: 'response_type is missing' },
  response_type_unsupported: {
    error: 'unsupported_response_type',
    spec: 'RFC6749-3.1.1',
    text: 'response_type is not one that this server supports: code, id_token, id_token token, code id_token, code token, code id_token token, none',
  },
  response_type_not_allowed: {
    error: 'unauthorized_client',
    spec: 'RFC6749-4.1.2.1',
    text: 'response_type is not among those registered for this client',
  },
  response_type_not_code: {
    error: 'unsupported_response_type',
    spec: 'FAPI2SP-5.3.2.2',
    text: 'response_type must be code for this client',
  },
  front_channel_token_refused: {
    error: 'unauthorized_client',
    spec: 'RFC9700-2.1.2',
    text: 'response_type holds token, and this client does not get access tokens through the browser',
  },
  response_type_withdrawn: {
    error: 'unauthorized_client',
    spec: 'LATCHKEY-0017-record-as-it-is-now',
    text: 'response_type was allowed to this client when the request began, and is no longer',
  },
  response_mode_unsupported: {
    error: 'invalid_request',
    spec: 'OMRT-2.1',
    text: 'response_mode is not one that this server supports: query, fragment, form_post, jwt, query.jwt, fragment.jwt, form_post.jwt',
  },
  response_mode_not_signed: {
    error: 'invalid_request',
    spec: 'FAPI2MS-5.4.1',
    text: 'response_mode must be jwt, or another one that signs the answer, from this client',
  },
  client_signature_weak: {
    error: 'unauthorized_client',
    spec: 'FAPI2SP-5.4.1',
    text: 'client_id belongs to a client that registered another signature algorithm than PS256, ES256 or EdDSA, which it has to have',
  },
  response_mode_query_refused: {
    error: 'invalid_request',
    spec: 'OMRT-5',
    text: 'response_mode query and query.jwt are not possible with a response_type that holds token or id_token',
  },
  scope_malformed: {
    error: 'invalid_scope',
    spec: 'RFC6749-3.3',
    text: 'scope must be printable ASCII tokens, separated by single blanks, without quotes and backslashes',
  },
  scope_unknown: { error: 'invalid_scope', spec: 'RFC6749-3.3', text: 'scope holds values that this server does not know' },
  scope_not_allowed: {
    error: 'invalid_scope',
    spec: 'RFC6749-4.1.2.1',
    text: 'scope holds values that are not registered for this client',
  },
  offline_access_needs_consent: {
    error: 'invalid_scope',
    spec: 'OIDCC-11',
    text: 'scope offline_access needs the consent of the user, and is ignored with prompt=none unless it was given before',
  },
  openid_scope_missing: {
    error: 'invalid_request',
    spec: 'OIDCC-3.2.2.1',
    text: 'scope must hold openid when response_type holds id_token',
  },
  nonce_missing: {
    error: 'invalid_request',
    spec: 'OIDCC-3.2.2.1',
    text: 'nonce is missing; it is required when response_type holds id_token',
  },
  nonce_too_long: { error: 'invalid_request', spec: 'OIDCC-3.1.2.1', text: 'nonce is longer than 2048 characters' },
  pkce_method_without_challenge: {
    error: 'invalid_request',
    spec: 'RFC7636-4.3',
    text: 'code_challenge_method is given without code_challenge',
  },
  pkce_method_unsupported: {
    error: 'invalid_request',
    spec: 'RFC7636-4.4.1',
    text: 'code_challenge_method must be S256; a challenge without a method counts as plain, which is not supported',
  },
  pkce_challenge_malformed: {
    error: 'invalid_request',
    spec: 'RFC7636-4.2',
    text: 'code_challenge must be the base64url form of a SHA-256 without padding: 43 characters',
  },
  pkce_challenge_missing: {
    error: 'invalid_request',
    spec: 'RFC7636-4.4.1',
    text: 'code_challenge is missing: this client has to use PKCE with S256',
  },
  prompt_unknown: {
    error: 'invalid_request',
    spec: 'OIDCC-3.1.2.1',
    text: 'prompt holds a value that prompt_values_supported does not name',
  },
  prompt_none_not_alone: {
    error: 'invalid_request',
    spec: 'OIDCC-3.1.2.1',
    text: 'prompt none must not be combined with another value',
  },
  prompt_create_not_alone: {
    error: 'invalid_request',
    spec: 'OIDCIUR-4',
    text: 'prompt create should not be combined with another value',
  },
  max_age_malformed: {
    error: 'invalid_request',
    spec: 'OIDCC-3.1.2.1',
    text: 'max_age must be a number of seconds: digits only, at most 15',
  },
  display_unknown: {
    error: 'invalid_request',
    spec: 'OIDCC-3.1.2.1',
    text: 'display is none of page, popup, touch, wap, and is ignored',
  },
  claims_malformed: {
    error: 'invalid_request',
    spec: 'OIDCC-5.5',
    text: 'claims must be a JSON object whose userinfo and id_token members are objects of null or of essential, value, values',
  },
  acr_unreachable: {
    error: 'unmet_authentication_requirements',
    spec: 'OIDCC-5.5.1.1',
    text: 'claims asks for an essential acr that this server cannot reach',
  },
  id_token_hint_invalid: {
    error: 'invalid_request',
    spec: 'OIDCC-3.1.2.1',
    text: 'id_token_hint is not an ID token that this server issued to this client',
  },
  subject_contradiction: {
    error: 'invalid_request',
    spec: 'OIDCC-5.5.1',
    text: 'claims and id_token_hint name different users',
  },
  acr_values_unreachable: {
    error: 'unmet_authentication_requirements',
    spec: 'RFC9470-5',
    text: 'acr_values names nothing that a sign-in here can reach',
  },
} as const satisfies Record<string, Reason>
