import type { AccountId, ClientId, SessionId, Subject } from '../ids.ts'

/** How a client learns that a session has ended: by a request to its server, or by a page of it in a frame of ours. */
export type LogoutChannel = 'back' | 'front'

/** What becomes of the grants of a session that ends; `revoke-online`: of those of OpenID requests without `offline_access` (OIDCBCL-2.7). */
export type GrantsAtLogout = 'keep' | 'revoke-online' | 'revoke'

/** A client that got something within a session and has an address that is told of its end. */
export interface SessionParticipant {
  readonly clientId: ClientId
  readonly channels: readonly LogoutChannel[]
}

/** Why a client was not told. */
export type LogoutProblem =
  /** There is no such client any more. */
  | 'client_gone'
  /** It has no back-channel address any more. */
  | 'no_address'
  /** It answered 400: it will not accept this token, however often it is sent (OIDCBCL-2.8). */
  | 'refused'
  /** It answered with another status that is no success, or redirected. */
  | 'status'
  | 'unreachable'
  | 'too_slow'
  /** Its answer was too long. */
  | 'too_large'
  /** Its address is none that this server may ask. */
  | 'address_not_allowed'
  /** It wants the token encrypted, and its key cannot be had. */
  | 'no_encryption_key'
  /** This server could not make or send the token. */
  | 'failed_here'

/** One client that is to be told by its server that one session has ended. */
export interface LogoutDelivery {
  readonly deliveryId: `lod_${string}`
  readonly sessionId: SessionId
  readonly clientId: ClientId
  readonly accountId: AccountId
  /** Of the account, as its session had it: public, whatever the client knows it by. */
  readonly subject: Subject
  readonly state: 'waiting' | 'delivered' | 'failed'
  /** How often it was begun to send. */
  readonly attempts: number
  readonly createdAt: number
  /** While waiting: when it is sent next, or, while it is sent, when somebody else may. */
  readonly nextAttemptAt?: number
  /** When it was delivered or given up. */
  readonly finishedAt?: number
  /** Of the last attempt. */
  readonly problem?: LogoutProblem
}

/** What came of an attempt. */
export type LogoutAttempt =
  | { readonly state: 'delivered' }
  | { readonly state: 'failed'; readonly problem: LogoutProblem }
  /** To be tried again then, milliseconds since the epoch. */
  | { readonly state: 'waiting'; readonly problem: LogoutProblem; readonly nextAttemptAt: number }

/** Which deliveries; all conditions count. */
export interface LogoutDeliveryFilter {
  readonly clientId?: ClientId
  readonly sessionId?: SessionId
  readonly accountId?: AccountId
  readonly state?: LogoutDelivery['state']
}

/**
 * Clients that are to be told of ended sessions. Deliveries come into being with the end of a session, in its transaction; they are kept for
 * `deliveryLife` so that people see what came of them.
 */
export interface LogoutDeliveryStore {
  /** Clients that have a delivery which is due, in any order. */
  dueClients(now: number): Promise<readonly ClientId[]>
  /** When the next delivery is due, which may be in the past; `undefined`: nothing waits. */
  nextDue(): Promise<number | undefined>
  /**
   * Takes at most `limit` due deliveries of a client for sending, those that wait longest first, and counts the attempt. Nobody else gets
   * them before `leaseUntil`, by when the caller has reported; afterwards they are due again, so that those of a node that died go on.
   * One conditional statement: of concurrent calls each delivery is answered to one.
   */
  claim(claim: {
    readonly clientId: ClientId
    readonly limit: number
    readonly leaseUntil: number
    readonly now: number
  }): Promise<readonly LogoutDelivery[]>
  /** Records what came of a claimed attempt. `false`: nothing was written, because it was claimed again since, finished or removed. */
  report(claimed: Pick<LogoutDelivery, 'deliveryId' | 'attempts'>, attempt: LogoutAttempt, now: number): Promise<boolean>
  /** Those of a session. */
  ofSession(sessionId: SessionId, now: number): Promise<readonly LogoutDelivery[]>
  find(deliveryIds: readonly string[], now: number): Promise<readonly LogoutDelivery[]>
  /** Newest first, beginning behind `after`. */
  list(
    filter: LogoutDeliveryFilter,
    page: { readonly after?: string; readonly offset?: number; readonly limit: number },
    now: number,
  ): Promise<readonly LogoutDelivery[]>
  /** How many there are; with `newerThan` those that stand before that one. */
  count(filter: LogoutDeliveryFilter & { readonly newerThan?: string }, now: number): Promise<number>
  /** Changes whenever a delivery does; those of one millisecond may be one change. */
  state(): Promise<string>
  /** Forgets one, sent or not. `false`: there was none. */
  remove(deliveryId: string, now: number): Promise<boolean>
  /** Called after this process has queued deliveries. Returns the way to stop. */
  onQueued(listener: () => void): () => void
}

/** How long deliveries are kept, milliseconds. */
export const deliveryLife = 14 * 24 * 60 * 60 * 1000
