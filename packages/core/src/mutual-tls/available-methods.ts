import type { MutualTls } from '../ports/client-certificate.ts'
import type { CertificateMethod } from './certificate-checks.ts'

/** The methods by certificate that work on this server. @param mutualTls absent: no certificates arrive */
export function availableMethods(mutualTls: MutualTls | undefined): readonly CertificateMethod[] {
  if (mutualTls === undefined) return []
  return mutualTls.hasAuthorities ? ['tls_client_auth', 'self_signed_tls_client_auth'] : ['self_signed_tls_client_auth']
}
