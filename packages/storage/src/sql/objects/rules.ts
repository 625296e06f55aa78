import { type Account, isAdministrator } from '@latchkey/identity'
import type { ManagedName } from '@latchkey/management/stores'
import type { Operation } from '../operation.ts'
import type { AccountRecords } from './account-records.ts'
import { type Blame, type Change, earlier } from './change.ts'
import type { ChangeSet } from './change-set.ts'
import type { OwnRecords } from './own-records.ts'
import type { Loaded } from './record-table.ts'
import type { SearchTables } from './search-tables.ts'
import { type Slot, slotKey, type Views } from './slot.ts'
import { subjectTaken } from './subject-taken.ts'

/** Referrers that a refusal names at most. */
const namedReferrers = 20

/** Types that go with the account that they refer to. */
const goWithAccount: readonly ManagedName[] = ['ApiKey', 'AppPassword']

/** What must hold after all changes of a commit. Each rule answers the change to blame, if it does not hold. */
export interface Rules {
  /** No two objects of a type have the same unique property. */
  isUnique(set: ChangeSet): Operation<Blame | undefined>
  /** What an object newly refers to is there. */
  leadsSomewhere(set: ChangeSet): Operation<Blame | undefined>
  /** Nobody refers to what was removed. */
  isUnlinked(set: ChangeSet): Operation<Blame | undefined>
  /** No account has more objects of a type than the changes that made one allow. */
  isWithinQuota(set: ChangeSet, changes: readonly Change[]): Operation<Blame | undefined>
  /** If an administrator could sign in before, one still can. */
  hasAdministrator(set: ChangeSet): Operation<Blame | undefined>
}

export interface RuleParts {
  readonly accounts: AccountRecords
  readonly search: SearchTables
  readonly views: Views
  readonly own: OwnRecords
}

export function commitRules({ accounts, own, search, views }: RuleParts): Rules {
  return {
    *isUnique(set) {
      let blame: Blame | undefined
      for (const [object, slots] of byObject([...set.slots.values()].filter(hasNewKey(set)))) {
        const table = set.table(object)
        const keys = slots.flatMap((slot) => keyOf(set, slot, slot.after) ?? [])
        const holders = new Map((yield* table.withKeys(keys)).map((found) => [table.keyOf(found.record), found.id]))
        const taken = new Map<string, Slot>()
        for (const slot of slots) {
          const key = keyOf(set, slot, slot.after)
          if (key === undefined) continue
          const holder = holders.get(key)
          const isHeld = holder !== undefined && holder !== slot.id && keeps(set, set.slot(object, holder), key)
          const id = isHeld ? holder : taken.get(key)?.id
          if (id !== undefined) blame = earlier(blame, { kind: 'exists', index: slot.index, property: table.keyProperty, id })
          else taken.set(key, slot)
        }
      }
      return earlier(blame, yield* subjectTaken(set, accounts))
    },
    *leadsSomewhere(set) {
      let blame: Blame | undefined
      const wanted = new Map<ManagedName, Map<string, Slot>>()
      for (const slot of set.slots.values()) {
        if (slot.after === undefined) continue
        const known = new Set(
          slot.before && views.of(slot.object, slot.before).references.map(({ object, id }) => slotKey(object, id)),
        )
        for (const { object, id } of views.of(slot.object, slot.after).references) {
          const target = set.slot(object, id)
          if (target !== undefined && target.after === undefined) {
            blame = earlier(blame, { kind: 'missing-reference', index: slot.index, object, id })
          } else if (target === undefined && !known.has(slotKey(object, id))) {
            const ofType = wanted.get(object) ?? new Map<string, Slot>()
            if (!ofType.has(id)) wanted.set(object, ofType.set(id, slot))
          }
        }
      }
      for (const [object, slots] of wanted) {
        const found = new Set((yield* set.table(object).found([...slots.keys()])).map(({ id }) => id))
        for (const [id, slot] of slots) {
          if (!found.has(id)) blame = earlier(blame, { kind: 'missing-reference', index: slot.index, object, id })
        }
      }
      return blame
    },
    *isUnlinked(set) {
      let blame: Blame | undefined
      const removed = [...set.slots.values()].filter((slot) => slot.before !== undefined && slot.after === undefined)
      const within = [...set.slots.values()].reduce((sum, slot) => sum + referencesOf(slot, slot.before).length, 0)
      for (const [object, slots] of byObject(removed)) {
        const ids = slots.map(({ id }) => id)
        const referrers = yield* search.referrers(object, ids, within + namedReferrers + 1)
        const by = new Map<string, { readonly object: ManagedName; readonly id: string }[]>()
        for (const referrer of referrers) {
          if (object === 'Account' && goWithAccount.includes(referrer.object)) continue
          const slot = set.slot(referrer.object, referrer.id)
          const stays = slot === undefined || referencesOf(slot, slot.after).includes(slotKey(object, referrer.to))
          if (stays) by.set(referrer.to, [...(by.get(referrer.to) ?? []), { object: referrer.object, id: referrer.id }])
        }
        for (const slot of slots) {
          const linked = by.get(slot.id)
          if (linked !== undefined)
            blame = earlier(blame, { kind: 'linked', index: slot.index, by: linked.slice(0, namedReferrers) })
        }
      }
      return blame
    },
    *isWithinQuota(set, changes) {
      let blame: Blame | undefined
      const limited = changes.flatMap(({ object, ...change }, index) => {
        const quota = change.kind === 'create' ? change.quota : undefined
        const holder = change.kind === 'create' && 'accountId' in change.record ? change.record.accountId : undefined
        return quota === undefined || holder === undefined ? [] : [{ object, holder, quota, index }]
      })
      const holders = [...new Set(limited.map(({ holder }) => holder))]
      const had = yield* own.ofAccounts(holders)
      const kept = had.filter(({ object, id }) => set.slot(object, id)?.isRemoved !== true)
      for (const { object, holder, quota, index } of limited) {
        const before = kept.filter((each) => each.object === object && holderOf(each) === holder).length
        const made = limited.filter((each) => each.object === object && each.holder === holder && each.index <= index).length
        if (before + made > quota) blame = earlier(blame, { kind: 'over-quota', index, quota })
      }
      return blame
    },
    *hasAdministrator(set) {
      const touched = [...set.slots.values()].filter(({ object }) => object === 'Account')
      const lost = touched.filter((slot) => isActive(slot.before) && !isActive(slot.after))
      if (lost.length === 0 || touched.some((slot) => isActive(slot.after))) return undefined
      if (yield* accounts.administratorExistsBeside(lost.map(({ id }) => id))) return undefined
      return { kind: 'last-administrator', index: lost.reduce((last, { index }) => Math.max(last, index), 0) }
    },
  }

  function referencesOf(slot: Slot, state: Loaded | undefined): readonly string[] {
    return state === undefined ? [] : views.of(slot.object, state).references.map(({ object, id }) => slotKey(object, id))
  }
}

/** By type. */
export function byObject(slots: Iterable<Slot>): ReadonlyMap<ManagedName, readonly Slot[]> {
  return Map.groupBy(slots, ({ object }) => object)
}

function keyOf(set: ChangeSet, slot: Slot, state: Loaded | undefined): string | undefined {
  return state && set.table(slot.object).keyOf(state.record)
}

/** Whether an object has a unique property that it did not have before. */
export function hasNewKey(set: ChangeSet): (slot: Slot) => boolean {
  return (slot) => slot.after !== undefined && keyOf(set, slot, slot.after) !== keyOf(set, slot, slot.before)
}

/** Whether the holder of a key still has it afterwards. */
function keeps(set: ChangeSet, holder: Slot | undefined, key: string): boolean {
  return holder === undefined || keyOf(set, holder, holder.after) === key
}

function accountOf(state: Loaded | undefined): Account | undefined {
  // Asked only of accounts.
  return state?.record as Account | undefined
}

/** The account that a record belongs to. */
function holderOf({ record }: Loaded): string | undefined {
  return 'accountId' in record ? record.accountId : undefined
}

function isActive(state: Loaded | undefined): boolean {
  const account = accountOf(state)
  return account !== undefined && isAdministrator(account)
}
