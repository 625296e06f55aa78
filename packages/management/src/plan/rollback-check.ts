import { defaultOf } from '../declarations/parse-value.ts'
import { completeDocument } from '../declarations/patch-document.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import { sameJson } from '../declarations/same-json.ts'
import { referencesOf } from '../objects/managed-type/references.ts'
import type { JsonObject } from '../ports/json.ts'
import type { ManagedName, StoredObject } from '../ports/objects.ts'
import type { PlanEffect } from './contract.ts'
import { holdsMask } from './draft.ts'
import type { Drafting, Place } from './drafting.ts'
import { isPassing, settableContent } from './field-content.ts'
import { fieldsOf } from './fields-of.ts'
import type { AnyDefinition, PlanPorts } from './plan-ports.ts'
import { canRestore, restoredRecord } from './restored-record.ts'

/** What an object was. */
export interface Past {
  readonly object: ManagedName
  readonly id: string
  readonly label: string
  /** Absent: it was not there. */
  readonly content?: JsonObject
  /** Pointers of secrets that changed since. */
  readonly changedSecrets: Set<string>
}

/** Objects that one referred to. */
export function referencesOfPast(
  { object, content }: Past,
  definitions: readonly AnyDefinition[],
  registry: DeclarationRegistry,
): readonly { readonly object: ManagedName; readonly id: string }[] {
  const definition = definitions.find((one) => one.object === object)
  if (definition === undefined || content === undefined) return []
  return Object.entries(fieldsOf(definition, content)).flatMap(([name, field]) => referencesOf(field, content[name], registry))
}

/** Drafts the change that makes an object what it was. */
export class RollbackCheck {
  readonly #ports: PlanPorts
  readonly #drafting: Drafting
  readonly #definitions: ReadonlyMap<ManagedName, AnyDefinition>

  constructor(ports: PlanPorts, { drafting }: { readonly drafting: Drafting }) {
    this.#ports = ports
    this.#drafting = drafting
    this.#definitions = new Map(ports.definitions.map((definition) => [definition.object, definition]))
  }

  async restore(past: Past): Promise<void> {
    const definition = this.#definitions.get(past.object)
    if (definition === undefined) return
    const place = { label: past.label }
    if (!this.#mayRead(definition, place)) return
    const [current] = await this.#ports.objects.find(past.object, [past.id])
    if (past.content !== undefined && !this.#isUnset(definition, past.content)) {
      await (current === undefined
        ? this.#recreate(definition, past, past.content, place)
        : this.#putBack(definition, past, past.content, current, place))
    } else if (definition.declaration.kind === 'singleton') {
      this.#drafting.note(`${definition.declaration.title} was not set up then and stays as it is.`)
    } else if (current === undefined) {
      this.#drafting.countUnchanged()
    } else {
      await this.#drafting.remove(definition, current, place, (at) => this.#mayRemove(definition, current, at))
    }
  }

  /** Settings without what they need were never in force. */
  #isUnset({ declaration }: AnyDefinition, content: JsonObject): boolean {
    const { registry } = this.#ports
    const fields = Object.entries(declaration.fields)
    return (
      declaration.kind === 'singleton' &&
      fields.some(
        ([name, field]) =>
          content[name] === undefined && field.update !== 'serverSet' && defaultOf(field, registry) === undefined,
      )
    )
  }

  async #putBack(
    definition: AnyDefinition,
    { changedSecrets, id }: Past,
    content: JsonObject,
    current: StoredObject,
    place: Place,
  ): Promise<void> {
    if (!this.#drafting.isVisible(definition, current)) {
      this.#drafting.note(`${definition.object} ${id} belongs to somebody else and stays as it is.`)
      return
    }
    const { registry } = this.#ports
    const wire = completeDocument({ declaration: definition.declaration, registry }, definition.toWire(current.record))
    const effects: PlanEffect[] = []
    const patch = Object.entries(fieldsOf(definition, wire)).flatMap(([name, field]) => {
      const was = content[name]
      if (
        field.update !== 'mutable' ||
        was === undefined ||
        isPassing(definition.object, name) ||
        sameJson(was, wire[name] ?? null)
      )
        return []
      const settable = settableContent(field.type, was, registry)
      if (!holdsMask(was)) return [[name, settable] as const]
      if (!sameJson(settable, settableContent(field.type, wire[name] ?? null, registry))) effects.push(secretStays(name))
      return []
    })
    const restored = new Set(patch.map(([name]) => name))
    for (const pointer of changedSecrets) {
      const isThere = definition.secretsOf(current.record)[pointer] !== undefined
      if (isThere && !restored.has(pointer.split('/')[0] ?? '')) effects.push(secretStays(pointer))
    }
    await this.#drafting.write({ definition, before: current, patch: Object.fromEntries(patch), effects, place })
  }

  async #recreate(definition: AnyDefinition, { object, id }: Past, content: JsonObject, place: Place): Promise<void> {
    if (!canRestore(object)) {
      this.#drafting.note(`${object} ${place.label ?? id} cannot be made again, as its secret is not kept.`)
      return
    }
    const { registry } = this.#ports
    const effects: PlanEffect[] = []
    const value = Object.entries(fieldsOf(definition, content)).flatMap(([name, field]) => {
      const was = content[name]
      if (was === undefined || field.update === 'serverSet' || isPassing(object, name)) return []
      if (!holdsMask(was)) return [[name, settableContent(field.type, was, registry)] as const]
      effects.push({ weight: 'neutral', text: `cannot restore ${name}, as secrets are not kept` })
      return []
    })
    await this.#drafting.write({
      definition,
      before: undefined,
      patch: Object.fromEntries(value),
      effects,
      adjust: (record) => restoredRecord(object, record, id, content),
      place,
    })
  }

  #mayRead(definition: AnyDefinition, place: Place): boolean {
    return definition.isVisible !== undefined || this.#drafting.isAllowed(definition, 'Get', place)
  }

  /** The permission for objects of one's own says nothing of those of others: whoever may change an account may end its credentials. */
  async #mayRemove(definition: AnyDefinition, { record }: StoredObject, place: Place): Promise<boolean> {
    if (definition.isVisible === undefined) return this.#drafting.isAllowed(definition, 'Destroy', place)
    const accounts = this.#definitions.get('Account')
    if (accounts === undefined) throw new TypeError('there are no accounts')
    const id = 'accountId' in record ? [record.accountId] : []
    const [owner] = await this.#ports.objects.find('Account', id)
    return (
      this.#drafting.isAllowed(accounts, 'Update', place) &&
      (owner === undefined || this.#drafting.isGranted(accounts, owner, place))
    )
  }
}

function secretStays(pointer: string): PlanEffect {
  return { weight: 'neutral', text: `leaves ${pointer} as it is now, as secrets of then are not kept` }
}
