import type {
  AccountId,
  AuditEvent,
  AuditKind,
  AuditLog,
  ClientId,
  Grant,
  GrantId,
  Origin,
  Session,
  SessionId,
  TrustedIssuerId,
} from '@latchkey/core'
import type { JsonObject } from './json.ts'
import type { ManagedName } from './objects.ts'

/** One change of one object. Numbers grow by commit, without being dense. */
export interface Revision {
  readonly number: number
  readonly at: number
  readonly origin: Origin
  readonly object: ManagedName
  readonly id: string
  /** How people called the object then. */
  readonly label: string
  readonly kind: 'created' | 'updated' | 'destroyed'
  /** Content before and after; secrets are masks. Absent: the object was not there. */
  readonly before?: JsonObject
  readonly after?: JsonObject
  /** Pointers of secrets that changed, as masks do not show it. */
  readonly changedSecrets: readonly string[]
  readonly reason?: string
  /** The number of the first revision of the same commit. */
  readonly commit: number
}

export interface RevisionQuery {
  readonly object?: ManagedName
  readonly id?: string
  readonly actor?: string
  /** Milliseconds since the epoch; that instant included. */
  readonly since?: number
  /** That instant excluded. */
  readonly until?: number
  /** Only numbers below (or above, when ascending) this one. */
  readonly from?: number
  readonly isAscending: boolean
  /** How many to pass over first; absent: none. */
  readonly offset?: number
  readonly limit: number
}

export interface RevisionStore {
  find(numbers: readonly number[]): Promise<readonly Revision[]>
  query(query: RevisionQuery): Promise<readonly Revision[]>
  /** How many a query without `offset` and `limit` finds. */
  count(query: Omit<RevisionQuery, 'offset' | 'limit'>): Promise<number>
  /** Number of the newest revision; 0: none. */
  latest(): Promise<number>
}

/** An audit event in its place of the chain. */
export interface SealedEvent {
  readonly event: AuditEvent
  /** 1, 2, 3, ... without gaps. */
  readonly sequence: number
  /** Hash of the event before; 64 zeros for the first. Lower-case hexadecimal SHA-256. */
  readonly previousHash: string
  /** SHA-256 over `previousHash`, a line feed and the canonical JSON (RFC 8785) of the event with its sequence. */
  readonly hash: string
  /** Only of `chain`: what the store finds the event by is not what the event says. */
  readonly isMisfiled?: true
}

export interface AuditQuery {
  readonly kind?: AuditKind
  readonly outcome?: 'done' | 'refused'
  /** `accountId`, `clientId`, or the kind of the other actors. */
  readonly actor?: string
  readonly objectName?: string
  readonly objectId?: string
  readonly accountId?: AccountId
  readonly clientId?: ClientId
  readonly address?: string
  readonly through?: string
  readonly traceId?: string
  /** Milliseconds since the epoch; that instant included. */
  readonly since?: number
  /** That instant excluded. */
  readonly until?: number
  /** Only sequences below (or above, when ascending) this one. */
  readonly from?: number
  readonly isAscending: boolean
  /** How many to pass over first; absent: none. */
  readonly offset?: number
  readonly limit: number
}

export interface AuditStore extends AuditLog {
  /** Gives every event that is not in the chain yet its place, in batches; one node at a time. Answers how many. */
  seal(): Promise<number>
  find(eventIds: readonly string[]): Promise<readonly SealedEvent[]>
  /** Sealed events only. */
  query(query: AuditQuery): Promise<readonly SealedEvent[]>
  /** How many sealed events a query without `offset` and `limit` finds. */
  count(query: Omit<AuditQuery, 'offset' | 'limit'>): Promise<number>
  /** The chain from behind `after`, in its order, for verification. */
  chain(page: { readonly after: number; readonly limit: number }): Promise<readonly SealedEvent[]>
  /** Sequence and hash of the last sealed event. */
  head(): Promise<{ readonly sequence: number; readonly hash: string }>
  /** How many events wait for their place in the chain. */
  unsealed(): Promise<number>
}

export interface PageRequest {
  readonly after?: string
  /** How many to pass over first; absent: none. */
  readonly offset?: number
  readonly limit: number
}

export interface SessionFilter {
  readonly accountId?: AccountId
}

export interface GrantFilter {
  readonly accountId?: AccountId
  readonly clientId?: ClientId
  readonly sessionId?: SessionId
  readonly vouchedBy?: TrustedIssuerId
}

/** Sessions and grants as management sees them. Ids are time-ordered, so descending ids are newest first. */
export interface RuntimeStore {
  findSessions(ids: readonly SessionId[], now: number): Promise<readonly Session[]>
  /** Newest first, beginning behind `after`. */
  listSessions(filter: SessionFilter, page: PageRequest, now: number): Promise<readonly Session[]>
  /** How many there are; with `newerThan` those that stand before that one. */
  countSessions(filter: SessionFilter & { readonly newerThan?: SessionId }, now: number): Promise<number>
  findGrants(ids: readonly GrantId[], now: number): Promise<readonly Grant[]>
  /** Newest first, without revoked ones. */
  listGrants(filter: GrantFilter, page: PageRequest, now: number): Promise<readonly Grant[]>
  /** As `countSessions`. */
  countGrants(filter: GrantFilter & { readonly newerThan?: GrantId }, now: number): Promise<number>
  /** Ends every session of the account and revokes every grant, in one transaction. Answers how many of each. */
  endAll(accountId: AccountId, now: number, origin: Origin): Promise<{ readonly sessions: number; readonly grants: number }>
}

/** All that management keeps, besides the stores of the protocol. */
export interface ManagementStores {
  readonly revisions: RevisionStore
  readonly audit: AuditStore
  readonly runtime: RuntimeStore
}
