import type { Client } from '../clients/client.ts'
import type { SessionId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import { sectorOf } from '../subjects/sector.ts'

/**
 * The `sid` by which clients know a session: its id, or for a pairwise client one that only its sector sees, as a `sid` that all clients
 * share would tell them that two subjects are one person (OIDCC-17.3).
 * @param sector of the client; absent: its subjects are public
 * @see OIDCFCL-3, OIDCBCL-2.1
 */
export function sidFor(sessionId: SessionId, sector: string | undefined, { crypto, settings }: Ports): SessionId {
  if (sector === undefined) return sessionId
  return `ses_${crypto.mac(settings().encryptionKey, 'sid', JSON.stringify([sessionId, sector]))}`
}

/** The same for a client as it is registered now. */
export function sidOf(client: Client, sessionId: SessionId, ports: Ports): SessionId {
  return sidFor(sessionId, client.subjectType === 'pairwise' ? sectorOf(client) : undefined, ports)
}
