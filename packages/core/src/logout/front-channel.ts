import type { Client } from '../clients/client.ts'
import type { SessionId } from '../ids.ts'

/**
 * What is loaded in a frame so that a client signs its user out there. `iss` and `sid` only for a client that asked for them; parameters
 * that it registered stay as they are.
 * @param sid the name by which this client knows the session
 * @see OIDCFCL-2, OIDCFCL-3
 * @returns `undefined`: the client has no such address
 */
export function frontChannelAddress(client: Client, issuer: string, sid: SessionId): string | undefined {
  const { frontchannelLogoutUri: uri, frontchannelLogoutSessionRequired: needsSession } = client
  if (uri === undefined || needsSession !== true) return uri
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams({ iss: issuer, sid })}`
}
