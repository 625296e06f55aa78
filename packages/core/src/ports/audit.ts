import type { AccountId, ClientId, GrantId, SessionId } from '../ids.ts'
import type { Origin } from './origin.ts'

/**
 * What is audited. `call`: a management call, refused ones included. `change`: a managed object was changed, `revision` tells how. The
 * others: what people and clients do at the provider. `backup`: everything was read out; `restore`: everything was read in.
 */
export type AuditKind =
  | 'call'
  | 'change'
  | 'sign-in'
  | 'sign-in-refused'
  | 'consent'
  | 'consent-denied'
  | 'consent-withdrawn'
  | 'grant'
  | 'revocation'
  | 'session-end'
  | 'backup'
  | 'restore'

/** One thing that happened. Never holds a secret, a token, a code, a password or a query string. */
export interface AuditEvent {
  /** `evt_` and a time-ordered id. */
  readonly eventId: `evt_${string}`
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly kind: AuditKind
  readonly outcome: 'done' | 'refused'
  readonly origin: Origin
  /** The managed object concerned: its type without prefix (`OAuthClient`) and id. */
  readonly object?: { readonly name: string; readonly id?: string }
  /** Name of the JMAP method of a `call`. */
  readonly method?: string
  /** The account that it happened to or for. */
  readonly accountId?: AccountId
  readonly clientId?: ClientId
  readonly grantId?: GrantId
  readonly sessionId?: SessionId
  /** Number of the revision of a `change`. */
  readonly revision?: number
  /** Why it was refused or revoked: an id of the error catalogue or a word of ours, never free text from outside. */
  readonly reason?: string
}

/** Where events go. Nothing removes them: neither the sweep nor the removal of what they are about. */
export interface AuditLog {
  /** Appends; a resolved promise means durable. Order is that of the hash chain, which a later step computes. */
  record(event: AuditEvent): Promise<void>
}
