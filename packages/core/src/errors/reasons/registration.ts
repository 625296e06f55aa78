import type { Reason } from '../reason.ts'

const metadataInvalid = { error: 'invalid_client_metadata', spec: 'OIDCR-2' } as const
const redirectInvalid = { error: 'invalid_redirect_uri', spec: 'OIDCR-3.3' } as const
const tokenInvalid = { error: 'invalid_token', status: 401 } as const
const uriText = 'must be an absolute http or https URI'

/** Reasons of dynamic registration (OIDCR, RFC 7591) and of its management (RFC 7592). */
export const registrationReasons = {
  registration_not_allowed: {
    ...tokenInvalid,
    spec: 'RFC7591-3',
    text: 'Registration needs an access token of somebody who may register clients',
  },
  registration_token_wrong: {
    ...tokenInvalid,
    spec: 'RFC7592-2',
    text: 'The registration access token is not valid for this client',
  },
  initial_access_token_wrong: {
    ...tokenInvalid,
    spec: 'RFC7591-3',
    text: 'The initial access token is not valid, or it was used as often as it may be',
  },
  registration_too_many: {
    error: 'temporarily_unavailable',
    status: 429,
    spec: 'RFC6585-4',
    text: 'Too many clients were registered from this network in the last hour',
  },
  update_body_not_object: { ...metadataInvalid, spec: 'RFC7592-2.2', text: 'The update must be a JSON object' },
  update_names_server_member: {
    ...metadataInvalid,
    spec: 'RFC7592-2.2',
    text: 'registration_access_token, registration_client_uri, client_secret_expires_at and client_id_issued_at must not be in an update',
  },
  update_client_id_differs: {
    ...metadataInvalid,
    spec: 'RFC7592-2.2',
    text: 'client_id must be in an update, and be that of the client',
  },
  update_client_secret_differs: {
    ...metadataInvalid,
    spec: 'RFC7592-2.2',
    text: 'client_secret in an update must be one that the client has',
  },
  software_statement_missing: {
    ...metadataInvalid,
    spec: 'RFC7591-2.3',
    text: 'software_statement is missing, and this server lets no such client register without one',
  },
  software_statement_invalid: {
    error: 'invalid_software_statement',
    spec: 'RFC7591-3.2.2',
    text: 'software_statement must be a JWT in force that its issuer signed',
  },
  software_statement_unapproved: {
    error: 'unapproved_software_statement',
    spec: 'RFC7591-3.2.2',
    text: 'software_statement is of an issuer that this server does not trust',
  },
  registration_body_not_object: { ...metadataInvalid, spec: 'RFC7591-3.1', text: 'The request body must be a JSON object' },
  redirect_uris_malformed: { ...redirectInvalid, text: 'redirect_uris must be a list of URIs' },
  redirect_uris_missing: { ...redirectInvalid, text: 'redirect_uris must hold at least one URI' },
  redirect_uris_not_allowed: {
    ...redirectInvalid,
    text: 'redirect_uris must be https URIs, http URIs of a loopback host or URIs of a private-use scheme with a dot, without fragment, user information, wildcard or dot segments',
  },
  post_logout_redirect_uris_malformed: {
    ...metadataInvalid,
    spec: 'OIDCRPL-3.1',
    text: 'post_logout_redirect_uris must be a list of URIs',
  },
  post_logout_redirect_uris_not_allowed: {
    ...metadataInvalid,
    spec: 'OIDCRPL-3.1',
    text: 'post_logout_redirect_uris must follow the rules of redirect_uris',
  },
  response_types_malformed: { ...metadataInvalid, text: 'response_types must be a list of response types' },
  response_types_unsupported: { ...metadataInvalid, text: 'response_types names one that this server does not support' },
  grant_types_malformed: { ...metadataInvalid, text: 'grant_types must be a list of grant types' },
  grant_types_unsupported: {
    ...metadataInvalid,
    text: 'grant_types names none that this server supports and that response_types need',
  },
  grant_types_mismatch: {
    ...metadataInvalid,
    spec: 'OIDCR-2',
    text: 'grant_types must hold authorization_code if a value of response_types holds code, and only then, and implicit if one holds id_token or token',
  },
  redirect_uris_implicit_web: {
    ...redirectInvalid,
    spec: 'OIDCR-2',
    text: 'redirect_uris of a web application with the implicit grant must be https URIs of a host other than localhost',
  },
  application_type_unknown: { ...metadataInvalid, text: 'application_type must be web or native' },
  client_name_malformed: {
    ...metadataInvalid,
    text: 'client_name must be a text of 1 to 200 characters without control characters',
  },
  contacts_malformed: { ...metadataInvalid, text: 'contacts must be a list of texts' },
  client_uri_malformed: { ...metadataInvalid, text: `client_uri ${uriText}` },
  logo_uri_malformed: { ...metadataInvalid, text: `logo_uri ${uriText}` },
  policy_uri_malformed: { ...metadataInvalid, text: `policy_uri ${uriText}` },
  tos_uri_malformed: { ...metadataInvalid, text: `tos_uri ${uriText}` },
  backchannel_logout_uri_malformed: {
    ...metadataInvalid,
    spec: 'OIDCBCL-2.2',
    text: 'backchannel_logout_uri must be an https URI, or an http URI of a loopback host, without fragment',
  },
  backchannel_logout_session_required_malformed: {
    ...metadataInvalid,
    spec: 'OIDCBCL-2.2',
    text: 'backchannel_logout_session_required must be true or false',
  },
  frontchannel_logout_uri_malformed: {
    ...metadataInvalid,
    spec: 'OIDCFCL-2',
    text: 'frontchannel_logout_uri must be an https URI, or an http URI of a loopback host, without fragment',
  },
  frontchannel_logout_uri_foreign: {
    ...metadataInvalid,
    spec: 'OIDCFCL-2',
    text: 'frontchannel_logout_uri must have scheme, host and port of one of redirect_uris',
  },
  frontchannel_logout_session_required_malformed: {
    ...metadataInvalid,
    spec: 'OIDCFCL-2',
    text: 'frontchannel_logout_session_required must be true or false',
  },
  initiate_login_uri_not_https: { ...metadataInvalid, spec: 'OIDCC-4', text: 'initiate_login_uri must be an https URI' },
  jwks_malformed: { ...metadataInvalid, text: 'jwks must be a JWK Set of public keys' },
  jwks_uri_malformed: { ...metadataInvalid, text: 'jwks_uri must be an https URI' },
  jwks_missing: {
    ...metadataInvalid,
    spec: 'OIDCC-9',
    text: 'token_endpoint_auth_method private_key_jwt or self_signed_tls_client_auth needs jwks or jwks_uri',
  },
  token_endpoint_auth_signing_alg_unsupported: {
    ...metadataInvalid,
    text: 'token_endpoint_auth_signing_alg is not one that this server verifies',
  },
  token_endpoint_auth_signing_alg_mismatch: {
    ...metadataInvalid,
    text: 'token_endpoint_auth_signing_alg must be HS256, HS384 or HS512 with client_secret_jwt, and none of them with private_key_jwt',
  },
  jwks_with_jwks_uri: { ...metadataInvalid, text: 'jwks and jwks_uri must not be used together' },
  request_uris_malformed: {
    ...metadataInvalid,
    spec: 'OIDCC-6.2',
    text: 'request_uris must be a list of http or https URIs of at most 512 characters',
  },
  request_object_signing_alg_unsupported: {
    ...metadataInvalid,
    text: 'request_object_signing_alg is neither none nor one by which this server verifies signatures',
  },
  request_object_none_refused: {
    ...metadataInvalid,
    spec: 'RFC9101-10.5',
    text: 'request_object_signing_alg none contradicts require_signed_request_object',
  },
  request_object_signing_alg_needs_secret: {
    ...metadataInvalid,
    spec: 'OIDCC-10.1',
    text: 'request_object_signing_alg needs a client secret, which a public client does not have',
  },
  require_signed_request_object_malformed: {
    ...metadataInvalid,
    spec: 'RFC9101-10.5',
    text: 'require_signed_request_object must be true or false',
  },
  require_pushed_authorization_requests_malformed: {
    ...metadataInvalid,
    spec: 'RFC9126-6',
    text: 'require_pushed_authorization_requests must be true or false',
  },
  token_endpoint_auth_method_unsupported: {
    ...metadataInvalid,
    text: 'token_endpoint_auth_method is not one that this server supports',
  },
  id_token_signed_response_alg_unsupported: {
    ...metadataInvalid,
    text: 'id_token_signed_response_alg is not one that this server supports',
  },
  id_token_signed_response_alg_needs_secret: {
    ...metadataInvalid,
    spec: 'OIDCC-10.1',
    text: 'id_token_signed_response_alg needs a client secret, which a public client does not have',
  },
  authorization_signed_response_alg_unsupported: {
    ...metadataInvalid,
    spec: 'JARM-3',
    text: 'authorization_signed_response_alg is not one that this server supports',
  },
  authorization_signed_response_alg_needs_secret: {
    ...metadataInvalid,
    spec: 'JARM-3',
    text: 'authorization_signed_response_alg needs a client secret, which a public client does not have',
  },
  introspection_signed_response_alg_unsupported: {
    ...metadataInvalid,
    spec: 'RFC9701-6',
    text: 'introspection_signed_response_alg is not an algorithm of keys that this server signs with',
  },
  subject_type_unsupported: { ...metadataInvalid, text: 'subject_type must be public or pairwise' },
  sector_identifier_uri_malformed: { ...metadataInvalid, text: `sector_identifier_uri ${uriText}` },
  sector_identifier_uri_unreadable: {
    ...metadataInvalid,
    spec: 'OIDCR-5',
    text: 'sector_identifier_uri must lead to a JSON array of redirect URIs, by https and without redirect',
  },
  sector_identifier_uri_incomplete: {
    ...metadataInvalid,
    spec: 'OIDCR-5',
    text: 'sector_identifier_uri must lead to a list that holds all redirect_uris',
  },
  sector_missing: {
    ...metadataInvalid,
    spec: 'OIDCC-8.1',
    text: 'sector_identifier_uri must be given for pairwise subjects unless all redirect_uris have one web host',
  },
  sector_unproven: {
    ...metadataInvalid,
    spec: 'OIDCC-8.1',
    text: 'subject_type must not be pairwise with the device grant or CIBA unless an administrator says so',
  },
  default_max_age_malformed: { ...metadataInvalid, text: 'default_max_age must be a whole number of seconds' },
  authorization_details_types_malformed: {
    ...metadataInvalid,
    text: 'authorization_details_types must be an array of names of types',
  },
  dpop_bound_access_tokens_malformed: { ...metadataInvalid, text: 'dpop_bound_access_tokens must be true or false' },
  require_auth_time_malformed: { ...metadataInvalid, text: 'require_auth_time must be true or false' },
  metadata_scope_malformed: {
    ...metadataInvalid,
    spec: 'RFC7591-2',
    text: 'scope must be scope tokens separated by single blanks',
  },
  software_id_malformed: {
    ...metadataInvalid,
    spec: 'RFC7591-2',
    text: 'software_id must be a text of 1 to 200 printable ASCII characters',
  },
  software_version_malformed: {
    ...metadataInvalid,
    spec: 'RFC7591-2',
    text: 'software_version must be a text of 1 to 200 printable ASCII characters',
  },
} as const satisfies Record<string, Reason>
