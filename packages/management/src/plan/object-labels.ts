import { referencesOf } from '../objects/managed-type/references.ts'
import type { JsonObject } from '../ports/json.ts'
import type { ManagedName } from '../ports/objects.ts'
import { type DraftChange, labelOf } from './draft.ts'
import type { DraftObjects } from './draft-objects.ts'
import { fieldsOf } from './fields-of.ts'
import type { AnyDefinition, PlanPorts } from './plan-ports.ts'

/** Entries that are kept. */
const most = 10_000

/** What people call the objects that others refer to, also those that a plan is about to make. */
export class ObjectLabels {
  readonly #ports: PlanPorts
  readonly #objects: DraftObjects
  readonly #definitions: ReadonlyMap<ManagedName, AnyDefinition>
  readonly #destroyed: ReadonlyMap<string, string>
  #labels = new Map<string, string>()

  /** @param changes what is destroyed among them cannot be asked for its name any more */
  constructor(ports: PlanPorts, objects: DraftObjects, changes: readonly DraftChange[]) {
    this.#ports = ports
    this.#objects = objects
    this.#destroyed = new Map(
      changes.flatMap(({ definition, before, after }) =>
        after === undefined && before !== undefined
          ? [[before.id, labelOf(definition, definition.toWire(before.record))] as const]
          : [],
      ),
    )
    this.#definitions = new Map(ports.definitions.map((definition) => [definition.object, definition]))
  }

  /** Makes the labels known that wire forms of a type refer to. */
  async load(definition: AnyDefinition, wires: readonly JsonObject[]): Promise<void> {
    if (this.#labels.size > most) this.#labels = new Map()
    const missing = new Map<ManagedName, Set<string>>()
    for (const wire of wires) {
      for (const [name, field] of Object.entries(fieldsOf(definition, wire))) {
        for (const { object, id } of referencesOf(field, wire[name], this.#ports.registry)) {
          if (!this.#labels.has(id) && !this.#destroyed.has(id)) missing.set(object, (missing.get(object) ?? new Set()).add(id))
        }
      }
    }
    for (const [object, ids] of missing) {
      const referred = this.#definitions.get(object)
      if (referred === undefined) continue
      for (const { id, record } of await this.#objects.asStore().find(object, [...ids])) {
        this.#labels.set(id, labelOf(referred, referred.toWire(record)))
      }
    }
  }

  /** The id itself where nothing is known of it. Ids of all types differ. */
  of(id: string): string {
    return this.#labels.get(id) ?? this.#destroyed.get(id) ?? id
  }
}
