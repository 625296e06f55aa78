import type { Reason } from '../reason.ts'

const refused = { error: 'invalid_client_metadata', spec: 'RFC7591-2' } as const

/** Rules of registration that an administrator set; the answer names what is allowed behind the text. */
export const registrationPolicyReasons = {
  grant_types_not_allowed: { ...refused, text: 'grant_types names one that this server lets no such client register' },
  response_types_not_allowed: { ...refused, text: 'response_types names one that this server lets no such client register' },
  token_endpoint_auth_method_not_allowed: {
    ...refused,
    text: 'token_endpoint_auth_method is one that this server lets no such client register',
  },
  metadata_scope_not_allowed: { ...refused, text: 'scope names one that this server lets no such client register' },
  redirect_hosts_not_allowed: {
    error: 'invalid_redirect_uri',
    spec: 'RFC7591-5',
    text: 'redirect_uris lead to a host that this server lets no such client register',
  },
  post_logout_hosts_not_allowed: {
    ...refused,
    spec: 'RFC7591-5',
    text: 'post_logout_redirect_uris lead to a host that this server lets no such client register',
  },
} as const satisfies Record<string, Reason>

/** What a security rule in force would refuse at every use; the answer names the rule behind the text. */
export const registrationPostureReasons = {
  metadata_auth_method_refused: { ...refused, text: 'token_endpoint_auth_method is one that this server refuses at every use' },
  metadata_auth_algorithm_refused: {
    ...refused,
    text: 'token_endpoint_auth_signing_alg is one that this server refuses at every use',
  },
  metadata_response_type_refused: { ...refused, text: 'response_types names one that this server refuses at every use' },
  metadata_redirect_uri_refused: {
    error: 'invalid_redirect_uri',
    spec: 'RFC7591-3.2.2',
    text: 'redirect_uris names one that this server refuses at every use',
  },
  metadata_request_algorithm_refused: {
    ...refused,
    text: 'request_object_signing_alg is one that this server refuses at every use',
  },
  metadata_backchannel_algorithm_refused: {
    ...refused,
    text: 'backchannel_authentication_request_signing_alg is one that this server refuses at every use',
  },
  metadata_delivery_mode_refused: {
    ...refused,
    text: 'backchannel_token_delivery_mode is one that this server refuses at every use',
  },
  metadata_id_token_algorithm_refused: {
    ...refused,
    text: 'id_token_signed_response_alg is one that this server refuses at every use',
  },
  metadata_authorization_algorithm_refused: {
    ...refused,
    text: 'authorization_signed_response_alg is one that this server refuses at every use',
  },
  metadata_userinfo_algorithm_refused: {
    ...refused,
    text: 'userinfo_signed_response_alg is one that this server refuses at every use',
  },
  metadata_introspection_algorithm_refused: {
    ...refused,
    text: 'introspection_signed_response_alg is one that this server refuses at every use',
  },
} as const satisfies Record<string, Reason>
