import type { AccountId, ClientId, GrantId, TraceId } from '../ids.ts'
import { isForIssuer } from '../resources/own-audience.ts'
import { managementScope, mayHaveScope } from '../scopes/management-scope.ts'
import { isActiveFor } from '../subjects/subject-for.ts'
import { findToken } from './find-token.ts'
import type { Mint } from './issue.ts'

/** On whose behalf an access token calls management. */
export interface ManagementAccess {
  readonly accountId: AccountId
  readonly clientId: ClientId
  readonly grantId: GrantId
  readonly traceId: TraceId
  /** When the person signed in, milliseconds since the epoch. */
  readonly authTime: number
}

/**
 * The account of an access token that was granted for management: it has not expired, its grant lives, its client may still have the scope,
 * its account is active, and it came with the certificate (`x5tS256`) that it is bound to. `undefined` for every other text; a token that some relying party got for anything else is of no use here.
 */
export async function findManagementAccess(
  text: string,
  { issuer, ports, keys, x5tS256 }: Pick<Mint, 'issuer' | 'ports' | 'keys' | 'x5tS256'>,
): Promise<ManagementAccess | undefined> {
  const found = await findToken(text, ports, { issuer, keys })
  if (found?.kind !== 'access' || found.grant === undefined || found.grant.revokedAt !== undefined) return undefined
  const { token, grant, clientId } = found
  // Neither a token for another API nor one that somebody got by exchange (RFC8707-2, RFC8693-1.1).
  if (token.grantId === undefined || !isForIssuer(token, issuer) || token.actor !== undefined) return undefined
  // Management takes bearer tokens only (RFC9449-7.2), but one that is bound to a certificate with that certificate (RFC8705-3).
  if (token.jkt !== undefined || (token.x5tS256 !== undefined && token.x5tS256 !== x5tS256)) return undefined
  // What the seal says must also be what the person allowed.
  if (!token.scopes.includes(managementScope) || !grant.scopes.includes(managementScope)) return undefined
  if (grant.accountId !== token.accountId || grant.clientId !== clientId) return undefined
  const [client, account] = await Promise.all([
    ports.stores.clients.find(clientId, ports.clock()),
    ports.subjects.find(token.accountId),
  ])
  if (client === undefined || !mayHaveScope(client, managementScope)) return undefined
  if (account === undefined || !isActiveFor(account, grant)) return undefined
  const { grantId, traceId, authTime } = grant
  return { accountId: account.accountId, clientId, grantId, traceId, authTime }
}
