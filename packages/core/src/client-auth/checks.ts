import type { Check } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import type { ReasonId } from '../errors/reasons.ts'
import type { ClientCredentials } from './credentials.ts'

/** A form request with what its credentials were found to be. */
export interface PresentedClient {
  /** What is wrong with how they were presented. */
  readonly mistake?: ReasonId
  readonly credentials?: ClientCredentials
  readonly client?: Client | undefined
  /** One of the client's live secrets was presented. */
  readonly isSecretRight?: boolean
}

export type ClientEndpoint = 'token' | 'revoke' | 'introspect' | 'device'

const at: readonly ClientEndpoint[] = ['token', 'revoke', 'introspect', 'device']

/** In their order. All but the first have one public text: what exactly was wrong would help somebody who guesses. */
export const clientAuthenticationChecks: readonly Check<PresentedClient, ClientEndpoint>[] = [
  {
    name: 'client-credentials-presented',
    spec: 'RFC6749-2.3',
    at,
    run: ({ mistake }) => (mistake === undefined ? undefined : { reason: mistake }),
  },
  {
    name: 'client-authentication-known',
    spec: 'RFC6749-5.2',
    at,
    run: ({ client }) => (client === undefined ? { reason: 'client_auth_unknown' } : undefined),
  },
  {
    name: 'client-authentication-method',
    spec: 'OIDCC-9',
    at,
    run({ client, credentials }) {
      if (client === undefined || credentials === undefined || mayUse(client, credentials.method)) return undefined
      const expected = client.tokenEndpointAuthMethod ?? 'client_secret_basic or client_secret_post'
      return { reason: 'client_auth_method_not_registered', expected, received: credentials.method }
    },
  },
  {
    name: 'client-authentication-secret',
    spec: 'RFC6749-2.3.1',
    at,
    run: ({ credentials, isSecretRight }) =>
      credentials?.method === 'none' || isSecretRight === true ? undefined : { reason: 'client_auth_secret_wrong' },
  },
]

/** A record that pins no method lets a client with secrets choose between the two that send one. */
function mayUse(client: Client, method: ClientCredentials['method']): boolean {
  if (client.tokenEndpointAuthMethod !== undefined) return client.tokenEndpointAuthMethod === method
  return (method === 'none') === (client.secrets.length === 0)
}
