import type { ObjectStore } from '../../ports/objects.ts'

/** Tells whether an administrator has defined a scope. @param objects Absent: none is defined. */
export function isDefinedScope(objects: Pick<ObjectStore, 'findByKey'> | undefined): (name: string) => Promise<boolean> {
  return async (name) => (await objects?.findByKey('Scope', name)) !== undefined
}
