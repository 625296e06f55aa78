import type { Client } from '../clients/client.ts'
import type { LogoutChannel } from '../ports/logout-deliveries.ts'

/** How a client wants to learn that a session has ended; empty: it does not (OIDCBCL-2.2, OIDCFCL-2). */
export function logoutChannelsOf(
  client: Pick<Client, 'backchannelLogoutUri' | 'frontchannelLogoutUri'>,
): readonly LogoutChannel[] {
  return [
    ...(client.backchannelLogoutUri === undefined ? [] : ['back' as const]),
    ...(client.frontchannelLogoutUri === undefined ? [] : ['front' as const]),
  ]
}
