import type { AccountId, ClientId, Digest, TraceId, TransactionId } from '../ids.ts'

/** An authorization request that waits for its user, with what they did so far. */
export interface Transaction {
  readonly transactionId: TransactionId
  readonly traceId: TraceId
  readonly clientId: ClientId
  /** The accepted request, as `authorization-request/` serialises it. */
  readonly request: string
  /** Digest of the cookie of the browser that started it: no other browser can go on with it. */
  readonly browser: Digest
  readonly createdAt: number
  readonly expiresAt: number
  readonly failedSignIns: number
  /** Set when the user signed in within this transaction: satisfies `prompt=login`, `max_age`. */
  readonly authenticatedAt?: number
  /** Set when the user allowed the request on the consent page of this transaction. */
  readonly consentedAt?: number
  /** The account that consented; another one must be asked again. */
  readonly consentedBy?: AccountId
  /** The account that the person chose to go on with on the account selection page of this transaction. */
  readonly selectedBy?: AccountId
}

export interface TransactionStore {
  insert(transaction: Transaction): Promise<void>
  find(transactionId: TransactionId, now: number): Promise<Transaction | undefined>
  /** Counts one failed sign-in. `dead`: the limit is reached and the transaction is removed. One conditional statement. */
  countFailedSignIn(transactionId: TransactionId, limit: number, now: number): Promise<'alive' | 'dead' | 'absent'>
  /** Records what the user did; fields that are absent stay. `false`: the transaction is gone. */
  record(
    transactionId: TransactionId,
    step: Pick<Transaction, 'authenticatedAt' | 'consentedAt' | 'consentedBy' | 'selectedBy'>,
    now: number,
  ): Promise<boolean>
  /** Removes it; exactly one of concurrent calls gets `true`, and only that one may answer the client. */
  finish(transactionId: TransactionId, now: number): Promise<boolean>
}
