import type { ClientId } from '@latchkey/core'

/** Characters of a client id that a trace keeps: more than any client of ours has. */
const longest = 2_000

/**
 * The client id that a request names, as a trace keeps it: whoever sends it need not be a client. What RFC6749-A.1 does not allow becomes a
 * question mark.
 */
export function boundedClientId(clientId: ClientId): ClientId {
  const head = clientId.slice(0, longest)
  return head.replace(/[^\x20-\x7e]/g, '?') as ClientId
}
