import type { JsonObject } from '../../ports/json.ts'
import { isJmapId } from '../jmap-id.ts'
import type { CallScope } from '../method.ts'
import type { SetRun } from '../set-run.ts'
import { singletonId } from '../singleton-id.ts'
import { cannotBe, notFound, willDestroy } from './set-refusals.ts'

/**
 * The updates of a set, in their order, after its creations: both ids and patches may refer to these.
 * @see RFC8620-5.3
 */
export async function updateObjects<Context>(
  scope: CallScope<Context>,
  run: SetRun<Context>,
  set: {
    readonly update: ReadonlyMap<string, JsonObject>
    readonly create: ReadonlyMap<string, unknown>
    /** Ids. */
    readonly destroy: ReadonlySet<string>
  },
): Promise<void> {
  const { type, creations } = scope
  const seen = new Set<string>()
  for (const [key, patch] of set.update) {
    const id = creations.resolve(key)
    if (seen.has(id)) {
      run.refuse('notUpdated', key, { type: 'invalidPatch', description: 'Another key names the same object.', properties: [] })
      continue
    }
    seen.add(id)
    if (type.isSingleton ? id !== singletonId : !isJmapId(id)) {
      run.refuse('notUpdated', id, notFound)
      continue
    }
    if (set.destroy.has(id) && !type.isSingleton) {
      run.refuse('notUpdated', id, willDestroy)
      continue
    }
    const resolved = run.resolve(patch, (creationId) => creations.find(creationId), new Set(set.create.keys()))
    const { update } = type
    if ('error' in resolved || update === undefined) {
      run.refuseUnseen('notUpdated', id, 'error' in resolved ? resolved.error : cannotBe('updated'))
      continue
    }
    const outcome = await run.write((call) => update.call(type, id, resolved.value, call))
    if ('error' in outcome) run.refuse('notUpdated', id, outcome.error)
    else run.updated(id, outcome.updated)
  }
}
