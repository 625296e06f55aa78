import { newId } from '@latchkey/core'
import type { Group, RoleId } from '@latchkey/identity'
import { loadRoles, storedAccess } from '../../access/access-records.ts'
import { effectOfRoles } from '../../access/effective-permissions.ts'
import { gainedBy, refusalToGrant } from '../../access/grant-rules.ts'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import type { SetError } from '../../contract.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import { checkLabel } from '../label.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { groupDeclaration } from './group-declaration.ts'

/** Groups. Who is a member is said at the account. */
export function groupDefinition(): ManagedDefinition<'Group'> {
  return {
    object: 'Group',
    declaration: groupDeclaration,
    toWire: (group) => ({
      name: group.name,
      description: group.description ?? null,
      roleIds: setToWire(group.roleIds),
      createdAt: dateText(group.createdAt),
    }),
    secretsOf: () => ({}),
    async fromWire(wire, previous, context) {
      const record = recordOf(wire, previous, context)
      const error = checkLabel('name', record.name) ?? (await refusalToWrite(record, previous, context))
      return error === undefined ? { record } : { error }
    },
  }
}

function recordOf(wire: JsonObject, previous: Group | undefined, { now, crypto }: WriteContext): Group {
  const description = wire['description']
  return {
    groupId: previous?.groupId ?? newId('grp', { randomBytes: crypto.randomBytes, now }),
    name: String(wire['name']).trim(),
    ...(typeof description === 'string' ? { description } : {}),
    roleIds: setFromWire(wire['roleIds']) as readonly RoleId[],
    createdAt: previous?.createdAt ?? now,
    updatedAt: now,
  }
}

/** Every member gets what the roles of the group give, so the caller must have what a change adds. */
async function refusalToWrite(
  group: Group,
  previous: Group | undefined,
  { caller, objects }: WriteContext,
): Promise<SetError | undefined> {
  const roles = await loadRoles([...group.roleIds, ...(previous?.roleIds ?? [])], storedAccess(objects))
  const before = previous && effectOfRoles(previous.roleIds, roles)
  return refusalToGrant(gainedBy(before, effectOfRoles(group.roleIds, roles)), caller)
}
