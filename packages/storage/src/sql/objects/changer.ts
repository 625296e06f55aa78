import type { AccountId, AuditEvent } from '@latchkey/core'
import type { CommitOutcome, ManagedName, Revision } from '@latchkey/management/stores'
import { type Caches, forgetsAllEverywhere } from '../../cache/caches.ts'
import type { AuditAppender } from '../journal/audit-log.ts'
import type { RevisionTable } from '../journal/revisions.ts'
import { type Effect, follow, type Operation, undo } from '../operation.ts'
import type { BlockCounts } from './blocks/block-counts.ts'
import { type Change, type ChangeContext, earlier, type Refusal } from './change.ts'
import { ChangeSet, idOfChange, type Transition } from './change-set.ts'
import type { Consequences } from './consequences.ts'
import type { OwnRecords } from './own-records.ts'
import type { ObjectOwners } from './owners.ts'
import type { RecordTable } from './record-table.ts'
import { byObject, hasNewKey, type Rules } from './rules.ts'
import { searchRowsOf } from './search-rows.ts'
import type { SearchTables } from './search-tables.ts'
import { isSettingsName } from './settings-records.ts'
import { changedSecrets, isSameView, type Slot, type Views } from './slot.ts'
import type { ObjectStates } from './states.ts'

/** Effects of one commit, beyond which all that is in memory is forgotten instead. */
const mostEffects = 500

export interface ChangerParts {
  readonly caches: Caches
  readonly tables: ReadonlyMap<ManagedName, RecordTable>
  readonly own: OwnRecords
  readonly owners: ObjectOwners
  readonly states: ObjectStates
  readonly search: SearchTables
  readonly blocks: BlockCounts
  readonly revisions: RevisionTable
  readonly audit: AuditAppender
  readonly rules: Rules
  readonly consequences: Consequences
  readonly views: Views
}

/**
 * The one way in which managed objects change. The first statement takes the next revision numbers, and with them the right to change
 * managed objects until the transaction ends: so numbers order like commits, and what is read here stays true until the commit.
 */
export class Changer {
  readonly #parts: ChangerParts

  constructor(parts: ChangerParts) {
    this.#parts = parts
  }

  /** From here on no other change of managed objects runs until this transaction ends. */
  *begun(): Operation<void> {
    yield* this.#parts.revisions.reserved(0)
  }

  /** Makes all changes or none, as part of a transaction. */
  *changed(changes: readonly Change[], context: ChangeContext): Operation<CommitOutcome> {
    const { revisions, states } = this.#parts
    const first = yield* revisions.reserved(changes.length)
    if (context.ifState !== undefined) {
      const { state } = yield* states.of(context.ifState.object)
      if (state !== context.ifState.state) return { kind: 'state-mismatch' }
    }
    const set = yield* this.#entered(changes, context.now)
    const refusal = yield* this.#decided(set, changes, first, context)
    if (refusal !== undefined) return refusal

    const news = this.#news(set.transitions)
    // Numbers taken before for these very changes are followed by those of what the changes bring along.
    if (news.length > changes.length) yield* revisions.reserved(news.length - changes.length)
    const numbers = new Map(news.map(({ index }, place) => [index, first + place]))
    const outcome = { kind: 'committed' as const, revisions: changes.map((_, index) => numbers.get(index)) }
    if (context.isTrial === true) undo(outcome)
    yield* this.#written(set, context)
    yield* this.#journaled(news, first, context)
    return outcome
  }

  /** The objects that the changes are about, as they are. */
  *#entered(changes: readonly Change[], now: number): Operation<ChangeSet> {
    const set = new ChangeSet(this.#parts.tables, now)
    for (const [object, ofType] of Map.groupBy(changes, (change) => change.object)) {
      const ids = [...new Set(ofType.map(idOfChange))]
      const found = new Map((yield* set.table(object).found(ids)).map((state) => [state.id, state]))
      const owners = yield* this.#parts.owners.of(object, [...found.keys()])
      for (const id of ids) set.enter(object, id, found.get(id), owners.get(id))
    }
    return set
  }

  *#decided(set: ChangeSet, changes: readonly Change[], first: number, context: ChangeContext): Operation<Refusal | undefined> {
    for (const [index, change] of changes.entries()) {
      const blame = set.apply(change, index, first + index)
      if (blame !== undefined) return blame
    }
    yield* this.#credentialsRemoved(set)
    const { rules } = this.#parts
    const unique = yield* rules.isUnique(set)
    if (context.rules === 'own') return unique
    const linked = earlier(yield* rules.leadsSomewhere(set), yield* rules.isUnlinked(set))
    const counted = earlier(yield* rules.isWithinQuota(set, changes), yield* rules.hasAdministrator(set))
    return earlier(earlier(unique, linked), counted)
  }

  /** API keys and app passwords go with their account. */
  *#credentialsRemoved(set: ChangeSet): Operation<void> {
    const removed = [...set.slots.values()].filter((slot) => slot.object === 'Account' && slot.before && !slot.after)
    const causes = new Map(removed.map((slot) => [slot.id, slot]))
    for (const found of yield* this.#parts.own.ofAccounts([...causes.keys()] as AccountId[])) {
      const { object, ...state } = found
      const cause = 'accountId' in state.record ? causes.get(state.record.accountId) : undefined
      if (cause !== undefined) set.removeWith(set.slot(object, state.id) ?? set.enter(object, state.id, state, undefined), cause)
    }
  }

  /** What people can see of the changes, in order. */
  #news(transitions: readonly Transition[]): readonly Transition[] {
    const { views } = this.#parts
    return transitions.filter(
      ({ object, before, after }) => !before || !after || !isSameView(views.of(object, before), views.of(object, after)),
    )
  }

  *#written(set: ChangeSet, { now, origin }: ChangeContext): Operation<void> {
    const { blocks, caches, consequences, owners, search, views } = this.#parts
    const effects: Effect[] = []
    for (const [object, slots] of byObject(set.slots.values())) {
      const table = set.table(object)
      const removed = slots.filter((slot) => slot.before !== undefined && slot.after === undefined)
      const written = slots.filter((slot) => slot.after !== undefined && slot.after !== slot.before)
      const visible = [...removed, ...written].filter((slot) => this.#isVisible(slot))
      const moves = yield* search.followed(
        object,
        visible.map((slot) => ({
          id: slot.id,
          wasThere: slot.before !== undefined,
          after: slot.after && searchRowsOf(views.of(object, slot.after), slot.owner),
        })),
      )
      yield* table.removed(removed.map(({ id }) => id))
      if (written.length > 1) {
        yield* table.parked(written.filter((slot) => slot.before && hasNewKey(set)(slot)).map(({ id }) => id))
      }
      yield* table.written(
        written.flatMap(({ after }) => after ?? []),
        now,
      )
      // A settings object is alone.
      if (!isSettingsName(object)) yield* blocks.moved(object, moves)
      for (const slot of slots) if (slot.owner !== slot.ownerBefore) yield* owners.moved(object, slot.id, slot.owner)
      for (const { before, after } of written) {
        if (!before || !after || !table.effectOf) continue
        if (isSettingsName(object)) yield* follow(table.effectOf(after))
        else effects.push(table.effectOf(after))
      }
    }
    for (const effect of yield* consequences.of(set.slots.values(), { now, origin })) effects.push(effect)
    if (effects.length > mostEffects) yield* follow(forgetsAllEverywhere(caches))
    else for (const effect of effects) yield* follow(effect)
  }

  /** Whether anything that is searched may have changed. */
  #isVisible({ object, before, after, owner, ownerBefore }: Slot): boolean {
    if (before === undefined || after === undefined || owner !== ownerBefore) return true
    return !isSameView(this.#parts.views.of(object, before), this.#parts.views.of(object, after))
  }

  *#journaled(news: readonly Transition[], commit: number, context: ChangeContext): Operation<void> {
    const { audit, revisions, states, views } = this.#parts
    const { origin, now, reason } = context
    const made = news.map((transition, place): Revision => {
      const { object, id, kind, before, after } = transition
      const [old, recent] = [before && views.of(object, before), after && views.of(object, after)]
      return {
        ...{ number: commit + place, at: now, origin, object, id, kind, commit },
        label: (recent ?? old)?.label ?? id,
        ...(old && { before: old.content }),
        ...(recent && { after: recent.content }),
        changedSecrets: changedSecrets(old, recent),
        ...(reason !== undefined && { reason }),
      }
    })
    yield* revisions.inserted(made)
    yield* audit.happened(news.map((transition, place) => changeEvent(transition, commit + place, context)))
    for (const [object, ofType] of Map.groupBy(made, (revision) => revision.object)) {
      const state = ofType.at(-1)?.number ?? commit
      const difference = ofType.filter(isKind('created')).length - ofType.filter(isKind('destroyed')).length
      yield* states.moved(object, state, difference)
      yield* follow(states.effect(object, state))
    }
  }
}

function isKind(kind: Revision['kind']): (revision: Revision) => boolean {
  return (revision) => revision.kind === kind
}

function changeEvent(transition: Transition, revision: number, context: ChangeContext): Omit<AuditEvent, 'eventId'> {
  const { object, id, before, after } = transition
  const record = (after ?? before)?.record
  return {
    ...{ at: context.now, kind: 'change', outcome: 'done', origin: context.origin, object: { name: object, id }, revision },
    ...(record && 'accountId' in record && { accountId: record.accountId }),
    ...(record && 'clientId' in record && { clientId: record.clientId }),
  }
}
