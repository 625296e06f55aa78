import type { AccountId, StandardClaims, Subject } from '@latchkey/core'

/** A person who can sign in. */
export interface Account {
  readonly accountId: AccountId
  /** `sub`; never changes, never reused. */
  readonly subject: Subject
  /** As shown; unique without regard to case (see `usernameKey`). */
  readonly username: string
  readonly disabled: boolean
  readonly roles: readonly Role[]
  readonly claims: StandardClaims
  /** PHC string; absent: no password sign-in. */
  readonly passwordHash?: string
  readonly createdAt: number
  readonly updatedAt: number
}

export type Role = 'administrator'

/** Form under which user names are compared: NFKC, lower case, without surrounding blanks. */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase().trim()
}
