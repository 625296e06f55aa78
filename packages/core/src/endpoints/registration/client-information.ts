import type { Client } from '../../clients/client.ts'
import { clientToMetadata } from '../../clients/metadata.ts'

/** What a client holds in clear. */
export interface ClientCredentialsInClear {
  /** `undefined`: nobody can change this registration. */
  readonly registrationToken: string | undefined
  readonly secret: { readonly text: string; readonly expiresAt?: number } | undefined
}

/**
 * The client information response: credentials, then all metadata as stored.
 * @param location The client configuration endpoint of this client.
 * @see RFC7591-3.2.1, RFC7592-3
 */
export function clientInformation(
  client: Client,
  location: string,
  { registrationToken, secret }: ClientCredentialsInClear,
): Readonly<Record<string, unknown>> {
  return {
    client_id: client.clientId,
    client_id_issued_at: toSeconds(client.createdAt),
    // Required beside a secret; 0: it does not expire, unless with the client.
    ...(secret === undefined
      ? {}
      : { client_secret: secret.text, client_secret_expires_at: toSeconds(secret.expiresAt ?? client.latestExpiry ?? 0) }),
    // RFC7592-3: both or neither.
    ...(registrationToken === undefined
      ? {}
      : { registration_access_token: registrationToken, registration_client_uri: location }),
    ...clientToMetadata(client),
  }
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
