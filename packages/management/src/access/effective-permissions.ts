import type { Account, AccountPermissions, CredentialPermissions, Group, RoleRecord } from '@latchkey/identity'
import { common, type Names, union, without } from './name-sets.ts'
import { userPermissions } from './permissions.ts'

/** What a set of roles says. Whatever is disabled anywhere is not given by anything else. */
export interface RoleEffect {
  readonly enabled: Names
  readonly disabled: Names
}

/** The groups and roles that an account leads to; those that do not exist give nothing. */
export interface AccessRecords {
  readonly groups: ReadonlyMap<string, Group>
  readonly roles: ReadonlyMap<string, RoleRecord>
}

/** What roles say together with all that they extend. A cycle, which no write makes, ends where it began. */
export function effectOfRoles(roleIds: Iterable<string>, roles: AccessRecords['roles']): RoleEffect {
  const enabled = new Set<string>()
  const disabled = new Set<string>()
  for (const roleId of withExtended(roleIds, roles)) {
    for (const name of roles.get(roleId)?.enabledPermissions ?? []) enabled.add(name)
    for (const name of roles.get(roleId)?.disabledPermissions ?? []) disabled.add(name)
  }
  return { enabled, disabled }
}

/** Roles and all that they extend, each once. */
export function withExtended(roleIds: Iterable<string>, roles: AccessRecords['roles']): Names {
  const reached = new Set(roleIds)
  // A set grows while it is walked.
  for (const roleId of reached) {
    for (const extended of roles.get(roleId)?.roleIds ?? []) reached.add(extended)
  }
  return reached
}

/** The permissions of roles by themselves. */
export function given({ enabled, disabled }: RoleEffect): Names {
  return without(enabled, disabled)
}

/** The roles of an account: its own and those of its groups. */
export function rolesOfAccount(account: Account, groups: AccessRecords['groups']): readonly string[] {
  const ofGroups = (account.groupIds ?? []).flatMap((groupId) => groups.get(groupId)?.roleIds ?? [])
  return [...(account.roleIds ?? []), ...ofGroups]
}

/**
 * What an account may do, disabled or not. An administrator has everything, also what a role of a group disables: only the permissions
 * of the account itself take something from it. Without an own role an account has the built-in one of users.
 * @param all every permission that there is; what is not in it counts for nothing
 */
export function effectivePermissions(account: Account, records: AccessRecords, all: Names): Names {
  const roles = effectOfRoles(rolesOfAccount(account, records.groups), records.roles)
  return common(withAccountPermissions(builtIn(account, roles, all), account.permissions), all)
}

function builtIn(account: Account, roles: RoleEffect, all: Names): RoleEffect {
  if (account.roles.includes('administrator')) return { enabled: all, disabled: new Set() }
  if (account.roleIds !== undefined) return roles
  return { enabled: union(roles.enabled, userPermissions), disabled: roles.disabled }
}

function withAccountPermissions({ enabled, disabled }: RoleEffect, permissions: AccountPermissions = { kind: 'inherit' }): Names {
  switch (permissions.kind) {
    case 'inherit':
      return without(enabled, disabled)
    case 'merge':
      return without(union(enabled, permissions.enabled), disabled, permissions.disabled)
    case 'replace':
      return without(new Set(permissions.enabled), permissions.disabled)
  }
}

/** What a credential leaves of the permissions of its account: never more than these. */
export function permissionsOfCredential(ofAccount: Names, credential: CredentialPermissions): Names {
  switch (credential.kind) {
    case 'inherit':
      return ofAccount
    case 'disable':
      return without(ofAccount, credential.permissions)
    case 'replace':
      return common(ofAccount, new Set(credential.permissions))
  }
}
