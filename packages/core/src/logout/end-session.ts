import type { Client } from '../clients/client.ts'
import { findClient } from '../clients/find-client.ts'
import type { Origin } from '../ports/origin.ts'
import type { Ports } from '../ports/ports.ts'
import type { Session } from '../ports/stores.ts'
import { sidOf } from '../sessions/session-name.ts'
import { frontChannelAddress } from './front-channel.ts'

/** A client that took part in a session, as the page sees it on which the session ends. */
export interface ToldClient {
  readonly client: Client
  /** Its server is told in the background: the deliveries of the session say what came of it. */
  readonly isToldByServer: boolean
  /** What the page loads in a frame. */
  readonly frame?: string
}

/**
 * Ends a session with all that follows by the policy of sessions, and answers whom it concerns. Back channels are queued with it; sending is
 * the business of whoever runs the engine.
 */
export async function endSession(
  { sessionId }: Pick<Session, 'sessionId'>,
  origin: Origin,
  { issuer, ports }: { readonly issuer: string; readonly ports: Ports },
): Promise<readonly ToldClient[]> {
  const ended = await ports.stores.sessions.end(sessionId, origin, ports.grantsAtLogout?.() ?? 'revoke-online')
  const told = await Promise.all(
    (ended?.participants ?? []).map(async ({ clientId, channels }) => {
      const client = await findClient(clientId, ports)
      if (client === undefined) return []
      const frame = channels.includes('front') ? frontChannelAddress(client, issuer, sidOf(client, sessionId, ports)) : undefined
      const isToldByServer = channels.includes('back') && client.backchannelLogoutUri !== undefined
      if (frame === undefined && !isToldByServer) return []
      return [{ client, isToldByServer, ...(frame === undefined ? {} : { frame }) }]
    }),
  )
  return told.flat()
}
