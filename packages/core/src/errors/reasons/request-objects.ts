import type { Reason } from '../reason.ts'

/** Reasons to refuse how an authorization request comes: pushed, as a request object, by reference. */
export const requestObjectReasons = {
  request_parameters_both: {
    error: 'invalid_request',
    spec: 'RFC9101-5',
    text: 'request and request_uri must not be used together',
  },
  pushed_request_uri_inside: {
    error: 'invalid_request',
    spec: 'RFC9126-2.1',
    text: 'request_uri must not be pushed: push the parameters, or a request object as request',
  },
  pushed_request_required: {
    error: 'invalid_request',
    spec: 'RFC9126-6',
    text: 'request_uri is missing: this client has to push its requests',
  },
  pushed_request_unknown: {
    error: 'invalid_request_uri',
    spec: 'RFC9126-4',
    text: 'request_uri names no pushed request that can still be used: it is unknown, expired or was answered',
  },
  pushed_request_client_mismatch: {
    error: 'invalid_request_uri',
    spec: 'RFC9126-4',
    text: 'request_uri belongs to a request that another client pushed',
  },
  pushed_request_redirect_uri_gone: {
    error: 'invalid_request_uri',
    spec: 'LATCHKEY-0017-record-as-it-is-now',
    text: 'request_uri belongs to a request whose redirect_uri is no longer registered for this client',
  },
  pushed_request_used: {
    error: 'invalid_request_uri',
    spec: 'RFC9126-4',
    text: 'request_uri was answered already: each pushed request is answered once',
  },

  signed_request_object_required: {
    error: 'invalid_request',
    spec: 'RFC9101-10.5',
    text: 'request is missing: this client has to send a signed request object',
  },
  request_object_unsupported: {
    error: 'request_not_supported',
    spec: 'OIDCC-6.1',
    text: 'request is not supported for a client that is not registered here: send the parameters themselves',
  },
  request_uri_unsupported: {
    error: 'request_uri_not_supported',
    spec: 'OIDCC-6.2',
    text: 'request_uri is not supported for a client that is not registered here: send the parameters themselves',
  },
  request_uri_not_registered: {
    error: 'invalid_request_uri',
    spec: 'OIDCR-2',
    text: 'request_uri is not among the request_uris registered for this client',
  },
  request_uri_not_fetched: {
    error: 'invalid_request_uri',
    spec: 'RFC9101-5.2',
    text: 'request_uri could not be read: nothing that can be used came from its address',
  },
  request_uri_digest_differs: {
    error: 'invalid_request_uri',
    spec: 'OIDCC-6.2',
    text: 'request_uri has a fragment that is not the SHA-256 of what is at its address',
  },
  request_object_not_decrypted: {
    error: 'invalid_request_object',
    spec: 'RFC9101-6.1',
    text: 'request is encrypted, and could not be decrypted with a key of this server or the secret of the client',
  },
  request_object_malformed: {
    error: 'invalid_request_object',
    spec: 'RFC9101-6.2',
    text: 'request is not a compact JWT whose header and payload are JSON objects without repeated members',
  },
  request_object_header_forbidden: {
    error: 'invalid_request_object',
    spec: 'RFC8725-3.10',
    text: 'request has a header member that brings a key or wants an extension; only alg, kid and typ count',
  },
  request_object_unsigned: {
    error: 'request_not_supported',
    spec: 'OIDCC-6.1',
    text: 'request is not signed, and this client has not registered request_object_signing_alg none',
  },
  request_uri_object_unsigned: {
    error: 'request_uri_not_supported',
    spec: 'OIDCC-6.2',
    text: 'request_uri leads to an unsigned object, and this client has not registered request_object_signing_alg none',
  },
  request_object_signature_required: {
    error: 'invalid_request_object',
    spec: 'RFC9101-10.5',
    text: 'request is not signed, and this client has to send signed request objects',
  },
  request_object_type: {
    error: 'invalid_request_object',
    spec: 'RFC9101-10.8',
    text: 'request has a typ other than oauth-authz-req+jwt and JWT',
  },
  request_object_algorithm: {
    error: 'invalid_request_object',
    spec: 'OIDCR-2',
    text: 'request is signed with an algorithm that is not accepted from this client',
  },
  request_object_weak_algorithm: {
    error: 'invalid_request_object',
    spec: 'FAPI2SP-5.4.1',
    text: 'request is signed with another algorithm than PS256, ES256 or EdDSA, which this client has to use',
  },
  request_object_no_key: {
    error: 'invalid_request_object',
    spec: 'RFC9101-6.2',
    text: 'request is signed, but this client has no registered key that fits its alg and kid',
  },
  request_object_signature: {
    error: 'invalid_request_object',
    spec: 'RFC9101-6.2',
    text: 'request has a signature that no registered key of this client made',
  },
  request_object_issuer: {
    error: 'invalid_request_object',
    spec: 'OIDCC-6.1',
    text: 'request must have the client_id as iss',
  },
  request_object_audience: {
    error: 'invalid_request_object',
    spec: 'OIDCC-6.1',
    text: 'request must have the issuer of this server in aud',
  },
  request_object_subject: {
    error: 'invalid_request_object',
    spec: 'RFC9101-10.8',
    text: 'request must not have the client_id as sub: it could be taken for a client assertion',
  },
  request_object_times_malformed: {
    error: 'invalid_request_object',
    spec: 'RFC7519-4.1.4',
    text: 'request must have numbers of seconds as exp, nbf and iat',
  },
  request_object_expired: { error: 'invalid_request_object', spec: 'RFC7519-4.1.4', text: 'request has expired, by its exp' },
  request_object_premature: {
    error: 'invalid_request_object',
    spec: 'RFC7519-4.1.5',
    text: 'request is not valid yet, by its nbf or iat',
  },
  request_object_audience_missing: {
    error: 'invalid_request_object',
    spec: 'FAPI2MS-5.3.1',
    text: 'request has no aud: from this client it must name the issuer of this server',
  },
  request_object_times_missing: {
    error: 'invalid_request_object',
    spec: 'FAPI2MS-5.3.1',
    text: 'request has no exp or no nbf, and from this client it must have both',
  },
  request_object_lives_too_long: {
    error: 'invalid_request_object',
    spec: 'FAPI2MS-5.3.1',
    text: 'request has an exp more than 60 minutes after its nbf',
  },
  request_object_too_old: {
    error: 'invalid_request_object',
    spec: 'FAPI2MS-5.3.1',
    text: 'request has an nbf more than 60 minutes ago',
  },
  request_object_jti: {
    error: 'invalid_request_object',
    spec: 'RFC7519-4.1.7',
    text: 'request with a jti must have an exp within a day, and a jti of at most 512 characters: it is answered once',
  },
  request_object_used: {
    error: 'invalid_request_object',
    spec: 'RFC7519-4.1.7',
    text: 'request was answered already: its jti was used before',
  },
  request_object_nested: {
    error: 'invalid_request_object',
    spec: 'RFC9101-4',
    text: 'request must not have request or request_uri inside',
  },
  request_object_client_mismatch: {
    error: 'invalid_request_object',
    spec: 'RFC9101-5',
    text: 'request must have the same client_id inside as outside',
  },
  request_object_response_type_mismatch: {
    error: 'invalid_request_object',
    spec: 'OIDCC-6.1',
    text: 'request must have the same response_type inside as outside',
  },
  request_object_parameter_malformed: {
    error: 'invalid_request_object',
    spec: 'RFC9101-4',
    text: 'request has a parameter whose JSON value is of the wrong kind',
  },
} as const satisfies Record<string, Reason>
