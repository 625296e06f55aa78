import type { Account, CredentialPermissions } from '@latchkey/identity'
import type { SetError } from '../contract.ts'
import { type AccessSource, loadAccess } from './access-records.ts'
import type { Caller } from './caller.ts'
import {
  type AccessRules,
  effectivePermissions,
  given,
  permissionsOfCredential,
  type RoleEffect,
} from './effective-permissions.ts'
import { type Names, union, without } from './name-sets.ts'

/*
 * LATCHKEY-0023-nobody-grants-what-they-lack, in whatever way: to themselves or others, by a role, a group, a credential, or by taking over an
 * account that has it.
 */

/** Permissions that a write would hand out. `undefined`: the caller has all of them. */
export function refusalToGrant(granted: Names, caller: Pick<Caller, 'permissions'>): SetError | undefined {
  const lacking = [...without(granted, caller.permissions)].sort()
  if (lacking.length === 0) return undefined
  return { type: 'forbidden', description: `You are not authorized to grant permissions: ${lacking.join(', ')}` }
}

/**
 * Whoever changes an account can sign in as it, or act as it at a relying party, so all that the account may do is granted: what it could
 * do before, disabled or not, and what it can do afterwards.
 */
export async function refusalToWriteAccount(
  accounts: readonly (Account | undefined)[],
  access: { readonly source: AccessSource; readonly rules: AccessRules; readonly caller: Caller },
): Promise<SetError | undefined> {
  const granted = await Promise.all(
    accounts.map((account) => (account === undefined ? [] : permissionsOfAccount(account, access))),
  )
  return refusalToGrant(union(...granted), access.caller)
}

/**
 * What a change of roles can give to those who have them: what they give in addition, and what they no longer take away, which another
 * role may give. Who has them does not matter.
 */
export function gainedBy(before: RoleEffect | undefined, after: RoleEffect): Names {
  if (before === undefined) return given(after)
  return union(without(given(after), given(before)), without(before.disabled, after.disabled))
}

/** What a credential of an account would let its holder do. */
export async function permissionsThroughCredential(
  account: Account,
  permissions: CredentialPermissions,
  access: { readonly source: AccessSource; readonly rules: AccessRules },
): Promise<Names> {
  return permissionsOfCredential(await permissionsOfAccount(account, access), permissions)
}

/** What an account may do, as its groups and roles are now. */
export async function permissionsOfAccount(
  account: Account,
  { source, rules }: { readonly source: AccessSource; readonly rules: AccessRules },
): Promise<Names> {
  return effectivePermissions(account, await loadAccess(account, source, rules), rules)
}
