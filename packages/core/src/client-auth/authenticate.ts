import type { Client, ClientAuthenticationMethod } from '../clients/client.ts'
import { findClient } from '../clients/find-client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import { liveSecrets } from '../keys/client-secret-keys.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { clientSecretBasic } from './client-secret-basic.ts'
import { clientSecretPost } from './client-secret-post.ts'
import type { AuthenticationMethod, ClientCredentials, CredentialSource } from './credentials.ts'
import { none } from './none.ts'

/** In the order in which a request is searched for them. */
export const authenticationMethods: readonly AuthenticationMethod[] = [clientSecretPost, clientSecretBasic, none]

/** A request whose client is who it says; only `authenticateClient` makes one. */
export interface ClientRequest {
  readonly client: Client
  readonly method: ClientAuthenticationMethod
  readonly values: ReadonlyMap<string, string>
}

/**
 * Decides whether the client of a form request is who it says. A client with secrets may present one by either method unless its
 * record pins one; a public client only names itself. Does not decide what the client may do.
 * Appends its outcome to `outcomes`.
 * @see RFC6749-2.3, RFC6749-3.2.1, OIDCC-9
 * @throws OAuthError `invalid_client` with one public text whatever was wrong; `invalid_request` for two methods at once.
 */
export async function authenticateClient(
  source: CredentialSource,
  ports: Ports,
  outcomes: CheckOutcome[],
): Promise<ClientRequest> {
  const row = { check: 'client-authentication', spec: 'RFC6749-3.2.1' } as const
  try {
    const request = await identify(source, ports)
    outcomes.push({ ...row, outcome: 'passed' })
    return request
  } catch (error) {
    if (error instanceof OAuthError) outcomes.push({ ...row, outcome: 'failed', reason: error.reason })
    throw error
  }
}

async function identify(source: CredentialSource, ports: Ports): Promise<ClientRequest> {
  const credentials = readCredentials(source)
  const client = await findClient(credentials.clientId, ports)
  // Before anything else, so that the time does not tell an unknown client from a wrong secret.
  const proven = credentials.method === 'none' || matchesSecret(credentials.secret, client, ports)
  if (client === undefined) throw new OAuthError('client_auth_unknown')
  if (!mayUse(client, credentials.method)) throw new OAuthError('client_auth_method_not_registered')
  if (!proven) throw new OAuthError('client_auth_secret_wrong')
  return { client, method: credentials.method, values: source.values }
}

function readCredentials(source: CredentialSource): ClientCredentials {
  const { values, authorization } = source
  if (values.has('client_assertion') || values.has('client_assertion_type')) {
    throw new OAuthError('client_auth_assertion_unsupported')
  }
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

function mayUse(client: Client, method: ClientAuthenticationMethod): boolean {
  if (client.tokenEndpointAuthMethod !== undefined) return client.tokenEndpointAuthMethod === method
  return (method === 'none') === (client.secrets.length === 0)
}

function matchesSecret(secret: string, client: Client | undefined, ports: Ports): boolean {
  const { crypto } = ports
  const presented = crypto.digest(secret)
  const live = client === undefined ? [] : liveSecrets(client, ports.clock()).map((row) => row.digest)
  // All are compared, and one that cannot match for a client that does not exist: which one matched is not to be seen.
  const matching = [...live, crypto.digest('')].filter((digest) => crypto.equalDigests(digest, presented))
  return matching.length > 0
}
