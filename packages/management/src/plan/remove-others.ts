import type { Filter, StoredObject } from '../ports/objects.ts'
import { Breath } from './breath.ts'
import type { Drafting, Place } from './drafting.ts'
import type { Mistakes } from './mistakes.ts'
import { isPlannable } from './natural-key.ts'
import type { ParsedPlan } from './operation.ts'
import { ownedBy } from './parse-scope.ts'
import type { AnyDefinition, PlanPorts } from './plan-ports.ts'

/** Objects that are read at once. */
const page = 500

interface Others {
  readonly definition: AnyDefinition
  readonly filter?: Filter
  readonly place: Place
}

/**
 * Destroys what the plan no longer names: of the types and scopes whose lines say so, and of everything that its owner owns. Settings, which
 * cannot be destroyed, become nobody's. What refers to others goes before them.
 * @param kept objects that the plan names, `Role rol_...`; those that are found are added
 */
export async function removeOthers(
  { header, operations }: ParsedPlan,
  kept: Set<string>,
  parts: { readonly ports: PlanPorts; readonly drafting: Drafting; readonly mistakes: Mistakes },
): Promise<void> {
  const { ports, drafting, mistakes } = parts
  const { owner } = header
  const breath = new Breath()
  const scopes: readonly Others[] = operations.flatMap((one) => {
    if (one.kind !== 'destroy-others') return []
    const { definition, filter, line } = one
    return [{ definition, place: { line }, ...(filter !== undefined && { filter }) }]
  })
  const owned: readonly Others[] =
    owner === undefined
      ? []
      : ports.definitions.filter(isPlannable).map((definition) => ({ definition, filter: ownedBy(owner), place: {} }))

  for (const definition of ports.definitions.toReversed()) {
    for (const others of [...scopes, ...owned].filter((one) => one.definition === definition)) {
      for await (const found of objectsOf(ports, others)) {
        if (mistakes.isFull) return
        await breath.take()
        const object = `${definition.object} ${found.id}`
        if (kept.has(object) || !drafting.isVisible(definition, found)) continue
        kept.add(object)
        await removeOther(others, found)
      }
    }
  }

  async function removeOther({ definition, place }: Others, found: StoredObject): Promise<void> {
    const isForeign = owner !== undefined && found.owner !== undefined && found.owner !== owner
    if (isForeign && !header.takeOver) {
      const text = `What is to be destroyed belongs to the plan ${found.owner}; say "takeOver": true in the header to take it over.`
      drafting.mistake(definition, place, { text })
    } else if (definition.declaration.kind === 'singleton') {
      await drafting.write({ definition, before: found, patch: {}, owner: null, place })
    } else if (drafting.isAllowed(definition, 'Get', place)) {
      await drafting.remove(definition, found, place)
    }
  }
}

async function* objectsOf({ objects }: PlanPorts, { definition, filter }: Others): AsyncGenerator<StoredObject, void> {
  const { object } = definition
  for (let position = 0; ; position += page) {
    const outcome = await objects.query({
      object,
      ...(filter !== undefined && { filter }),
      sort: [],
      page: { position },
      limit: page,
      calculateTotal: false,
    })
    if (outcome.kind !== 'found' || outcome.ids.length === 0) return
    yield* await objects.find(object, outcome.ids)
    if (outcome.ids.length < page) return
  }
}
