import type { Check, Finding } from '../checks/check.ts'
import type { AdjustableCheck, Posture, ServerPosture } from '../checks/posture.ts'
import { type Client, defaultAuthenticationMethod } from '../clients/client.ts'
import { postureOf } from '../posture/posture-of.ts'
import { clientEndpoints as at, type ClientEndpoint } from './client-endpoints.ts'
import type { ClientCredentials } from './credentials.ts'

/** A form request with what its credentials were found to be. */
export interface PresentedClient {
  /** What is wrong with how they were presented. */
  readonly mistake?: Finding
  readonly credentials?: ClientCredentials
  readonly client?: Client | undefined
  /** One of the client's live secrets was presented. */
  readonly isSecretRight?: boolean
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
}

/** In their order. All but the first have one public text: what exactly was wrong would help somebody who guesses. */
export const clientAuthenticationChecks: readonly Check<PresentedClient, ClientEndpoint>[] = [
  {
    name: 'client-credentials-presented',
    spec: 'RFC6749-2.3',
    at,
    run: ({ mistake }) => mistake,
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
      const expected = client.tokenEndpointAuthMethod ?? defaultMethods[defaultAuthenticationMethod(client)].join(' or ')
      return { reason: 'client_auth_method_not_registered', expected, received: credentials.method }
    },
  },
  {
    name: 'client-authentication-secret',
    spec: 'RFC6749-2.3.1',
    at,
    run: ({ credentials, isSecretRight }) =>
      credentials === undefined || !('secret' in credentials) || isSecretRight === true
        ? undefined
        : { reason: 'client_auth_secret_wrong' },
  },
  {
    name: 'client-not-public',
    spec: 'FAPI2SP-5.3.2.1',
    at,
    posture: (presented) => of('client-not-public', presented),
    run: ({ credentials }) =>
      credentials?.method === 'none' ? { reason: 'client_auth_public', expected: 'a client with credentials' } : undefined,
  },
  {
    name: 'client-key-authentication',
    spec: 'RFC9700-2.5',
    at,
    posture: (presented) => of('client-key-authentication', presented),
    run: ({ credentials }) =>
      credentials?.method.startsWith('client_secret') === true
        ? { reason: 'client_auth_shared_secret', expected: 'private_key_jwt or a certificate', received: credentials.method }
        : undefined,
  },
]

function of(rule: AdjustableCheck, { client, security }: PresentedClient): Posture {
  return client === undefined ? 'enforce' : postureOf(rule, client, security)
}

/** What a record that pins no method allows: a client with secrets may choose between the two that send one. */
const defaultMethods: Readonly<Record<ReturnType<typeof defaultAuthenticationMethod>, readonly ClientCredentials['method'][]>> = {
  client_secret_basic: ['client_secret_basic', 'client_secret_post'],
  private_key_jwt: ['private_key_jwt'],
  none: ['none'],
}

function mayUse(client: Client, method: ClientCredentials['method']): boolean {
  if (client.tokenEndpointAuthMethod !== undefined) return client.tokenEndpointAuthMethod === method
  return defaultMethods[defaultAuthenticationMethod(client)].includes(method)
}
