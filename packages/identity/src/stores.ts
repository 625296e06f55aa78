import type { AccountId, Awaitable, Digest, Origin } from '@latchkey/core'
import type { Account } from './account.ts'

/* Contracts as in core/ports/stores.ts: instants in milliseconds, a resolved promise means durable, every write atomic. */

export interface AccountStore {
  find(accountId: AccountId): Awaitable<Account | undefined>
  findByUsername(usernameKey: string): Promise<Account | undefined>
  /** Refuses a user name that exists (compared by `usernameKey`), by the table's uniqueness. */
  insert(account: Account, origin?: Origin): Promise<'inserted' | 'exists'>
  /**
   * Replaces the record if its `updatedAt` is still `previous`; it is stored with an `updatedAt` of at least `previous + 1`. `exists`:
   * another account has the new user name. The subject is never changed.
   */
  replace(account: Account, previous: number, origin?: Origin): Promise<'replaced' | 'changed' | 'absent' | 'exists'>
  /** The next accounts by `usernameKey`, in an order of the database's own, beginning behind the key `after`. */
  list(page: { readonly after?: string; readonly limit: number }): Promise<readonly Account[]>
  /** Whether any account with the role `administrator` exists that is not disabled. */
  hasAdministrator(): Promise<boolean>
}

/** Counters of failed guesses, shared by all nodes. */
export interface ThrottleStore {
  /** Current failures of a key, decayed; the key is a digest so that no user name or address is kept in clear. */
  find(key: Digest, now: number): Promise<{ readonly failures: number; readonly lastFailureAt: number } | undefined>
  /** Adds one in a single statement and answers the new count. The row expires at `expiresAt`. */
  add(key: Digest, now: number, expiresAt: number): Promise<number>
  clear(key: Digest): Promise<void>
}

/** Links that work once. */
export interface OneTimeTokenStore {
  insert(token: { readonly digest: Digest; readonly purpose: 'setup'; readonly expiresAt: number }): Promise<void>
  /** Whether it would be accepted now. */
  isLive(digest: Digest, purpose: 'setup', now: number): Promise<boolean>
  /**
   * Consumes the token and inserts the first administrator, in one transaction. Of concurrent calls one gets `inserted`. `refused`: token
   * unknown, used or expired, or an administrator exists.
   */
  redeemForFirstAdministrator(
    digest: Digest,
    account: Account,
    now: number,
    origin?: Origin,
  ): Promise<'inserted' | 'refused' | 'exists'>
  /** Removes all tokens of a purpose. */
  removeAll(purpose: 'setup'): Promise<void>
}

export interface IdentityStores {
  readonly accounts: AccountStore
  readonly throttle: ThrottleStore
  readonly oneTimeTokens: OneTimeTokenStore
}
