import type { JsonObject } from '../../ports/json.ts'
import type { ObjectType } from '../contract.ts'
import { orderCreations } from '../creation-order.ts'
import type { CallScope } from '../method.ts'
import { resolveCreationIds, type SetRun } from '../set-run.ts'
import { cannotBe, noOtherThanSingleton } from './set-refusals.ts'

/**
 * The creations of a set, each after those that it refers to. Answers the ids of what was made.
 * @see RFC8620-5.3
 */
export async function createObjects<Context>(
  scope: CallScope<Context>,
  run: SetRun<Context>,
  create: ReadonlyMap<string, JsonObject>,
): Promise<readonly string[]> {
  const { type, creations } = scope
  if (type.isSingleton || type.create === undefined) {
    const error = type.isSingleton ? noOtherThanSingleton : cannotBe('created')
    for (const creationId of create.keys()) run.refuse('notCreated', creationId, error)
    return []
  }
  const references = new Map([...create].map(([creationId, value]) => [creationId, siblingsOf(type, creationId, value, create)]))
  const ordered = orderCreations(new Map([...references].map(([creationId, { needed }]) => [creationId, needed])))
  const made = new Map<string, string>()
  for (const creationId of ordered) {
    const find = (other: string): string | undefined => (create.has(other) ? made.get(other) : creations.find(other))
    const resolved = run.resolve(create.get(creationId) ?? {}, find, references.get(creationId)?.needed ?? new Set())
    const outcome =
      'error' in resolved
        ? resolved
        : await run.write(async (call) => type.create?.(resolved.value, call) ?? { error: cannotBe('created') })
    if ('error' in outcome) {
      run.refuse('notCreated', creationId, outcome.error)
      continue
    }
    const id = outcome.created['id']
    if (typeof id !== 'string') throw new TypeError(`${type.name}: a created object has no id`)
    made.set(creationId, id)
    creations.add(creationId, id)
    run.created(creationId, outcome.created)
  }
  const isOrdered = new Set(ordered)
  for (const [creationId, { pointers }] of references) {
    if (isOrdered.has(creationId)) continue
    const description = 'Refers to objects that refer to each other in a circle, so that none can be created first.'
    run.refuse('notCreated', creationId, { type: 'invalidProperties', description, properties: pointers })
  }
  return [...made.values()]
}

/** The creations of the same set that a value refers to, and where it does. */
function siblingsOf<Context>(
  type: ObjectType<Context>,
  creationId: string,
  value: JsonObject,
  create: ReadonlyMap<string, unknown>,
): { readonly needed: ReadonlySet<string>; readonly pointers: readonly string[] } {
  const needed = new Set<string>()
  const pointers: string[] = []
  resolveCreationIds(type, value, (other, pointer) => {
    // Where the type does not say which texts are ids, its own creation id is a text like any other: no object can refer to itself.
    const isText = other === creationId && type.resolveCreationIds === undefined
    if (create.has(other) && !isText) {
      needed.add(other)
      pointers.push(pointer)
    }
    return undefined
  })
  return { needed, pointers }
}
