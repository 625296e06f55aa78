import type { Caller } from '../../access/caller.ts'
import { withManagedBy } from '../../declarations/managed-by.ts'
import { sameJson } from '../../declarations/same-json.ts'
import type { ChangesAnswer, GetRequest, ObjectType } from '../../jmap/contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ManagedName, StoredObject } from '../../ports/objects.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { hiddenIds } from './hidden-ids.ts'
import type { ManagedPorts } from './managed-ports.ts'
import type { PreparedChange } from './prepare-change.ts'
import { queriesOf } from './query-objects.ts'
import { resolveCreationIds } from './resolve-creation-ids.ts'
import { parseState, stateText } from './state.ts'
import { documentOf, wireObject } from './wire-object.ts'
import { writeObject } from './write-object.ts'

/**
 * The methods of a managed object over its definition: RFC8620-5.1 to RFC8620-5.6, of which it has those that its verbs name. The state of
 * the type is the number of its newest revision.
 * @throws TypeError when the definition says who sees an object but not how to query for these
 */
export function managedType<Name extends ManagedName>(
  definition: ManagedDefinition<Name>,
  ports: ManagedPorts,
): ObjectType<Caller> {
  if (definition.isVisible !== undefined && definition.scopeOf === undefined) {
    throw new TypeError(`${definition.object} has isVisible without scopeOf`)
  }
  const { object } = definition
  const { objects, registry } = ports
  const declaration = withManagedBy(definition.declaration)
  const isSingleton = declaration.kind === 'singleton'
  const verbs = new Set(declaration.verbs)
  const queries = queriesOf(definition, ports)

  function isSeen(stored: StoredObject<Name>, caller: Caller): boolean {
    return definition.isVisible?.(stored.record, caller) ?? true
  }

  async function allIds(limit: number, caller: Caller): Promise<readonly string[]> {
    if (isSingleton) return ['singleton']
    const scope = definition.scopeOf?.(caller)
    const filter = scope === undefined ? {} : { filter: scope }
    const found = await objects.query({ object, ...filter, sort: [], page: { position: 0 }, limit, calculateTotal: false })
    return found.kind === 'found' ? found.ids : []
  }

  async function get(
    { ids, properties, limit }: GetRequest,
    caller: Caller,
  ): Promise<{ readonly list: readonly JsonObject[]; readonly notFound: readonly string[] }> {
    const wanted = [...new Set(ids ?? (await allIds(limit, caller)))]
    const found = new Map((await objects.find(object, wanted)).map((stored) => [stored.id, stored]))
    const list: JsonObject[] = []
    const notFound: string[] = []
    for (const id of wanted) {
      const stored = found.get(id)
      if (stored !== undefined && isSeen(stored, caller)) {
        list.push(wireObject(id, declaration, documentOf(definition, { declaration, registry }, stored), properties))
      } else if (ids !== null) {
        notFound.push(id)
      }
    }
    return { list, notFound }
  }

  async function changes(since: string, maxChanges: number, caller: Caller): Promise<ChangesAnswer | undefined> {
    const state = parseState(since)
    const found = state === undefined ? undefined : await objects.changes(object, state, maxChanges)
    if (found === undefined) return undefined
    const isHidden = await hiddenIds(definition, objects, { ids: [...found.created, ...found.updated], caller })
    return {
      newState: stateText(found.state),
      hasMoreChanges: found.hasMore,
      created: found.created.filter((id) => !isHidden.has(id)),
      updated: found.updated.filter((id) => !isHidden.has(id)),
      destroyed: found.destroyed,
    }
  }

  const type: ObjectType<Caller> = {
    name: `x:${declaration.name}`,
    isSingleton,
    state: async () => stateText(await objects.state(object)),
    get,
    changes,
    resolveCreationIds: (value, lookup) => resolveCreationIds(value, { fields: declaration.fields, registry, lookup }),
    ...(verbs.has('Query') ? queries : {}),
    ...(verbs.has('Create')
      ? {
          create: async (value, call) => {
            const written = await writeObject(definition, ports, call, { intent: { kind: 'create', value } })
            return 'error' in written ? written : { created: createdMembers(written) }
          },
        }
      : {}),
    ...(verbs.has('Update')
      ? {
          update: async (id, patch, call) => {
            const intend = (stored: StoredObject<Name>) => ({ kind: 'update', stored, patch }) as const
            const written = await writeObject(definition, ports, call, { id, intend })
            return 'error' in written ? written : { updated: updatedMembers(written) }
          },
        }
      : {}),
    ...(verbs.has('Destroy')
      ? {
          destroy: async (id, call) => {
            const intend = (stored: StoredObject<Name>) => ({ kind: 'destroy', stored }) as const
            const written = await writeObject(definition, ports, call, { id, intend })
            return 'error' in written ? written : { destroyed: true }
          },
        }
      : {}),
  }
  return type
}

/** RFC8620-5.3: the id, and what differs from what the client said: set by the server or by default. Secrets that were made are in it this once. */
function createdMembers({ id, after = {}, touched, asked, shownOnce }: PreparedChange<ManagedName>): JsonObject {
  const unsaid = Object.entries(after).filter(([name, value]) => !touched.has(name) || !sameJson(value, asked[name]))
  return { id, ...Object.fromEntries(unsaid), ...shownOnce }
}

/** RFC8620-5.3: what changed besides what the patch says. */
function updatedMembers({ before = {}, after = {}, touched, asked, shownOnce }: PreparedChange<ManagedName>): JsonObject | null {
  const unsaid = Object.entries(after).filter(([name, value]) => !sameJson(value, touched.has(name) ? asked[name] : before[name]))
  const members: JsonObject = { ...Object.fromEntries(unsaid), ...shownOnce }
  return Object.keys(members).length === 0 ? null : members
}
