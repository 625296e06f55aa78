import type { Awaitable } from '../awaitable.ts'
import type { AccountId, Digest, SessionId, Subject } from '../ids.ts'
import type { GrantsAtLogout, SessionParticipant } from './logout-deliveries.ts'
import type { Origin } from './origin.ts'

/** A signed-in browser. Its cookie is stored as a digest only. */
export interface Session {
  readonly sessionId: SessionId
  readonly digest: Digest
  readonly accountId: AccountId
  /** Of the account; what a client is told may be another one, see `subjectFor`. */
  readonly subject: Subject
  /** Last time the user proved who they are, milliseconds. */
  readonly authTime: number
  readonly acr: string
  readonly amr: readonly string[]
  /** Of the account when the user proved who they are; absent: whatever it is. */
  readonly credentialVersion?: number
  readonly createdAt: number
  readonly expiresAt: number
}

export interface SessionStore {
  insert(session: Session): Promise<void>
  findByCookie(digest: Digest, now: number): Awaitable<Session | undefined>
  /**
   * Replaces the cookie's digest together with `authTime`, `acr`, `amr` and `expiresAt` after the user signed in again; `sessionId`
   * stays. Nothing happens, `false`, if the session is gone.
   */
  renew(session: Session, now: number): Promise<boolean>
  /**
   * Ends it, in one transaction with everything that follows: codes that were not redeemed yet die unless grants are kept, grants go as
   * `grants` says (absent: all are kept), and each participant with a back channel gets a delivery. Answers the participants; `undefined`:
   * there is no such session, and nothing was written.
   */
  end(
    sessionId: SessionId,
    origin?: Origin,
    grants?: GrantsAtLogout,
  ): Promise<{ readonly participants: readonly SessionParticipant[] } | undefined>
}
