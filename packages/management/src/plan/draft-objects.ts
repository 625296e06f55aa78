import { objectIdOf } from '../ports/object-id.ts'
import type { ManagedName, ObjectStore, StoredObject } from '../ports/objects.ts'
import { comparableKey, naturalKeyOf } from './natural-key.ts'
import type { AnyDefinition, AnyRecord } from './plan-ports.ts'

/** The objects as they will be: the store, with what the plan is going to write. Only `find` and `findByKey` see the plan. */
export class DraftObjects {
  readonly #store: ObjectStore
  readonly #definitions: ReadonlyMap<ManagedName, AnyDefinition>
  readonly #byId = new Map<string, StoredObject>()
  /** `undefined`: the object that has the key in the store gets another one. */
  readonly #byKey = new Map<string, StoredObject | undefined>()

  constructor(store: ObjectStore, definitions: readonly AnyDefinition[]) {
    this.#store = store
    this.#definitions = new Map(definitions.map((definition) => [definition.object, definition]))
  }

  /** The record that an object will have; answers its id. */
  put(definition: AnyDefinition, record: AnyRecord, before: StoredObject | undefined): string {
    const id = objectIdOf(definition.object, record)
    const next: StoredObject = { ...before, id, version: before?.version ?? 0, record }
    this.#byId.set(`${definition.object} ${id}`, next)
    const oldKey = before === undefined ? undefined : naturalKeyOf(definition, definition.toWire(before.record))
    if (oldKey !== undefined) this.#byKey.set(keyText(definition, oldKey), undefined)
    const key = naturalKeyOf(definition, definition.toWire(record))
    if (key !== undefined) this.#byKey.set(keyText(definition, key), next)
    return id
  }

  async findByKey(definition: AnyDefinition, key: string): Promise<StoredObject | undefined> {
    const text = keyText(definition, key)
    return this.#byKey.has(text)
      ? this.#byKey.get(text)
      : this.#store.findByKey(definition.object, comparableKey(definition, key))
  }

  /** As `WriteContext.objects`. */
  asStore(): ObjectStore {
    const store = this.#store
    return {
      find: async (object, ids) => {
        const drafts = ids.map((id) => this.#byId.get(`${object} ${id}`))
        const others = ids.filter((_, index) => drafts[index] === undefined)
        const stored = others.length === 0 ? [] : await store.find(object, others)
        // Entries of this map are under the name of their type.
        return [...stored, ...(drafts.filter((draft) => draft !== undefined) as readonly StoredObject[] as typeof stored)]
      },
      findByKey: async (object, key) => {
        const definition = this.#definitions.get(object)
        const found = definition === undefined ? store.findByKey(object, key) : this.findByKey(definition, key)
        return (await found) as Awaited<ReturnType<typeof store.findByKey<typeof object>>>
      },
      state: (object) => store.state(object),
      changes: (object, since, limit) => store.changes(object, since, limit),
      query: (query) => store.query(query),
      positions: (query, ids) => store.positions(query, ids),
      commit: () => Promise.reject(new TypeError('what checks a plan writes nothing')),
      onChange: (listener) => store.onChange(listener),
    }
  }
}

function keyText(definition: AnyDefinition, key: string): string {
  return `${definition.object} ${comparableKey(definition, key)}`
}
