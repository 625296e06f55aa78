import type { Client } from '../clients/client.ts'
import type { Digest } from '../ids.ts'
import type { RegistrationRules } from '../settings/registration-policy.ts'
import type { Origin } from './origin.ts'

/** What lets somebody register clients who has no account here (RFC7591-1.2). */
export interface InitialAccessToken {
  readonly tokenId: `iat_${string}`
  readonly digest: Digest
  /** What it is for. */
  readonly description: string
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAt?: number
  /** How many clients it registers; absent: any number. */
  readonly maxUses?: number
  readonly uses: number
  /** What its clients may be, besides what the policy says of authorized callers. */
  readonly rules: RegistrationRules
  readonly createdAt: number
  readonly updatedAt: number
}

export interface InitialAccessTokenStore {
  /** Only one that has not expired and is not used up. */
  find(digest: Digest, now: number): Promise<InitialAccessToken | undefined>
  /**
   * Counts one use and inserts the client, in one transaction that no other use of any token interleaves: of concurrent uses as many are
   * `registered` as the token has left. `refused`: it is unknown, expired or used up, and nothing was written. `exists`: so is the client.
   */
  register(use: {
    readonly digest: Digest
    readonly client: Client
    readonly now: number
    readonly origin: Origin
  }): Promise<'registered' | 'refused' | 'exists'>
}
