import type { ClientId, Digest, TraceId } from '../ids.ts'
import type { AuthorizationDetail } from '../rich-authorization/detail-type.ts'
import type { Origin } from './origin.ts'
import type { Grant, RefreshToken } from './stores.ts'

/** A device that waits for its user, RFC8628-3.2. */
export interface DeviceAuthorization {
  /** Of the device code. */
  readonly digest: Digest
  /** MAC of the user code in its canonical form: the code itself is too short for a plain digest. */
  readonly userCode: Digest
  readonly traceId: TraceId
  readonly clientId: ClientId
  readonly scopes: readonly string[]
  /** Those that the request named (RFC8707-2.1); absent: none. */
  readonly resources?: readonly string[]
  /** What it wants to do in detail (RFC9396-2). */
  readonly authorizationDetails?: readonly AuthorizationDetail[]
  /** Network address of the device as the server saw it, shown to the person who decides. */
  readonly requestedFrom: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: 'pending' | 'approved' | 'denied'
  /** What an approved one will yield. */
  readonly grant?: Grant
}

export interface DeviceAuthorizationStore {
  /** `exists`: another live authorization has this user code. */
  insert(authorization: DeviceAuthorization, interval: number): Promise<'inserted' | 'exists'>
  /** Redeemed ones count as absent, here and below. */
  find(digest: Digest, now: number): Promise<DeviceAuthorization | undefined>
  findByUserCode(userCode: Digest, now: number): Promise<DeviceAuthorization | undefined>
  /**
   * Notes a poll and decides whether it came too soon, in one statement: earlier than the present interval after the one before. Each
   * such poll makes the interval longer by `penalty` milliseconds, for good (RFC8628-3.5).
   */
  poll(digest: Digest, penalty: number, now: number): Promise<'on-time' | 'too-soon' | 'absent'>
  /** Only a pending one can be decided; of concurrent calls one gets `true`. */
  decide(digest: Digest, decision: { readonly grant: Grant } | 'denied', now: number): Promise<boolean>
  /** Consumes an approved one and inserts its grant and the refresh token in one transaction; of concurrent calls one is `redeemed`. */
  redeem(redemption: {
    readonly digest: Digest
    readonly now: number
    readonly grant: Grant
    readonly refreshToken?: RefreshToken
    readonly origin?: Origin
  }): Promise<'redeemed' | 'absent'>
}
