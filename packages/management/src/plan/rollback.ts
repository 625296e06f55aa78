import type { Caller } from '../access/caller.ts'
import type { JsonObject } from '../ports/json.ts'
import type { ManagedName } from '../ports/objects.ts'
import { Breath } from './breath.ts'
import type { PlanEvent, PlanMode } from './contract.ts'
import { dependencyOrder } from './dependency-order.ts'
import type { Drafting } from './drafting.ts'
import { Mistakes } from './mistakes.ts'
import { planLimits } from './parse-plan.ts'
import type { PlanPorts } from './plan-ports.ts'
import { type Past, RollbackCheck, referencesOfPast } from './rollback-check.ts'
import { runDraft } from './run-draft.ts'

/** Revisions that are read at once, and objects between two reports of progress. */
const page = 500

/**
 * Puts every managed object back to what it was when `revision` was the newest one: what was made since is destroyed, what was destroyed is
 * made again with its id, its subject and its creation time, and every field gets its value back. Secrets of then are not kept, so those of
 * now stay. The rollback is a change like others: it can be rolled back.
 * @param revision 0: before everything
 */
export async function* runRollback(
  ports: PlanPorts,
  revision: number,
  mode: PlanMode,
  caller: Caller,
): AsyncGenerator<PlanEvent, void> {
  const mistakes = new Mistakes()
  for (const [object, verb] of [
    ['x:Revision', 'Get'],
    ['x:Action', 'Create'],
  ] as const) {
    const refusal = ports.authorizer.refusal(object, verb, caller)
    if (refusal !== undefined)
      mistakes.add({
        object,
        text: `${refusal.description ?? 'Not authorized'}.`,
        error: { type: 'forbidden', description: 'A rollback needs it' },
      })
  }
  const latest = await ports.revisions.latest()
  if (revision > latest) mistakes.add({ text: `There is no revision ${revision}; the newest one is ${latest}.` })
  if (!mistakes.isEmpty) {
    yield { type: 'refused', mistakes: mistakes.list }
    return
  }
  const through = caller.origin.through
  const options = { mode, caller, through, reason: `rollback to ${revision}`, madeSecrets: 'tell' } as const
  yield* runDraft(ports, options, (drafting, found) => drawRollback(ports, revision, { drafting, mistakes: found }))
}

async function* drawRollback(
  ports: PlanPorts,
  revision: number,
  parts: { readonly drafting: Drafting; readonly mistakes: Mistakes },
): AsyncGenerator<PlanEvent, void> {
  const { mistakes } = parts
  const pasts = new Map<string, Past>()
  let read = 0
  for (let from = revision; ; ) {
    const revisions = await ports.revisions.query({ from, isAscending: true, limit: page })
    for (const { object, id, label, before, changedSecrets } of revisions) {
      const past = pasts.get(`${object} ${id}`)
      if (past === undefined) pasts.set(`${object} ${id}`, pastOf(object, { id, label, content: before, changedSecrets }))
      else for (const pointer of changedSecrets) past.changedSecrets.add(pointer)
    }
    if (pasts.size > planLimits.operations) {
      mistakes.add({
        text: `More than ${planLimits.operations} objects have changed since revision ${revision}; go back in steps.`,
      })
      return
    }
    read += revisions.length
    yield { type: 'progress', phase: 'reading', done: read, total: 0 }
    const newest = revisions.at(-1)
    if (newest === undefined || revisions.length < page) break
    from = newest.number
  }
  const check = new RollbackCheck(ports, parts)
  const breath = new Breath()
  const total = pasts.size
  const left = ordered(ports, [...pasts.values()]).toReversed()
  // What was restored need not be kept: it is in the draft.
  pasts.clear()
  for (let past = left.pop(); past !== undefined; past = left.pop()) {
    if (mistakes.isFull) return
    await check.restore(past)
    await breath.take()
    const done = total - left.length
    if (done % page === 0) yield { type: 'progress', phase: 'checking', done, total }
  }
  yield { type: 'progress', phase: 'checking', done: total, total }
}

function pastOf(
  object: ManagedName,
  {
    id,
    label,
    content,
    changedSecrets,
  }: { id: string; label: string; content: JsonObject | undefined; changedSecrets: readonly string[] },
): Past {
  return { object, id, label, changedSecrets: new Set(changedSecrets), ...(content !== undefined && { content }) }
}

/** What others referred to then comes before them. */
function ordered({ definitions, registry }: PlanPorts, pasts: readonly Past[]): readonly Past[] {
  const place = new Map(definitions.map(({ object }, index) => [object, index]))
  const byId = new Map(pasts.map((past) => [`${past.object} ${past.id}`, past]))
  const byType = pasts.toSorted((one, other) => (place.get(one.object) ?? 0) - (place.get(other.object) ?? 0))
  const needs = (past: Past): readonly Past[] =>
    referencesOfPast(past, definitions, registry).flatMap(({ object, id }) => byId.get(`${object} ${id}`) ?? [])
  return dependencyOrder(byType, needs, () => undefined)
}
