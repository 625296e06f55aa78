import type { AccountId, AuthorizationCode, Client, ClientId, Digest, Grant, GrantId, Session } from '@latchkey/core'
import type { Account } from '@latchkey/identity'
import type { Effect } from '../sql/operation.ts'
import { type Freshness, RowCache, type Ticket } from './row-cache.ts'

/** A client that has a certain web origin. */
export interface OriginHolder {
  readonly clientId: ClientId
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAt?: number
}

/** The rows that nearly every request reads. */
export interface Caches {
  readonly clients: RowCache<ClientId, Client>
  /** By origin: a client that has it. */
  readonly clientOrigins: RowCache<string, OriginHolder>
  readonly grants: RowCache<GrantId, Grant>
  readonly accounts: RowCache<AccountId, Account>
  readonly sessions: RowCache<Digest, Session>
  /** By `consentKey`. */
  readonly consents: RowCache<string, readonly string[]>
  /** New ones, each until it is asked for the first time: few are asked for twice. */
  readonly codes: RowCache<Digest, AuthorizationCode>
}

/**
 * @param codes of authorization codes, whose redemption is announced to nobody: only where every change of another process is noticed anyway
 */
export function createCaches(freshness: Freshness, codes: Freshness): Caches {
  return {
    clients: new RowCache(freshness, 2_000),
    clientOrigins: new RowCache(freshness, 2_000),
    grants: new RowCache(freshness, 10_000),
    accounts: new RowCache(freshness, 5_000),
    sessions: new RowCache(freshness, 10_000),
    consents: new RowCache(freshness, 10_000),
    codes: new RowCache(codes, 1_000),
  }
}

export function clearAll(caches: Caches): void {
  for (const cache of Object.values(caches)) cache.clear()
}

export function consentKey(accountId: AccountId, clientId: ClientId): string {
  return `${accountId} ${clientId}`
}

/** Codes were killed, whichever: all are read again. */
export function forgetsCodes(caches: Caches): Effect {
  return { begin: () => () => caches.codes.clear() }
}

/** What a change makes wrong in the memory of every process; the key is the last part of the announcement. */
const forgetters = {
  client: (caches, key) => forgetClient(caches, key as ClientId),
  'client-removed': (caches, key) => {
    forgetClient(caches, key as ClientId)
    caches.grants.forgetWhere((grant) => grant.clientId === key)
    caches.consents.clear()
  },
  'issuer-ended': (caches, key) => caches.grants.forgetWhere((grant) => grant.vouchedBy === key),
  grant: (caches, key) => caches.grants.forget(key as GrantId),
  account: (caches, key) => caches.accounts.forget(key as AccountId),
  // Also when it stays and only its sessions and grants go.
  'account-ended': (caches, key) => {
    caches.accounts.forget(key as AccountId)
    caches.sessions.forgetWhere((session) => session.accountId === key)
    caches.grants.forgetWhere((grant) => grant.accountId === key)
    caches.consents.clear()
  },
  session: (caches, key) => caches.sessions.forgetWhere((session) => session.sessionId === key),
  consent: (caches, key) => caches.consents.forget(key),
} as const satisfies Readonly<Record<string, (caches: Caches, key: string) => void>>

function forgetClient(caches: Caches, clientId: ClientId): void {
  caches.clients.forget(clientId)
  caches.clientOrigins.forgetWhere((holder) => holder.clientId === clientId)
}

export type ChangedKind = keyof typeof forgetters

/** A row was changed or removed: every process forgets it. */
export function forgetsEverywhere(caches: Caches, kind: ChangedKind, key: string): Effect {
  return { begin: () => () => forgetters[kind](caches, key), announcement: `${kind} ${key}` }
}

/** So many rows were changed or removed that every process forgets all it has. */
export function forgetsAllEverywhere(caches: Caches): Effect {
  return { begin: () => () => clearAll(caches), announcement: everything }
}

/** Announced instead of changes that are too many or too long to name. */
export const everything = 'anything'

/** Does what another process announced; answers `false` for what is not about cached rows. */
export function forgetAnnounced(caches: Caches, announcement: string): boolean {
  const blank = announcement.indexOf(' ')
  const kind = announcement.slice(0, blank)
  if (!Object.hasOwn(forgetters, kind)) return false
  forgetters[kind as ChangedKind](caches, announcement.slice(blank + 1))
  return true
}

/**
 * A row is new or has grown older rights only: this process keeps it, the others need not hear of it, because they keep no absence
 * and read again what seems expired.
 */
export function keepsHere<Key, Row>(cache: RowCache<Key, Row>, key: Key, row: Row): Effect {
  return {
    begin() {
      const ticket: Ticket = cache.ticket(key)
      return () => cache.put(key, row, ticket)
    },
  }
}
