import { runChecks } from '../checks/check.ts'
import type { ClientEndpoint } from '../client-auth/client-endpoints.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { certificateChecks, type PresentedCertificate } from './certificate-checks.ts'
import { isRegisteredCertificate } from './is-registered-certificate.ts'

/**
 * Decides whether the certificate that came with a request is its client's: by the subject, if an authority that this server trusts vouches for
 * it, or because the client registered that very certificate or its key.
 * @see RFC8705-2.1, RFC8705-2.2
 * @throws OAuthError `invalid_client` with one public text
 */
export async function verifyCertificate(
  endpoint: ClientEndpoint,
  { client, method, certificate }: Pick<PresentedCertificate, 'client' | 'method' | 'certificate'>,
  ports: Ports,
  outcomes: CheckOutcome[],
): Promise<void> {
  const isAsked = method === 'self_signed_tls_client_auth' && certificate !== undefined
  const isRegistered = isAsked && (await isRegisteredCertificate(client, certificate, ports))
  runChecks(certificateChecks, endpoint, { client, method, certificate, isRegistered, now: ports.clock() }, outcomes)
}
