import { type Check, runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import type { ClientCertificate } from '../ports/client-certificate.ts'
import type { CheckOutcome } from '../trace/trace.ts'

/** A token request of a client whose tokens are bound to its certificate. */
export interface BindingRequest {
  readonly certificate: ClientCertificate | undefined
}

/** Whether a token can be bound as the client registered. */
export const bindingChecks: readonly Check<BindingRequest, 'token'>[] = [
  {
    name: 'token-certificate-presented',
    spec: 'RFC8705-3',
    at: ['token'],
    run: ({ certificate }) =>
      certificate === undefined ? { reason: 'token_certificate_missing', expected: 'a client certificate' } : undefined,
  },
]

/**
 * Thumbprint of the certificate to which all that a token request yields is bound; `undefined`: the client did not register that. A client
 * that authenticates otherwise, or not at all, has its tokens bound to whatever certificate it comes with.
 * @see RFC8705-3, RFC8705-4
 * @throws OAuthError `token_certificate_missing`
 */
export function boundCertificate(
  client: Client,
  certificate: ClientCertificate | undefined,
  outcomes: CheckOutcome[],
): string | undefined {
  if (client.tlsClientCertificateBoundAccessTokens !== true) return undefined
  runChecks(bindingChecks, 'token', { certificate }, outcomes)
  return certificate?.thumbprint
}
