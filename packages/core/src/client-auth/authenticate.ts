import { type Awaitable, whenThere } from '../awaitable.ts'
import { type Finding, runChecks } from '../checks/check.ts'
import type { Client, ClientAuthenticationMethod } from '../clients/client.ts'
import { findClient } from '../clients/find-client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import { isLive } from '../keys/client-secret-keys.ts'
import { certificateMethods } from '../mutual-tls/certificate-checks.ts'
import { verifyCertificate } from '../mutual-tls/verify-certificate.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { clientAuthenticationChecks, type PresentedClient } from './checks.ts'
import { clientAssertion } from './client-assertion.ts'
import type { ClientEndpoint } from './client-endpoints.ts'
import { clientSecretBasic } from './client-secret-basic.ts'
import { clientSecretPost } from './client-secret-post.ts'
import type { AuthenticationMethod, ClientCredentials, CredentialSource } from './credentials.ts'
import { none } from './none.ts'
import { verifyAssertion } from './verify-assertion.ts'

/** In the order in which a request is searched for them. */
export const authenticationMethods: readonly AuthenticationMethod[] = [clientAssertion, clientSecretPost, clientSecretBasic, none]

/** A request whose client is who it says; only `authenticateClient` makes one. */
export interface ClientRequest {
  readonly client: Client
  readonly method: ClientAuthenticationMethod
  readonly values: ReadonlyMap<string, string>
}

/**
 * Decides whether the client of a form request is who it says. A client with secrets may present one by either method unless its
 * record pins one; one with keys signs an assertion; one with a certificate, as a public client, only names itself. Does not decide what the
 * client may do.
 * Appends the outcome of each check to `outcomes`.
 * @param source `issuer`: this server, which an assertion must be meant for.
 * @see RFC6749-2.3, RFC6749-3.2.1, RFC7521-4.2, RFC8705-2, OIDCC-9
 * @throws OAuthError `invalid_client` with one public text whatever was wrong; `invalid_request` for two methods at once.
 */
export function authenticateClient(
  endpoint: ClientEndpoint,
  source: CredentialSource & { readonly issuer: string },
  ports: Ports,
  outcomes: CheckOutcome[],
): Awaitable<ClientRequest> {
  return whenThere(load(source, ports), (presented) => {
    runChecks(clientAuthenticationChecks, endpoint, presented, outcomes)
    const { client, credentials } = presented
    if (client === undefined || credentials === undefined) throw new TypeError('the checks passed without a client')
    const { method } = credentials
    const request: ClientRequest = { client, method, values: source.values }
    if (method === 'client_secret_jwt' || method === 'private_key_jwt') {
      const { values, issuer } = source
      const asserted = { client, credentials, endpoint, clientId: values.get('client_id'), issuer }
      return verifyAssertion(asserted, ports, outcomes).then(() => request)
    }
    if (method === 'tls_client_auth' || method === 'self_signed_tls_client_auth') {
      const shown = { client, method, certificate: source.certificate }
      return verifyCertificate(endpoint, shown, ports, outcomes).then(() => request)
    }
    return request
  })
}

function load(source: CredentialSource, ports: Ports): Awaitable<PresentedClient> {
  let credentials: ClientCredentials
  try {
    credentials = readCredentials(source)
  } catch (error) {
    if (error instanceof OAuthError) return { mistake: mistakeOf(error), security: ports.security?.() }
    throw error
  }
  return whenThere(findClient(credentials.clientId, ports), (client) => {
    // Compared for an unknown client as well, so that the time does not tell it from a wrong secret.
    const isSecretRight = 'secret' in credentials && matchesSecret(credentials.secret, client, ports)
    return { credentials: byCertificate(credentials, client, source), client, isSecretRight, security: ports.security?.() }
  })
}

/** RFC8705-2: a client that authenticates by its certificate only names itself in the form; its record says that it does. */
function byCertificate(
  credentials: ClientCredentials,
  client: Client | undefined,
  { authorization }: CredentialSource,
): ClientCredentials {
  const method = certificateMethods.find((name) => name === client?.tokenEndpointAuthMethod)
  if (credentials.method !== 'none' || method === undefined || authorization !== undefined) return credentials
  return { method, clientId: credentials.clientId }
}

function mistakeOf({ reason, detail = {} }: OAuthError): Finding {
  return { reason, ...detail }
}

function readCredentials(source: CredentialSource): ClientCredentials {
  const { values, authorization } = source
  for (const method of authenticationMethods) {
    const credentials = method.read(source)
    if (credentials === undefined) continue
    const named = values.get('client_id')
    if (authorization !== undefined && named !== undefined && named !== credentials.clientId) {
      throw new OAuthError('client_auth_id_differs')
    }
    return credentials
  }
  throw new OAuthError('client_auth_missing')
}

/** All live secrets are compared: which one matched is not to be seen. */
function matchesSecret(secret: string, client: Client | undefined, ports: Ports): boolean {
  const { crypto } = ports
  const presented = crypto.digest(secret)
  const now = ports.clock()
  let isRight = false
  for (const secret of client?.secrets ?? []) {
    if (isLive(secret, now) && crypto.equalDigests(secret.digest, presented)) isRight = true
  }
  return isRight
}
