import type { Account, AccountPermissions, CredentialPermissions, Group, RoleRecord } from '@latchkey/identity'
import { common, type Names, union, without } from './name-sets.ts'
import { userPermissions } from './permissions.ts'

/** What decides over everybody's permissions. */
export interface AccessRules {
  /** Every permission that there is; what is not in it counts for nothing. */
  readonly all: Names
  /** Roles of accounts that have none of their own; empty: the built-in role of users. */
  readonly defaultRoleIds: () => readonly string[]
}

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

/** The roles of an account: its own, or the default ones, and those of its groups. */
export function rolesOfAccount(account: Account, groups: AccessRecords['groups'], rules: AccessRules): readonly string[] {
  const ofGroups = (account.groupIds ?? []).flatMap((groupId) => groups.get(groupId)?.roleIds ?? [])
  return [...(isAdministratorByRole(account) ? [] : (account.roleIds ?? rules.defaultRoleIds())), ...ofGroups]
}

/**
 * What an account may do, disabled or not. An administrator has everything, also what a role of a group disables: only the permissions
 * of the account itself take something from it.
 */
export function effectivePermissions(account: Account, records: AccessRecords, rules: AccessRules): Names {
  const roles = effectOfRoles(rolesOfAccount(account, records.groups, rules), records.roles)
  return common(withAccountPermissions(withBuiltIn(account, roles, rules), account.permissions), rules.all)
}

/** What accounts without roles of their own have. */
export function effectOfDefaultRoles(roleIds: readonly string[], roles: AccessRecords['roles']): RoleEffect {
  return roleIds.length === 0 ? { enabled: new Set(userPermissions), disabled: new Set() } : effectOfRoles(roleIds, roles)
}

function withBuiltIn(account: Account, roles: RoleEffect, rules: AccessRules): RoleEffect {
  if (isAdministratorByRole(account)) return { enabled: rules.all, disabled: new Set() }
  const isUser = account.roleIds === undefined && rules.defaultRoleIds().length === 0
  return isUser ? { enabled: union(roles.enabled, userPermissions), disabled: roles.disabled } : roles
}

function isAdministratorByRole({ roles }: Account): boolean {
  return roles.includes('administrator')
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
