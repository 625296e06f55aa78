import type { Reason } from '../reason.ts'

const metadataInvalid = { error: 'invalid_client_metadata', spec: 'CIBA-4' } as const

/** Refusals of the backchannel authentication endpoint, of its grant, and of registrations for it. */
export const backchannelReasons = {
  backchannel_grant_not_allowed: {
    error: 'unauthorized_client',
    spec: 'CIBA-13',
    text: 'grant_type urn:openid:params:grant-type:ciba is not registered for this client',
  },
  backchannel_client_unauthenticated: {
    error: 'unauthorized_client',
    spec: 'CIBA-7.1',
    text: 'client_id names a client that does not authenticate, which this endpoint is not for',
  },
  backchannel_request_unsigned: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request is missing: this client has to sign its requests',
  },
  backchannel_request_beside: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request must hold all parameters: none may stand beside it but those that authenticate the client',
  },
  backchannel_request_malformed: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request is not a compact signed JWT whose header says alg, kid and typ only',
  },
  backchannel_request_algorithm: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request is signed with an algorithm that is not accepted from this client, or not at all',
  },
  backchannel_request_weak_algorithm: {
    error: 'invalid_request',
    spec: 'FAPI2SP-5.4.1',
    text: 'request is signed with another algorithm than PS256, ES256 or EdDSA, which this client has to use',
  },
  backchannel_request_signature: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request has a signature that no registered key of this client made',
  },
  backchannel_request_issuer: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request must have the client_id as iss',
  },
  backchannel_request_audience: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request must have the issuer of this server in aud',
  },
  backchannel_request_times_missing: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request must have exp, iat and nbf, each a number of seconds',
  },
  backchannel_request_times: {
    error: 'invalid_request',
    spec: 'FAPICIBA-5.2.2',
    text: 'request must be valid now by exp, iat and nbf, for at most an hour and since an hour at most',
  },
  backchannel_request_jti: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request must have a jti of 1 to 512 characters',
  },
  backchannel_request_parameter: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request has a parameter whose JSON value is of the wrong kind, or another request inside',
  },
  backchannel_request_used: {
    error: 'invalid_request',
    spec: 'CIBA-7.1.1',
    text: 'request was answered already: its jti was used before',
  },

  backchannel_scope_missing: {
    error: 'invalid_request',
    spec: 'CIBA-7.1',
    text: 'scope is missing',
  },
  backchannel_scope_malformed: {
    error: 'invalid_scope',
    spec: 'RFC6749-3.3',
    text: 'scope is not a list of scope tokens separated by blanks',
  },
  backchannel_scope_openid: {
    error: 'invalid_scope',
    spec: 'CIBA-7.1',
    text: 'scope must hold openid',
  },
  backchannel_scope_not_allowed: {
    error: 'invalid_scope',
    spec: 'RFC6749-5.2',
    text: 'scope holds a value that this client may not ask for',
  },
  backchannel_hints: {
    error: 'invalid_request',
    spec: 'CIBA-7.1',
    text: 'login_hint, login_hint_token or id_token_hint: exactly one of them must be there',
  },
  backchannel_id_token_hint: {
    error: 'invalid_request',
    spec: 'CIBA-7.1',
    text: 'id_token_hint is not an ID token that this server issued to this client',
  },
  backchannel_hint_token: {
    error: 'invalid_request',
    spec: 'CIBA-7.1',
    text: 'login_hint_token is not a JWT that this client signed for this server, with exp and a sub_id',
  },
  backchannel_hint_token_expired: {
    error: 'expired_login_hint_token',
    spec: 'CIBA-13',
    text: 'login_hint_token has expired',
  },
  backchannel_notification_token_missing: {
    error: 'invalid_request',
    spec: 'CIBA-7.1',
    text: 'client_notification_token is missing: this client is told by ping or push',
  },
  backchannel_notification_token_malformed: {
    error: 'invalid_request',
    spec: 'CIBA-7.1',
    text: 'client_notification_token must be a bearer token of at most 1024 characters',
  },
  backchannel_binding_message: {
    error: 'invalid_binding_message',
    spec: 'CIBA-13',
    text: 'binding_message must be 1 to 100 characters that can be shown in one line',
  },
  backchannel_requested_expiry: {
    error: 'invalid_request',
    spec: 'CIBA-7.1',
    text: 'requested_expiry must be a positive whole number of seconds',
  },
  backchannel_details_unsupported: {
    error: 'invalid_authorization_details',
    spec: 'RFC9396-5',
    text: 'authorization_details cannot be asked for here: the authorization endpoint and the device endpoint take them',
  },
  backchannel_push_bound: {
    error: 'unauthorized_client',
    spec: 'RFC9449-5.2',
    text: 'client_id names a client whose tokens are bound to a key, which pushed ones cannot be: poll and ping can',
  },
  backchannel_user_unknown: {
    error: 'unknown_user_id',
    spec: 'CIBA-13',
    text: 'login_hint, login_hint_token or id_token_hint names nobody who can be asked here',
  },
  backchannel_guessing: {
    error: 'access_denied',
    spec: 'CIBA-13',
    status: 403,
    text: 'login_hint named too many people whom nobody knows here; try again in an hour',
  },
  backchannel_too_many: {
    error: 'access_denied',
    spec: 'CIBA-13',
    status: 403,
    text: 'login_hint names a person for whom requests of this client are waiting already, as many as may',
  },

  backchannel_id_missing: { error: 'invalid_request', spec: 'CIBA-10.1', text: 'auth_req_id is missing' },
  backchannel_id_unknown: {
    error: 'invalid_grant',
    spec: 'CIBA-11',
    text: 'auth_req_id is unknown, already redeemed or long expired',
  },
  backchannel_id_client_mismatch: { error: 'invalid_grant', spec: 'CIBA-11', text: 'auth_req_id was issued to another client' },
  backchannel_id_pushed: {
    error: 'unauthorized_client',
    spec: 'CIBA-11',
    text: 'auth_req_id is not polled for: the tokens are pushed to this client',
  },
  backchannel_id_expired: { error: 'expired_token', spec: 'CIBA-11', text: 'auth_req_id has expired' },
  backchannel_poll_too_soon: {
    error: 'slow_down',
    spec: 'CIBA-11',
    text: 'auth_req_id is polled too often; wait five seconds longer between requests from now on',
  },
  backchannel_pending: { error: 'authorization_pending', spec: 'CIBA-11', text: 'auth_req_id waits for the person to decide' },
  backchannel_denied: { error: 'access_denied', spec: 'CIBA-11', text: 'auth_req_id was denied by the person' },
  backchannel_account_inactive: {
    error: 'invalid_grant',
    spec: 'RFC6749-5.2',
    text: 'auth_req_id belongs to an account that is disabled',
  },
  backchannel_id_gone: { error: 'invalid_grant', spec: 'CIBA-11', text: 'auth_req_id was redeemed by another request' },
  backchannel_transaction_failed: {
    error: 'transaction_failed',
    spec: 'CIBA-12',
    text: 'auth_req_id was approved, but no tokens can be issued for it any more',
  },

  backchannel_token_delivery_mode_unsupported: {
    ...metadataInvalid,
    text: 'backchannel_token_delivery_mode must be poll, ping or push',
  },
  backchannel_token_delivery_mode_missing: {
    ...metadataInvalid,
    text: 'backchannel_token_delivery_mode is missing: the grant urn:openid:params:grant-type:ciba needs one',
  },
  backchannel_client_public: {
    ...metadataInvalid,
    spec: 'CIBA-7.1',
    text: 'token_endpoint_auth_method must not be none with the grant urn:openid:params:grant-type:ciba',
  },
  backchannel_client_notification_endpoint_malformed: {
    ...metadataInvalid,
    text: 'backchannel_client_notification_endpoint must be an https URI without fragment',
  },
  backchannel_client_notification_endpoint_missing: {
    ...metadataInvalid,
    text: 'backchannel_client_notification_endpoint is missing: ping and push need one',
  },
  backchannel_authentication_request_signing_alg_unsupported: {
    ...metadataInvalid,
    text: 'backchannel_authentication_request_signing_alg must be an algorithm of keys that this server verifies',
  },
  backchannel_push_unbound: {
    ...metadataInvalid,
    spec: 'RFC9449-5.2',
    text: 'backchannel_token_delivery_mode must not be push where tokens are bound to a key or a certificate: nobody proves a key where tokens are pushed',
  },
} as const satisfies Record<string, Reason>
