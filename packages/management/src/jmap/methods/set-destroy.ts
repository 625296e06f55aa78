import { isJmapId } from '../jmap-id.ts'
import type { CallScope } from '../method.ts'
import type { SetRun } from '../set-run.ts'
import { cannotBe, noOtherThanSingleton, notFound } from './set-refusals.ts'

/**
 * The removals of a set, after its creations and updates.
 * @param ids each once
 * @see RFC8620-5.3
 */
export async function destroyObjects<Context>(
  scope: CallScope<Context>,
  run: SetRun<Context>,
  ids: readonly string[],
): Promise<void> {
  const { type } = scope
  for (const id of ids) {
    if (type.isSingleton) {
      run.refuse('notDestroyed', id, noOtherThanSingleton)
      continue
    }
    if (!isJmapId(id)) {
      run.refuse('notDestroyed', id, notFound)
      continue
    }
    const { destroy } = type
    if (destroy === undefined) {
      run.refuseUnseen('notDestroyed', id, cannotBe('destroyed'))
      continue
    }
    const outcome = await run.write((call) => destroy.call(type, id, call))
    if ('error' in outcome) run.refuse('notDestroyed', id, outcome.error)
    else run.destroyed(id)
  }
}
