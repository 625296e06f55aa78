import type { Awaitable } from '../awaitable.ts'
import type { Digest } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import type { AccessToken } from './access-token.ts'

/*
 * Access tokens are views of a grant and die with it. Those that no grant of their client stands behind die alone: a token of a client for
 * itself, and one that another client got by exchange (LATCHKEY-0036-tokens-for-apis). Their ids are remembered until they would have expired anyway.
 */

/** Whether a token can be revoked without anything else. */
export function diesAlone(token: AccessToken, grant: Grant | undefined): boolean {
  return token.grantId === undefined || grant?.clientId !== token.clientId
}

/** Revokes it on all nodes; durable when this resolves. Idempotent. */
export async function revokeAlone({ tokenId, expiresAt }: AccessToken, ports: Ports): Promise<void> {
  const digest = digestOf(tokenId, ports)
  await ports.stores.singleUse.claim({ purpose: 'revoked-token', digest, expiresAt, now: ports.clock() })
}

/** Costs nothing for a token of a grant of its own client. */
export function isRevokedAlone(token: AccessToken, grant: Grant | undefined, ports: Ports): Awaitable<boolean> {
  if (!diesAlone(token, grant)) return false
  const digest = digestOf(token.tokenId, ports)
  return ports.stores.singleUse.isClaimed({ purpose: 'revoked-token', digest, now: ports.clock() })
}

function digestOf(tokenId: string, { crypto }: Ports): Digest {
  return crypto.digest(tokenId)
}
