import type { Reason } from '../reason.ts'

/** As of every failed client authentication. */
const authenticationFailed = { error: 'invalid_client', status: 401, text: 'Client authentication failed' } as const

/** Reasons of `client_secret_jwt` and `private_key_jwt`. */
export const clientAssertionReasons = {
  client_auth_assertion_beside_another: {
    error: 'invalid_request',
    spec: 'RFC6749-2.3',
    text: 'client_assertion is given beside other credentials of the client',
  },
  client_auth_assertion_type: { ...authenticationFailed, spec: 'RFC7521-4.2' },
  client_auth_assertion_malformed: { ...authenticationFailed, spec: 'RFC7523-3' },
  client_auth_assertion_subject: { ...authenticationFailed, spec: 'RFC7523-3' },
  client_auth_assertion_issuer: { ...authenticationFailed, spec: 'RFC7523-3' },
  client_auth_assertion_client_id: { ...authenticationFailed, spec: 'RFC7521-4.2' },
  client_auth_assertion_audience: { ...authenticationFailed, spec: 'RFC7523-3' },
  client_auth_assertion_times: { ...authenticationFailed, spec: 'RFC7523-3' },
  client_auth_assertion_id: { ...authenticationFailed, spec: 'OIDCC-9' },
  client_auth_assertion_typ: { ...authenticationFailed, spec: 'RFC8725-3.11' },
  client_auth_assertion_algorithm: { ...authenticationFailed, spec: 'RFC8725-3.1' },
  client_auth_assertion_key: { ...authenticationFailed, spec: 'OIDCC-10.1' },
  client_auth_assertion_signature: { ...authenticationFailed, spec: 'RFC7523-3' },
  client_auth_assertion_not_issuer: { ...authenticationFailed, spec: 'FAPI2SP-5.3.2.1' },
  client_auth_assertion_weak_algorithm: { ...authenticationFailed, spec: 'FAPI2SP-5.4.1' },
  client_auth_assertion_replayed: { ...authenticationFailed, spec: 'OIDCC-9' },
} as const satisfies Record<string, Reason>
