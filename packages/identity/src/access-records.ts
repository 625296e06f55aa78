import type { AccountId, Digest } from '@latchkey/core'

/** People who belong together. Its name is what relying parties get in the `groups` claim. */
export interface Group {
  readonly groupId: GroupId
  /** Unique without regard to case (see `usernameKey`). */
  readonly name: string
  readonly description?: string
  /** Roles that its members have. */
  readonly roleIds: readonly RoleId[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** A named set of permissions. What is disabled in any role of an account is not given by another. */
export interface RoleRecord {
  readonly roleId: RoleId
  /** Unique without regard to case. */
  readonly description: string
  /** Roles that it extends. */
  readonly roleIds: readonly RoleId[]
  readonly enabledPermissions: readonly string[]
  readonly disabledPermissions: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** What a credential leaves of its account's permissions. */
export type CredentialPermissions =
  | { readonly kind: 'inherit' }
  | { readonly kind: 'disable'; readonly permissions: readonly string[] }
  | { readonly kind: 'replace'; readonly permissions: readonly string[] }

/** A further credential of an account: an API key is a bearer of management calls, an app password stands in for the password there. */
export interface AccessCredential {
  readonly credentialId: CredentialId
  readonly accountId: AccountId
  readonly description: string
  /** Of the secret, which is shown once and not kept. */
  readonly digest: Digest
  readonly permissions: CredentialPermissions
  /** Networks that it may be used from; empty: any. */
  readonly allowedIps: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAt?: number
}

export type GroupId = `grp_${string}`
export type RoleId = `rol_${string}`
export type CredentialId = `key_${string}` | `pwd_${string}`
