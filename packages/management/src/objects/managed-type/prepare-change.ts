import type { Caller } from '../../access/caller.ts'
import type { SetError } from '../../contract.ts'
import { validationFailed } from '../../declarations/finding.ts'
import { InvalidPatch } from '../../declarations/invalid-patch.ts'
import { withManagedBy } from '../../declarations/managed-by.ts'
import { maskSecrets } from '../../declarations/mask-secrets.ts'
import { defaultsOf, type Patched, patchDocument } from '../../declarations/patch-document.ts'
import { sameJson } from '../../declarations/same-json.ts'
import { validateDocument } from '../../declarations/validate-document.ts'
import type { JsonObject } from '../../ports/json.ts'
import { objectIdOf } from '../../ports/object-id.ts'
import type { ManagedName, ManagedRecords, ObjectChange, StoredObject } from '../../ports/objects.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import type { ManagedPorts } from './managed-ports.ts'
import { documentOf } from './wire-object.ts'

/** What should become of an object. `owner`: the plan that makes the change; `null`: nobody's any more; absent: as it is. */
export type Intent<Name extends ManagedName> =
  | { readonly kind: 'create'; readonly value: JsonObject; readonly owner?: string | null }
  | {
      readonly kind: 'update'
      readonly stored: StoredObject<Name>
      readonly patch: JsonObject
      readonly owner?: string | null
    }
  | { readonly kind: 'destroy'; readonly stored: StoredObject<Name> }

/** A change that passed every check but those that only the store can make. */
export interface PreparedChange<Name extends ManagedName> {
  readonly id: string
  /** For `ObjectStore.commit`; absent: the object is already so. */
  readonly change?: ObjectChange
  /** Absent for what is destroyed. */
  readonly record?: ManagedRecords[Name]
  /** All properties before and after, without `id`; secrets are masks. Absent: not there. */
  readonly before?: JsonObject
  readonly after?: JsonObject
  /** Properties that the patch names. */
  readonly touched: ReadonlySet<string>
  /** What the patch asked for, complete, with masks. The server may have made something else of it. */
  readonly asked: JsonObject
  /** Secrets that the server made: for the answer, never kept. */
  readonly shownOnce?: JsonObject
}

export type Prepared<Name extends ManagedName> = PreparedChange<Name> | { readonly error: SetError }

/**
 * Everything of a change besides its commit: patch, types, ranges, the definition's own rules. Nothing is written. The caller's permission for
 * the method was checked before.
 */
export async function prepareChange<Name extends ManagedName>(
  definition: ManagedDefinition<Name>,
  ports: ManagedPorts,
  intent: Intent<Name>,
  caller: Caller,
): Promise<Prepared<Name>> {
  const { registry: _registry, ...others } = ports
  const context: WriteContext = { ...others, caller, now: ports.clock() }
  if (intent.kind !== 'create' && definition.isVisible?.(intent.stored.record, caller) === false) return { error: notFound }
  if (intent.kind === 'destroy') return prepareRemoval(definition, ports, intent.stored, context)
  try {
    return await prepareWrite(definition, ports, intent, context)
  } catch (error) {
    if (error instanceof InvalidPatch) return { error: error.toSetError() }
    throw error
  }
}

export const notFound: SetError = { type: 'notFound', description: 'There is no object with this id.' }

async function prepareWrite<Name extends ManagedName>(
  definition: ManagedDefinition<Name>,
  { registry }: ManagedPorts,
  intent: Exclude<Intent<Name>, { readonly kind: 'destroy' }>,
  context: WriteContext,
): Promise<Prepared<Name>> {
  const declaration = withManagedBy(definition.declaration)
  const target = { declaration, registry }
  const stored = intent.kind === 'update' ? intent.stored : undefined
  const before = stored === undefined ? undefined : documentOf(definition, target, stored)
  const identified = stored === undefined ? {} : { id: stored.id }
  const patch = intent.kind === 'update' ? intent.patch : intent.value
  const { document, touched }: Patched = patchDocument({ ...target, ...identified, current: before ?? defaultsOf(target) }, patch)
  const findings = validateDocument({ fields: declaration.fields, registry, ...identified }, document, before && touched)
  if (findings.length > 0) return { error: validationFailed(findings) }
  const { managedBy: _managedBy, ...wire } = document
  const built = await definition.fromWire(wire, stored?.record, context)
  if ('error' in built) return built
  const { record, shownOnce } = built
  const owner = intent.owner === undefined ? (stored?.owner ?? null) : intent.owner
  const isOwnerNew = owner !== (stored?.owner ?? null)
  const prepared = {
    id: stored?.id ?? objectIdOf(definition.object, record),
    touched,
    asked: maskSecrets(declaration.fields, document, registry),
    ...(before === undefined ? {} : { before }),
    ...(shownOnce === undefined ? {} : { shownOnce }),
  }
  // A document in which nothing differs has no secret that does either: what is not a mask in it is new.
  if (stored !== undefined && before !== undefined && shownOnce === undefined && !isOwnerNew && sameJson(document, before)) {
    return { ...prepared, record: stored.record, after: before }
  }
  const after = documentOf(definition, target, { record, ...(owner === null ? {} : { owner }) })
  const quota = definition.quota?.()
  const write =
    stored === undefined
      ? { kind: 'create' as const, ...(quota !== undefined && { quota }) }
      : { kind: 'replace' as const, id: stored.id, version: stored.version }
  const change = { object: definition.object, record, ...(isOwnerNew ? { owner } : {}), ...write }
  return { ...prepared, record, after, change: change as ObjectChange }
}

async function prepareRemoval<Name extends ManagedName>(
  definition: ManagedDefinition<Name>,
  { registry }: ManagedPorts,
  stored: StoredObject<Name>,
  context: WriteContext,
): Promise<Prepared<Name>> {
  const error = await definition.refusalToRemove?.(stored.record, context)
  if (error !== undefined) return { error }
  const target = { declaration: withManagedBy(definition.declaration), registry }
  return {
    id: stored.id,
    touched: new Set(),
    asked: {},
    before: documentOf(definition, target, stored),
    change: { object: definition.object, kind: 'remove', id: stored.id, version: stored.version } as ObjectChange,
  }
}
