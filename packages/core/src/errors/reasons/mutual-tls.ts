import type { Reason } from '../reason.ts'

/** As of every failed client authentication. */
const authenticationFailed = { error: 'invalid_client', status: 401, text: 'Client authentication failed' } as const
const metadataInvalid = { error: 'invalid_client_metadata', spec: 'RFC8705-2.1.2' } as const

/** Reasons about client certificates, RFC 8705. */
export const mutualTlsReasons = {
  client_auth_certificate_missing: { ...authenticationFailed, spec: 'RFC8705-2' },
  client_auth_certificate_times: { ...authenticationFailed, spec: 'RFC5280-4.1.2.5' },
  client_auth_certificate_chain: { ...authenticationFailed, spec: 'RFC8705-2.1' },
  client_auth_certificate_subject: { ...authenticationFailed, spec: 'RFC8705-2.1.2' },
  client_auth_certificate_unknown: { ...authenticationFailed, spec: 'RFC8705-2.2' },
  token_certificate_missing: {
    error: 'invalid_request',
    spec: 'RFC8705-3',
    text: 'A client certificate is missing, and this client gets no tokens that are not bound to one',
  },
  refresh_token_certificate_mismatch: {
    error: 'invalid_grant',
    spec: 'RFC8705-4',
    text: 'refresh_token is bound to another client certificate',
  },
  exchange_subject_certificate_mismatch: {
    error: 'invalid_request',
    spec: 'RFC8705-3',
    text: 'subject_token is bound to another client certificate',
  },
  access_token_certificate_mismatch: {
    error: 'invalid_token',
    spec: 'RFC8705-3',
    status: 401,
    text: 'The access token is bound to another client certificate',
  },
  token_endpoint_auth_method_unavailable: {
    ...metadataInvalid,
    spec: 'RFC8705-2',
    text: 'token_endpoint_auth_method needs client certificates, which this server does not get or cannot judge',
  },
  tls_client_auth_subject_missing: {
    ...metadataInvalid,
    text: 'token_endpoint_auth_method tls_client_auth needs one of tls_client_auth_subject_dn, _san_dns, _san_uri, _san_ip and _san_email',
  },
  tls_client_auth_subject_repeated: {
    ...metadataInvalid,
    text: 'tls_client_auth_subject_dn, _san_dns, _san_uri, _san_ip and _san_email must not be given beside each other',
  },
  tls_client_auth_subject_dn_malformed: {
    ...metadataInvalid,
    text: 'tls_client_auth_subject_dn must be a distinguished name as RFC 4514 writes it',
  },
  tls_client_auth_san_dns_malformed: { ...metadataInvalid, text: 'tls_client_auth_san_dns must be a DNS name' },
  tls_client_auth_san_uri_malformed: { ...metadataInvalid, text: 'tls_client_auth_san_uri must be an absolute URI' },
  tls_client_auth_san_ip_malformed: { ...metadataInvalid, text: 'tls_client_auth_san_ip must be one IPv4 or IPv6 address' },
  tls_client_auth_san_email_malformed: { ...metadataInvalid, text: 'tls_client_auth_san_email must be an email address' },
  tls_client_certificate_bound_access_tokens_malformed: {
    ...metadataInvalid,
    spec: 'RFC8705-3.4',
    text: 'tls_client_certificate_bound_access_tokens must be true or false',
  },
  tls_client_certificate_bound_access_tokens_unavailable: {
    ...metadataInvalid,
    spec: 'RFC8705-3.4',
    text: 'tls_client_certificate_bound_access_tokens needs client certificates, which this server does not get',
  },
  tls_client_certificate_bound_access_tokens_through_browser: {
    ...metadataInvalid,
    spec: 'RFC8705-6.4',
    text: 'tls_client_certificate_bound_access_tokens must not be true beside response_types with token',
  },
} as const satisfies Record<string, Reason>
