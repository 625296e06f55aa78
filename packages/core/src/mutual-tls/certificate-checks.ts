import type { Check } from '../checks/check.ts'
import { clientEndpoints as at, type ClientEndpoint } from '../client-auth/client-endpoints.ts'
import type { Client } from '../clients/client.ts'
import type { ClientCertificate } from '../ports/client-certificate.ts'
import { hasRegisteredSubject, registeredSubjects } from './registered-subject.ts'

/** How clients authenticate by their certificates. */
export const certificateMethods = ['tls_client_auth', 'self_signed_tls_client_auth'] as const
export type CertificateMethod = (typeof certificateMethods)[number]

/** A client with the certificate that came with its request. */
export interface PresentedCertificate {
  readonly client: Client
  readonly method: CertificateMethod
  /** `undefined`: none came. */
  readonly certificate: ClientCertificate | undefined
  /** Whether it is among the keys of the client; asked for `self_signed_tls_client_auth` only. */
  readonly isRegistered: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** In their order. All have one public text, as every failed authentication. */
export const certificateChecks: readonly Check<PresentedCertificate, ClientEndpoint>[] = [
  {
    name: 'client-certificate-presented',
    spec: 'RFC8705-2',
    at,
    run: ({ certificate }) =>
      certificate === undefined ? { reason: 'client_auth_certificate_missing', expected: 'a client certificate' } : undefined,
  },
  {
    // RFC8705-2.2 asks for no validation of a self-signed certificate; one past its time is not used by its owner any more either way.
    name: 'client-certificate-times',
    spec: 'RFC5280-4.1.2.5',
    at,
    run({ certificate, now }) {
      if (certificate === undefined || (certificate.validFrom <= now && now <= certificate.validTo)) return undefined
      const expected = `a request from ${certificate.validFrom} to ${certificate.validTo}`
      return { reason: 'client_auth_certificate_times', expected, received: String(now) }
    },
  },
  {
    name: 'client-certificate-chain',
    spec: 'RFC8705-2.1',
    at,
    run({ method, certificate, now }) {
      const problem = method === 'tls_client_auth' ? certificate?.findChainProblem(now) : undefined
      if (problem === undefined) return undefined
      return { reason: 'client_auth_certificate_chain', expected: 'a certificate of a trusted authority', received: problem }
    },
  },
  {
    name: 'client-certificate-subject',
    spec: 'RFC8705-2.1.2',
    at,
    run({ client, method, certificate }) {
      if (method !== 'tls_client_auth' || certificate === undefined || hasRegisteredSubject(client, certificate)) return undefined
      const expected = registeredSubjects(client).map(([member, name]) => `${name} ${client[member] ?? ''}`)
      return { reason: 'client_auth_certificate_subject', expected: expected.join(' and ') }
    },
  },
  {
    name: 'client-certificate-registered',
    spec: 'RFC8705-2.2',
    at,
    run: ({ method, isRegistered }) =>
      method === 'tls_client_auth' || isRegistered
        ? undefined
        : { reason: 'client_auth_certificate_unknown', expected: 'a certificate in jwks or at jwks_uri' },
  },
]
