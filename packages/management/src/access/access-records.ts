import type { Account, Group, RoleRecord } from '@latchkey/identity'
import type { ObjectStore } from '../ports/objects.ts'
import { type AccessRecords, type AccessRules, rolesOfAccount } from './effective-permissions.ts'

/** Where groups and roles are read from. */
export interface AccessSource {
  findGroups(ids: readonly string[]): Promise<readonly Group[]>
  findRoles(ids: readonly string[]): Promise<readonly RoleRecord[]>
}

/** As they are stored now. */
export function storedAccess(objects: Pick<ObjectStore, 'find'>): AccessSource {
  return {
    findGroups: async (ids) => (await objects.find('Group', ids)).map(({ record }) => record),
    findRoles: async (ids) => (await objects.find('Role', ids)).map(({ record }) => record),
  }
}

/** Those roles and all that they extend, as far as they exist. */
export async function loadRoles(roleIds: readonly string[], source: AccessSource): Promise<AccessRecords['roles']> {
  const roles = new Map<string, RoleRecord>()
  const asked = new Set<string>()
  let wanted = [...new Set(roleIds)]
  while (wanted.length > 0) {
    for (const roleId of wanted) asked.add(roleId)
    const found = await source.findRoles(wanted)
    for (const role of found) roles.set(role.roleId, role)
    wanted = [...new Set(found.flatMap((role) => role.roleIds))].filter((roleId) => !asked.has(roleId))
  }
  return roles
}

/** Everything that the permissions of an account follow from. */
export async function loadAccess(account: Account, source: AccessSource, rules: AccessRules): Promise<AccessRecords> {
  const groupIds = account.groupIds ?? []
  const found = groupIds.length === 0 ? [] : await source.findGroups(groupIds)
  const groups = new Map(found.map((group) => [group.groupId, group]))
  const roleIds = rolesOfAccount(account, groups, rules)
  return { groups, roles: roleIds.length === 0 ? new Map() : await loadRoles(roleIds, source) }
}
