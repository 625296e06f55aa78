import type { SetError } from '../contract.ts'
import type { ObjectStore } from '../ports/objects.ts'
import { loadRoles, storedAccess } from './access-records.ts'
import type { Caller } from './caller.ts'
import { effectOfDefaultRoles } from './effective-permissions.ts'
import { gainedBy, refusalToGrant } from './grant-rules.ts'

/** Whoever changes the roles that everybody has by default must have what is added by it. */
export async function refusalToChangeDefaultRoles(
  before: readonly string[],
  after: readonly string[],
  { caller, objects }: { readonly caller: Caller; readonly objects: Pick<ObjectStore, 'find'> },
): Promise<SetError | undefined> {
  const roles = await loadRoles([...before, ...after], storedAccess(objects))
  return refusalToGrant(gainedBy(effectOfDefaultRoles(before, roles), effectOfDefaultRoles(after, roles)), caller)
}
