import { referencesOf } from '../objects/managed-type/references.ts'
import type { JsonObject } from '../ports/json.ts'
import type { ManagedName } from '../ports/objects.ts'
import { labelOf } from './draft.ts'
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
  #labels = new Map<string, string>()

  constructor(ports: PlanPorts, objects: DraftObjects) {
    this.#ports = ports
    this.#objects = objects
    this.#definitions = new Map(ports.definitions.map((definition) => [definition.object, definition]))
  }

  /** Makes the labels known that wire forms of a type refer to. */
  async load(definition: AnyDefinition, wires: readonly JsonObject[]): Promise<void> {
    if (this.#labels.size > most) this.#labels = new Map()
    const missing = new Map<ManagedName, Set<string>>()
    for (const wire of wires) {
      for (const [name, field] of Object.entries(fieldsOf(definition, wire))) {
        for (const { object, id } of referencesOf(field, wire[name], this.#ports.registry)) {
          if (!this.#labels.has(id)) missing.set(object, (missing.get(object) ?? new Set()).add(id))
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
    return this.#labels.get(id) ?? id
  }
}
