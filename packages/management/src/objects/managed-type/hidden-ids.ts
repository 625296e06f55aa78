import type { Caller } from '../../access/caller.ts'
import type { ManagedName, ObjectStore } from '../../ports/objects.ts'
import type { ManagedDefinition } from '../managed-definition.ts'

/** Which of these objects are there but not for this caller to see. */
export async function hiddenIds<Name extends ManagedName>(
  { object, isVisible }: Pick<ManagedDefinition<Name>, 'object' | 'isVisible'>,
  objects: Pick<ObjectStore, 'find'>,
  { ids, caller }: { readonly ids: readonly string[]; readonly caller: Caller },
): Promise<ReadonlySet<string>> {
  if (isVisible === undefined || ids.length === 0) return new Set()
  const found = await objects.find(object, ids)
  return new Set(found.filter(({ record }) => !isVisible(record, caller)).map(({ id }) => id))
}
