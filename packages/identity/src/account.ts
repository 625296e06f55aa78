import type { AccountId, Digest, StandardClaims, Subject } from '@latchkey/core'
import type { GroupId, RoleId } from './access-records.ts'

/** A person who can sign in. */
export interface Account {
  readonly accountId: AccountId
  /** `sub`; never changes, never reused. */
  readonly subject: Subject
  /** As shown; unique without regard to case (see `usernameKey`). */
  readonly username: string
  readonly disabled: boolean
  /** Its person created it, and it is disabled until an administrator approves of it. Ends when the account is enabled. */
  readonly awaitsApproval?: true
  /** Built-in roles. */
  readonly roles: readonly Role[]
  /** Roles that people defined. Absent: the built-in role of users, unless it is an administrator. */
  readonly roleIds?: readonly RoleId[]
  readonly groupIds?: readonly GroupId[]
  /** What is added to or taken from that which the roles give; absent: nothing. */
  readonly permissions?: AccountPermissions
  readonly claims: StandardClaims
  /** Texts and lists of texts by name, released to clients only where a mapping of theirs says so. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  /** Claims in further languages, by claim and language tag: `name#de`. */
  readonly localized?: Readonly<Record<string, string>>
  /** As `parsePasswordHash` reads it; absent: no password sign-in. */
  readonly passwordHash?: string
  /** Of the hash of another program that was set last. It stays when the hash is renewed or the password changed: set again, it is known. */
  readonly importedHash?: Digest
  /** When somebody set or removed the password; sessions and grants from before are gone. Renewing its hash does not count. */
  readonly passwordChangedAt?: number
  readonly createdAt: number
  readonly updatedAt: number
}

export type Role = 'administrator'

/** `merge`: besides those of the roles; `replace`: instead of them. What is disabled anywhere is not given. */
export type AccountPermissions =
  | { readonly kind: 'inherit' }
  | { readonly kind: 'merge' | 'replace'; readonly enabled: readonly string[]; readonly disabled: readonly string[] }

/** Whether an account can sign in and administer everything: while there is one, nobody is locked out for good. */
export function isAdministrator(account: Account): boolean {
  const { disabled, roles, permissions, passwordHash } = account
  const hasAll = roles.includes('administrator') && (permissions === undefined || permissions.kind === 'inherit')
  return hasAll && !disabled && passwordHash !== undefined
}

/** Form under which user names are compared: NFKC, lower case, without surrounding blanks. */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase().trim()
}
