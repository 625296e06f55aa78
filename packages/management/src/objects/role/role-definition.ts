import { newId } from '@latchkey/core'
import type { RoleId, RoleRecord } from '@latchkey/identity'
import { loadRoles, storedAccess } from '../../access/access-records.ts'
import { effectOfRoles, withExtended } from '../../access/effective-permissions.ts'
import { gainedBy, refusalToGrant } from '../../access/grant-rules.ts'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import type { SetError } from '../../contract.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import { checkLabel } from '../label.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { roleDeclaration } from './role-declaration.ts'

/** Roles. A change of one counts at the next request of everybody who has it. */
export function roleDefinition(): ManagedDefinition<'Role'> {
  return {
    object: 'Role',
    declaration: roleDeclaration,
    toWire: (role) => ({
      description: role.description,
      roleIds: setToWire(role.roleIds),
      enabledPermissions: setToWire(role.enabledPermissions),
      disabledPermissions: setToWire(role.disabledPermissions),
      createdAt: dateText(role.createdAt),
    }),
    secretsOf: () => ({}),
    async fromWire(wire, previous, context) {
      const record = recordOf(wire, previous, context)
      const error = checkLabel('description', record.description) ?? (await refusalToWrite(record, previous, context))
      return error === undefined ? { record } : { error }
    },
  }
}

function recordOf(wire: JsonObject, previous: RoleRecord | undefined, { now, crypto }: WriteContext): RoleRecord {
  return {
    roleId: previous?.roleId ?? newId('rol', { randomBytes: crypto.randomBytes, now }),
    description: String(wire['description']).trim(),
    roleIds: setFromWire(wire['roleIds']) as readonly RoleId[],
    enabledPermissions: setFromWire(wire['enabledPermissions']),
    disabledPermissions: setFromWire(wire['disabledPermissions']),
    createdAt: previous?.createdAt ?? now,
    updatedAt: now,
  }
}

/** Who has the role does not matter: what the change adds, by itself or by the roles that it extends, the caller must have. */
async function refusalToWrite(
  role: RoleRecord,
  previous: RoleRecord | undefined,
  { caller, objects }: WriteContext,
): Promise<SetError | undefined> {
  const stored = await loadRoles([...role.roleIds, ...(previous?.roleIds ?? [])], storedAccess(objects))
  const after = new Map([...stored, [role.roleId, role]])
  if (withExtended(role.roleIds, stored).has(role.roleId)) {
    return {
      type: 'invalidProperties',
      description: 'roleIds must not lead back to the role itself.',
      properties: ['roleIds'],
    }
  }
  const before = previous && effectOfRoles([previous.roleId], new Map([...stored, [previous.roleId, previous]]))
  return refusalToGrant(gainedBy(before, effectOfRoles([role.roleId], after)), caller)
}
