import { clientOrigin } from '../audit/origins.ts'
import type { Ports } from '../ports/ports.ts'
import type { Client } from './client.ts'

/** A use is written down only if it moves the end by this part of the unused life, so a busy client costs a write now and then. */
const worthwhile = 1 / 8

/**
 * Moves the end of a client that would expire unused, after it was used: somebody let it have tokens. A request that anybody can send is no
 * use. Of concurrent uses one is written. `undefined`: there is nothing to write.
 */
export function noteUse(client: Client, ports: Pick<Ports, 'clock' | 'stores'>): Promise<unknown> | undefined {
  const { unusedLife, expiresAt, latestExpiry = Number.POSITIVE_INFINITY } = client
  if (unusedLife === undefined || expiresAt === undefined) return undefined
  const now = ports.clock()
  const next = Math.min(now + unusedLife, latestExpiry)
  if (next - expiresAt < unusedLife * worthwhile) return undefined
  const origin = clientOrigin(client.clientId, {})
  return ports.stores.clients.replace({ ...client, expiresAt: next, updatedAt: now }, client.updatedAt, origin)
}
