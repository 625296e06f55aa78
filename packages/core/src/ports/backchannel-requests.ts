import type { AccountId, ClientId, Digest, TraceId } from '../ids.ts'
import type { Origin } from './origin.ts'
import type { Grant, RefreshToken } from './stores.ts'

/** How a client learns what a person decided: it asks, it is told to ask, or it is sent the tokens (CIBA-5). */
export const deliveryModes = ['poll', 'ping', 'push'] as const
export type DeliveryMode = (typeof deliveryModes)[number]

/** A client that waits for a person to authenticate on a device of their own, CIBA-7. */
export interface BackchannelRequest {
  /** Its name on our pages; public, and no `auth_req_id`. */
  readonly requestId: `bcr_${string}`
  /** Of the `auth_req_id`. */
  readonly digest: Digest
  readonly traceId: TraceId
  readonly clientId: ClientId
  /** Who is asked. */
  readonly accountId: AccountId
  readonly mode: DeliveryMode
  readonly scopes: readonly string[]
  /** Absent: the request named none. */
  readonly resources?: readonly string[]
  /** How the client would like the person to be authenticated (CIBA-7.1), in its order; absent: as it may be. */
  readonly acrValues?: readonly string[]
  /** What the person compares with what the other device shows. */
  readonly bindingMessage?: string
  /** Network address of the client's server, shown to the person. */
  readonly requestedFrom: string
  /** `auth_req_id` and `client_notification_token`, sealed with the master key; absent: the client only asks. */
  readonly sealedNotice?: string
  readonly createdAt: number
  /** Until then it can be decided and redeemed. */
  readonly validUntil: number
  /** Kept until then: what came of it is told, and the client may still try to send it. */
  readonly expiresAt: number
  readonly state: 'pending' | 'approved' | 'denied'
  /** What an approved one will yield. */
  readonly grant?: Grant
  readonly isRedeemed: boolean
  /** What is pushed, sealed with the master key: every attempt sends the same tokens. Gone with the last attempt. */
  readonly sealedTokens?: string
  /** How often it was begun to tell the client. */
  readonly attempts: number
}

/** What came of telling a client. */
export type NoticeAttempt =
  /** Told, or given up. */
  | { readonly state: 'delivered' | 'failed' }
  /** To be tried again then, milliseconds since the epoch. */
  | { readonly state: 'waiting'; readonly nextAttemptAt: number }

export interface BackchannelRequestStore {
  /**
   * `too-many`: as many requests as `limit` of this client wait for this person already, and nothing was stored. Where the client is to be
   * told it is told at `validUntil` that nobody decided.
   * @param interval between polls, milliseconds
   */
  insert(
    request: BackchannelRequest,
    pace: { readonly interval: number; readonly limit: number },
  ): Promise<'inserted' | 'too-many'>
  /** Also one that is redeemed, or that nobody decided in time, until `expiresAt`. */
  find(digest: Digest, now: number): Promise<BackchannelRequest | undefined>
  /** Those that a person can decide, oldest first, at most 100. */
  pendingOf(accountId: AccountId, now: number): Promise<readonly BackchannelRequest[]>
  /**
   * Notes a poll and decides whether it came too soon, in one statement, as that of device authorizations does. Each such poll makes the
   * interval longer by `penalty` milliseconds, for good (CIBA-11).
   */
  poll(digest: Digest, penalty: number, now: number): Promise<'on-time' | 'too-soon' | 'absent'>
  /**
   * Only a pending one can be decided, only by the person who is asked, and only until `validUntil`; of concurrent calls one gets `true`.
   * Where the client is to be told it is told at once.
   */
  decide(decision: {
    readonly requestId: string
    readonly accountId: AccountId
    readonly outcome: { readonly grant: Grant } | 'denied'
    readonly now: number
  }): Promise<boolean>
  /**
   * Consumes an approved one and inserts its grant and the refresh token in one transaction; of concurrent calls one is `redeemed`.
   * @param redemption `sealedTokens`: what is pushed; then `attempts` must still be those that were claimed
   */
  redeem(redemption: {
    readonly digest: Digest
    readonly now: number
    readonly grant: Grant
    readonly refreshToken?: RefreshToken
    readonly origin?: Origin
    readonly pushed?: { readonly sealedTokens: string; readonly attempts: number }
  }): Promise<'redeemed' | 'absent'>

  /** Clients that have one of which they are to be told now, in any order. */
  dueClients(now: number): Promise<readonly ClientId[]>
  /** When the next one is due, which may be in the past; `undefined`: nobody waits to be told. */
  nextDue(): Promise<number | undefined>
  /**
   * Takes at most `limit` due ones of a client for telling, and counts the attempt. Nobody else gets them before `leaseUntil`. One conditional
   * statement: of concurrent calls each is answered to one.
   */
  claim(claim: {
    readonly clientId: ClientId
    readonly limit: number
    readonly leaseUntil: number
    readonly now: number
  }): Promise<readonly BackchannelRequest[]>
  /** Records what came of a claimed attempt. `false`: nothing was written, because it was claimed again since. */
  report(claimed: Pick<BackchannelRequest, 'requestId' | 'attempts'>, attempt: NoticeAttempt): Promise<boolean>
  /** Called after a decision of this process of which a client is to be told. Returns the way to stop. */
  onQueued(listener: () => void): () => void
}

/** How long requests are kept after the time in which they could be decided, milliseconds. */
export const noticeLife = 60 * 60 * 1000
