import type { Caller } from '../access/caller.ts'
import { setErrorOfOutcome } from '../objects/managed-type/set-error-of-outcome.ts'
import { objectIdOf } from '../ports/object-id.ts'
import type { CommitOutcome } from '../ports/objects.ts'
import { Breath } from './breath.ts'
import type { PlanEvent, PlanMistake, PlanMode, PlanOptions } from './contract.ts'
import { describeChange } from './describe-change.ts'
import { type Draft, type DraftChange, labelOf, objectChangeOf } from './draft.ts'
import { Drafting } from './drafting.ts'
import { refusedClientEffects } from './effects/refused-client-effects.ts'
import { Mistakes, textOfSetError } from './mistakes.ts'
import { ObjectLabels } from './object-labels.ts'
import type { PlanPorts } from './plan-ports.ts'

/** Times that a plan is made anew because somebody changed an object in between. */
const maxTries = 3

export interface RunOptions {
  readonly mode: PlanMode
  readonly caller: Caller
  /** Origin of what is written. */
  readonly through: Caller['origin']['through']
  /** Said in the revisions. */
  readonly reason: string
  readonly madeSecrets: NonNullable<PlanOptions['madeSecrets']>
}

/**
 * Has a draft made and does with it what the mode says: all of it in one transaction or nothing. A plan is tried in the store without being
 * written, so that it refuses what an apply would refuse. Where somebody changes an object in between, the draft is made anew.
 * @param draw makes a draft of the objects as they are now, and tells how far it is
 */
export async function* runDraft(
  ports: PlanPorts,
  { mode, caller, through, reason, madeSecrets }: RunOptions,
  draw: (drafting: Drafting, mistakes: Mistakes) => AsyncIterable<PlanEvent>,
): AsyncGenerator<PlanEvent, void> {
  for (let tries = 1; ; tries += 1) {
    const mistakes = new Mistakes()
    const drafting = new Drafting(ports, { caller, mode, mistakes })
    yield* draw(drafting, mistakes)
    const { draft } = drafting
    if (madeSecrets === 'refuse') refuseMadeSecrets(draft, mistakes)
    if (!mistakes.isEmpty) {
      yield { type: 'refused', mistakes: mistakes.list }
      return
    }
    const changes = commitOrder(ports, draft.changes)
    const isWritten = mode === 'apply' && changes.length > 0
    if (isWritten) yield { type: 'progress', phase: 'writing', done: 0, total: changes.length }
    const outcome: CommitOutcome =
      mode === 'diff' || changes.length === 0
        ? { kind: 'committed', revisions: [] }
        : await ports.objects.commit(changes.map(objectChangeOf), {
            origin: { ...caller.origin, through },
            now: ports.clock(),
            reason,
            ...(mode === 'plan' && { isTrial: true as const }),
          })
    if (outcome.kind === 'committed') {
      if (isWritten) {
        await ports.committed?.(new Set(changes.map(({ definition }) => definition.object)))
        yield { type: 'progress', phase: 'writing', done: changes.length, total: changes.length }
      }
      const labels = new ObjectLabels(ports, drafting.objects, changes)
      const effectsOnOthers = effectsOnClients(ports, drafting, changes, caller)
      const parts = { registry: ports.registry, labels, isDone: isWritten, effectsOnOthers }
      const breath = new Breath()
      for (const change of draft.changes) {
        yield { type: 'change', change: await describeChange(change, parts) }
        await breath.take()
      }
      yield done(draft, isWritten ? outcome.revisions : [])
      return
    }
    // Somebody was quicker: with what they left, the plan may be another one.
    const mayBeOutdated = outcome.kind === 'conflict' || outcome.kind === 'exists'
    if (!mayBeOutdated || tries === maxTries) {
      yield { type: 'refused', mistakes: [mistakeOf(outcome, changes)] }
      return
    }
  }
}

/** Whoever may not read clients is not told which of them a change of the security rules would refuse. */
function effectsOnClients(
  { authorizer }: PlanPorts,
  { objects }: Drafting,
  changes: readonly DraftChange[],
  caller: Caller,
): Parameters<typeof describeChange>[1]['effectsOnOthers'] {
  const gone = new Set(changes.flatMap(({ before, after }) => (after === undefined && before ? [before.id] : [])))
  return async ({ object }, before, after) => {
    if (object !== 'SecurityPosture' || authorizer.refusal('x:OAuthClient', 'Get', caller) !== undefined) return []
    return refusedClientEffects({ before: before.wire, after: after.wire }, objects.asStore(), (id) => gone.has(id))
  }
}

/** Writes in their order, then what is destroyed, what refers to others first. */
function commitOrder({ definitions }: PlanPorts, changes: readonly DraftChange[]): readonly DraftChange[] {
  const place = new Map(definitions.map((definition, index) => [definition, index]))
  const removals = changes.filter(({ after }) => after === undefined)
  const writes = changes.filter(({ after }) => after !== undefined)
  const placeOf = ({ definition }: DraftChange): number => place.get(definition) ?? 0
  return [...writes, ...removals.toSorted((one, other) => placeOf(other) - placeOf(one))]
}

function refuseMadeSecrets({ changes }: Draft, mistakes: Mistakes): void {
  for (const { definition, after, line, shownOnce } of changes) {
    if (shownOnce === undefined || after === undefined) continue
    const pointers = Object.keys(shownOnce).join(', ')
    mistakes.add({
      object: `x:${definition.object}`,
      label: labelOf(definition, definition.toWire(after)),
      ...(line !== undefined && { line }),
      text: `${pointers} would be made and nobody would learn it; say it in the file, or apply the file from the command line.`,
    })
  }
}

function done({ changes, unchanged, notes }: Draft, revisions: readonly (number | undefined)[]): PlanEvent {
  const count = (...kinds: readonly DraftChange['kind'][]): number => changes.filter(({ kind }) => kinds.includes(kind)).length
  const newest = revisions.reduce<number>((latest, revision) => Math.max(latest, revision ?? 0), 0)
  return {
    type: 'done',
    created: count('create'),
    updated: count('update', 'adopt'),
    destroyed: count('destroy'),
    unchanged,
    ...(newest > 0 && { revision: newest }),
    ...(notes.length > 0 && { notes }),
  }
}

function mistakeOf(
  outcome: Exclude<CommitOutcome, { readonly kind: 'committed' }>,
  changes: readonly DraftChange[],
): PlanMistake {
  const change = 'index' in outcome ? changes[outcome.index] : undefined
  if (change === undefined || outcome.kind === 'state-mismatch' || outcome.kind === 'conflict') {
    return { text: 'The objects are being changed by others all the time; try again.' }
  }
  const { definition, before, after, line } = change
  const record = after ?? before?.record
  const id = before?.id ?? (after === undefined ? '' : objectIdOf(definition.object, after))
  const error = setErrorOfOutcome(outcome, definition.object, id)
  return {
    object: `x:${definition.object}`,
    ...(record !== undefined && { label: labelOf(definition, definition.toWire(record)) }),
    ...(line !== undefined && { line }),
    text: textOfSetError(error),
    error,
  }
}
