import { type Awaitable, whenThere } from '../awaitable.ts'
import type { Client } from '../clients/client.ts'
import { scopesInForce } from '../consent/granted-scopes.ts'
import type { Ports } from '../ports/ports.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import { scopeTable } from '../scopes/known-scopes.ts'
import { isActiveFor } from '../subjects/subject-for.ts'
import type { FoundToken } from './find-token.ts'
import { diesAlone, isRevokedAlone } from './revoked-alone.ts'

/** A token that was found, with the state of everything that it depends on at this moment. */
export interface TokenState {
  readonly found: FoundToken
  /** Whom it is about; `undefined`: gone, or the client itself. */
  readonly account: SubjectRecord | undefined
  /** Whom it was issued to, where a token of that client depends on its record. */
  readonly client: Client | undefined
  readonly isRevokedAlone: boolean
}

/** Reads what a token depends on. A token of a grant of its own client needs no more than the grant and the account. */
export function loadTokenState(found: FoundToken, ports: Ports): Awaitable<TokenState> {
  const { grant } = found
  const account = grant && ports.subjects.find(grant.accountId)
  if (found.kind !== 'access' || !diesAlone(found.token, grant)) {
    return whenThere(account, (read): TokenState => ({ found, account: read, client: undefined, isRevokedAlone: false }))
  }
  return loadAlone(found, account, ports)
}

async function loadAlone(
  found: Extract<FoundToken, { readonly kind: 'access' }>,
  reading: Awaitable<SubjectRecord | undefined>,
  ports: Ports,
): Promise<TokenState> {
  const [account, client, isRevoked] = await Promise.all([
    reading,
    ports.stores.clients.find(found.clientId, ports.clock()),
    isRevokedAlone(found.token, found.grant, ports),
  ])
  return { found, account, client, isRevokedAlone: isRevoked }
}

/** Why a token is worth nothing now; `undefined`: it is worth what it says. */
export function deathOf({ found, account, client, isRevokedAlone: isRevoked }: TokenState): string | undefined {
  if (isRevoked) return 'revoked'
  if (found.kind === 'access' && diesAlone(found.token, found.grant) && client === undefined) return 'client gone'
  if (found.kind === 'access' && found.token.grantId === undefined) {
    return client?.grantTypes.includes('client_credentials') === true ? undefined : 'client may no longer act for itself'
  }
  if (found.grant === undefined || found.grant.revokedAt !== undefined) return 'grant revoked'
  if (found.kind === 'refresh' && found.token.rotatedAt !== undefined) return 'replaced by another'
  return isActiveFor(account, found.grant) ? undefined : 'account not active'
}

/** The scopes of a token of a client for itself, which follow its record as it is now; of any other those that it has. */
export function liveScopes({ found, client }: TokenState, ports: Pick<Ports, 'scopes'>): readonly string[] {
  if (found.kind === 'refresh') return found.grant?.scopes ?? []
  const { scopes, grantId } = found.token
  return grantId !== undefined || client === undefined ? scopes : scopesInForce(scopes, client, scopeTable(ports.scopes?.()))
}
