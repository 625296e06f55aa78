import type { ManagedName, ObjectDescriber, ObjectView } from '@latchkey/management/stores'
import { canonicalJson } from '../journal/canonical-json.ts'
import type { AnyRecord, Loaded } from './record-table.ts'

/** An object that a commit touches. */
export interface Slot {
  readonly object: ManagedName
  readonly id: string
  readonly before: Loaded | undefined
  readonly ownerBefore: string | undefined
  /** What it will be. */
  after: Loaded | undefined
  owner: string | undefined
  /** It is removed, even if another one then takes its id. */
  isRemoved: boolean
  /** The change that touched it last. */
  index: number
}

/** Names an object among those of all types. */
export function slotKey(object: ManagedName, id: string): string {
  return `${object} ${id}`
}

/** Describes each state of an object once. */
export class Views {
  readonly #describe: ObjectDescriber
  readonly #views = new WeakMap<Loaded, ObjectView>()

  constructor(describe: ObjectDescriber) {
    this.#describe = describe
  }

  of(object: ManagedName, state: Loaded): ObjectView {
    let view = this.#views.get(state)
    if (view === undefined) {
      // The record came in, or was read, under the name of its type.
      const describe = this.#describe[object] as (record: AnyRecord) => ObjectView
      view = describe(state.record)
      this.#views.set(state, view)
    }
    return view
  }
}

/** Pointers of the secrets that differ. */
export function changedSecrets(before: ObjectView | undefined, after: ObjectView | undefined): readonly string[] {
  const [old, recent] = [before?.secrets ?? {}, after?.secrets ?? {}]
  const pointers = new Set([...Object.keys(old), ...Object.keys(recent)])
  return [...pointers].filter((pointer) => old[pointer] !== recent[pointer]).sort()
}

/** Whether nothing that people can see or use differs. */
export function isSameView(before: ObjectView, after: ObjectView): boolean {
  return changedSecrets(before, after).length === 0 && canonicalJson(before.content) === canonicalJson(after.content)
}
