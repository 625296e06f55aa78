import { parseResponseType } from '../../authorization-request/response-types.ts'
import type { Check } from '../../checks/check.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import { availableMethods } from '../../mutual-tls/available-methods.ts'
import { certificateMethods } from '../../mutual-tls/certificate-checks.ts'
import { findSubjectMistake } from '../../mutual-tls/subject-mistake.ts'
import type { MutualTls } from '../../ports/client-certificate.ts'

/** Metadata with what this server can do with certificates. */
export interface CertificateMetadata {
  readonly metadata: ClientMetadata
  /** Absent: no certificates arrive. */
  readonly mutualTls?: MutualTls | undefined
}

/** The rules about how a client uses certificates. */
export const mutualTlsChecks: readonly Check<CertificateMetadata, 'registration'>[] = [
  {
    name: 'registration-certificate-method',
    spec: 'RFC8705-2',
    at: ['registration'],
    run({ metadata: { tokenEndpointAuthMethod: method }, mutualTls }) {
      const named = certificateMethods.find((name) => name === method)
      const available = availableMethods(mutualTls)
      if (named === undefined || available.includes(named)) return undefined
      return { reason: 'token_endpoint_auth_method_unavailable', expected: available.join(' or '), received: named }
    },
  },
  {
    name: 'registration-certificate-subject',
    spec: 'RFC8705-2.1.2',
    at: ['registration'],
    run: ({ metadata }) =>
      findSubjectMistake(metadata) === 'missing' ? { reason: 'tls_client_auth_subject_missing' } : undefined,
  },
  {
    name: 'registration-one-certificate-subject',
    spec: 'RFC8705-2.1.2',
    at: ['registration'],
    run: ({ metadata }) =>
      findSubjectMistake(metadata) === 'repeated' ? { reason: 'tls_client_auth_subject_repeated' } : undefined,
  },
  {
    name: 'registration-certificate-bound-tokens',
    spec: 'RFC8705-3.4',
    at: ['registration'],
    run: ({ metadata, mutualTls }) =>
      metadata.tlsClientCertificateBoundAccessTokens === true && mutualTls === undefined
        ? { reason: 'tls_client_certificate_bound_access_tokens_unavailable' }
        : undefined,
  },
  {
    name: 'registration-bound-tokens-through-browser',
    spec: 'RFC8705-6.4',
    at: ['registration'],
    run: ({ metadata: { tlsClientCertificateBoundAccessTokens, responseTypes } }) =>
      tlsClientCertificateBoundAccessTokens === true && responseTypes.some((type) => parseResponseType(type)?.token === true)
        ? { reason: 'tls_client_certificate_bound_access_tokens_through_browser' }
        : undefined,
  },
]
