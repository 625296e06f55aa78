import type { AccountId, ClientId, GrantId } from '../ids.ts'
import type { Origin } from './origin.ts'
import type { Session } from './sessions.ts'
import type { Grant } from './stores.ts'

/** A client that has access to an account: it holds a grant, or the person need not be asked again. Instants in milliseconds. */
export interface AccessingClient {
  readonly clientId: ClientId
  /** The oldest that is left of a consent or of a grant. */
  readonly since: number
  /** When it got the newest of its grants; absent: none lives. */
  readonly lastGrantAt?: number
}

/** What a person sees of their own account, and takes back. */
export interface AccountAccessStore {
  /**
   * Clients with live grants or remembered consents of the account: who got access last comes first, who has none now comes last. At most
   * a thousand, and of the grants only the newest ten thousand are looked at.
   */
  listClients(accountId: AccountId, now: number): Promise<readonly AccessingClient[]>
  /** Live grants that the account gave this client, newest first: at most a hundred of the same ones. */
  listGrants(accountId: AccountId, clientId: ClientId, now: number): Promise<readonly Grant[]>
  /** When a refresh token of one of these grants was issued last, milliseconds; `undefined`: none is left. */
  lastRefreshAt(grantIds: readonly GrantId[]): Promise<number | undefined>
  /** Live sessions of the account, newest first, beginning behind `after`. */
  listSessions(
    accountId: AccountId,
    page: { readonly after?: Session['sessionId']; readonly limit: number },
    now: number,
  ): Promise<readonly Session[]>
  /**
   * Takes back all that an account allowed a client, in one transaction: grants are revoked, codes, devices and requests that could become
   * grants are gone, what was allowed is forgotten, and where the client takes part in sessions with a back channel it gets a delivery for
   * each. `false`: it had no access, and nothing is audited. Of concurrent calls one gets `true`.
   */
  removeClient(removal: {
    readonly accountId: AccountId
    readonly clientId: ClientId
    readonly now: number
    readonly origin: Origin
  }): Promise<boolean>
}
