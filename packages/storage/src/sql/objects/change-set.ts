import { objectIdOf } from '@latchkey/management/object-id'
import type { ManagedName } from '@latchkey/management/stores'
import type { Blame, Change } from './change.ts'
import type { Loaded, RecordTable } from './record-table.ts'
import { type Slot, slotKey } from './slot.ts'

/** One step from one state of an object to another. */
export interface Transition {
  readonly object: ManagedName
  readonly id: string
  readonly kind: 'created' | 'updated' | 'destroyed'
  readonly before: Loaded | undefined
  readonly after: Loaded | undefined
  /** The change that asked for it; absent: it follows from one. */
  readonly index?: number
}

/** Id of the object that a change is about. */
export function idOfChange(change: Change): string {
  return change.kind === 'create' ? objectIdOf(change.object, change.record as never) : change.id
}

/** What the changes of a commit make of the objects that they touch, decided in memory, change after change. */
export class ChangeSet {
  readonly slots = new Map<string, Slot>()
  readonly transitions: Transition[] = []
  readonly #tables: ReadonlyMap<ManagedName, RecordTable>
  readonly #now: number

  constructor(tables: ReadonlyMap<ManagedName, RecordTable>, now: number) {
    this.#tables = tables
    this.#now = now
  }

  table(object: ManagedName): RecordTable {
    const table = this.#tables.get(object)
    if (table === undefined) throw new TypeError(`no such type of objects: ${object}`)
    return table
  }

  slot(object: ManagedName, id: string): Slot | undefined {
    return this.slots.get(slotKey(object, id))
  }

  /** Takes in an object as it is stored. */
  enter(object: ManagedName, id: string, before: Loaded | undefined, owner: string | undefined): Slot {
    const slot: Slot = { object, id, before, ownerBefore: owner, after: before, owner, isRemoved: false, index: -1 }
    this.slots.set(slotKey(object, id), slot)
    return slot
  }

  /**
   * Makes a change, if the object is as the change expects it.
   * @param number grows from change to change
   */
  apply(change: Change, index: number, number: number): Blame | undefined {
    const { object } = change
    const id = idOfChange(change)
    const slot = this.slot(object, id)
    if (slot === undefined) throw new TypeError(`${slotKey(object, id)} was not entered`)
    if (change.kind === 'create') {
      if (isExpired(slot.after, this.#now)) this.#move(slot, undefined)
      if (slot.after !== undefined) return { kind: 'exists', index, property: this.#idProperty(object), id }
      this.#move(slot, this.table(object).stamped(change.record, slot.before, number), index)
    } else {
      const isExpected = slot.after !== undefined && (change.version ?? slot.after.version) === slot.after.version
      if (!isExpected) return { kind: 'conflict', index }
      const after = change.kind === 'remove' ? undefined : this.table(object).stamped(change.record, slot.after, number)
      if (after !== undefined && after.id !== id) throw new TypeError(`the record has the id of another ${object}`)
      this.#move(slot, after, index)
    }
    slot.index = index
    if (change.owner !== undefined) slot.owner = change.owner ?? undefined
    return undefined
  }

  /** Removes what must not outlive something that a change removed. */
  removeWith(slot: Slot, cause: Slot): void {
    if (slot.after === undefined) return
    this.#move(slot, undefined)
    slot.index = cause.index
  }

  #move(slot: Slot, after: Loaded | undefined, index?: number): void {
    const { object, id, after: before } = slot
    const kind = before === undefined ? 'created' : after === undefined ? 'destroyed' : 'updated'
    this.transitions.push({ object, id, kind, before, after, ...(index !== undefined && { index }) })
    slot.after = after
    if (after !== undefined) return
    slot.owner = undefined
    slot.isRemoved = true
  }

  /** Where the id is made of the unique property, that is the one which is taken. */
  #idProperty(object: ManagedName): string {
    return object === 'OAuthClient' ? this.table(object).keyProperty : 'id'
  }
}

/** An expired record counts as absent for one that takes its place. */
function isExpired(state: Loaded | undefined, now: number): boolean {
  const record = state?.record
  return record !== undefined && 'clientId' in record && record.expiresAt !== undefined && record.expiresAt <= now
}
