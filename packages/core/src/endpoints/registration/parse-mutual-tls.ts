import type { ClientMetadata } from '../../clients/metadata.ts'
import { parseBoolean } from '../../clients/metadata-values.ts'
import {
  parseSubjectAddress,
  parseSubjectDn,
  parseSubjectDnsName,
  parseSubjectEmail,
  parseSubjectUri,
} from '../../mutual-tls/subject-values.ts'
import type { MemberReader } from './parse-protection.ts'

type MutualTlsMetadata = Pick<
  ClientMetadata,
  | 'tlsClientAuthSubjectDn'
  | 'tlsClientAuthSanDns'
  | 'tlsClientAuthSanUri'
  | 'tlsClientAuthSanIp'
  | 'tlsClientAuthSanEmail'
  | 'tlsClientCertificateBoundAccessTokens'
>

/** What a client says about its certificates (RFC8705-2.1.2, RFC8705-3.4). */
export function readMutualTls(read: MemberReader): {
  readonly [Name in keyof MutualTlsMetadata]: MutualTlsMetadata[Name] | undefined
} {
  return {
    tlsClientAuthSubjectDn: read('tls_client_auth_subject_dn', 'tls_client_auth_subject_dn_malformed', parseSubjectDn),
    tlsClientAuthSanDns: read('tls_client_auth_san_dns', 'tls_client_auth_san_dns_malformed', parseSubjectDnsName),
    tlsClientAuthSanUri: read('tls_client_auth_san_uri', 'tls_client_auth_san_uri_malformed', parseSubjectUri),
    tlsClientAuthSanIp: read('tls_client_auth_san_ip', 'tls_client_auth_san_ip_malformed', parseSubjectAddress),
    tlsClientAuthSanEmail: read('tls_client_auth_san_email', 'tls_client_auth_san_email_malformed', parseSubjectEmail),
    tlsClientCertificateBoundAccessTokens: read(
      'tls_client_certificate_bound_access_tokens',
      'tls_client_certificate_bound_access_tokens_malformed',
      parseBoolean,
    ),
  }
}
