import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import { completeDocument } from '../../declarations/patch-document.ts'
import type { DeclarationRegistry } from '../../declarations/registry.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ManagedName, StoredObject } from '../../ports/objects.ts'
import type { ManagedDefinition } from '../managed-definition.ts'

/** All properties of a stored object, without `id` and `@type`. @param declaration with `managedBy` */
export function documentOf<Name extends ManagedName>(
  definition: ManagedDefinition<Name>,
  target: { readonly declaration: ObjectDeclaration; readonly registry: DeclarationRegistry },
  stored: Pick<StoredObject<Name>, 'record' | 'owner'>,
): JsonObject {
  return completeDocument(target, { ...definition.toWire(stored.record), managedBy: stored.owner ?? null })
}

/** An object as `get` answers it, with these properties of it. A name that the object does not have is passed over. */
export function wireObject(
  id: string,
  declaration: ObjectDeclaration,
  document: JsonObject,
  properties: readonly string[] | undefined,
): JsonObject {
  const whole: JsonObject = { ...(declaration.variant === undefined ? {} : { '@type': declaration.variant.name }), ...document }
  const chosen = properties?.filter((name) => Object.hasOwn(whole, name)) ?? []
  // Tools name only what they know; when none of it exists they get everything, as they expect.
  const isWhole = properties === undefined || (chosen.length === 0 && properties.some((name) => name !== 'id'))
  if (isWhole) return { id, ...whole }
  return { id, ...Object.fromEntries(Object.entries(whole).filter(([name]) => chosen.includes(name))) }
}
