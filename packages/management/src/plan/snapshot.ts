import type { Caller } from '../access/caller.ts'
import type { FieldType, MemberType } from '../declarations/declaration.ts'
import { durationText } from '../declarations/duration.ts'
import { completeDocument } from '../declarations/patch-document.ts'
import { isJsonObject } from '../jmap/json-object.ts'
import { textIndexValue } from '../objects/managed-type/index-value.ts'
import { referencesOf } from '../objects/managed-type/references.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { ManagedName, StoredObject } from '../ports/objects.ts'
import { Breath } from './breath.ts'
import { isPassing, isWhole, settableContent } from './field-content.ts'
import { fieldsOf } from './fields-of.ts'
import { isPlannable, naturalKeyOf } from './natural-key.ts'
import { ObjectNames } from './object-names.ts'
import type { AnyDefinition, PlanPorts } from './plan-ports.ts'

/** Objects that are read at once. */
const page = 500

/** Why there is no snapshot: a type that does not exist or cannot be in plans, or one that the caller must not read. */
export class SnapshotRefused extends Error {
  readonly reason: 'unknown-type' | 'forbidden'

  constructor(reason: SnapshotRefused['reason'], message: string) {
    super(message)
    this.name = 'SnapshotRefused'
    this.reason = reason
  }
}

/**
 * Lines of a plan file that makes the objects of these types what they are now, in the order in which one may refer to another, by their
 * natural keys. Applied where it was taken it changes nothing. Secrets cannot be read back, so the lines do not speak of them, except for
 * the variables and files that secrets come from. Reads in pages: an object that is changed meanwhile is in it as before or as after.
 * @param types empty: all that plans can have
 * @throws SnapshotRefused before the first line
 */
export async function* snapshotLines(ports: PlanPorts, types: readonly string[], caller: Caller): AsyncGenerator<string, void> {
  const definitions = definitionsOf(ports, types)
  for (const { object } of definitions) {
    const refusal = ports.authorizer.refusal(`x:${object}`, 'Get', caller)
    if (refusal !== undefined) throw new SnapshotRefused('forbidden', `You are not authorized to read ${object}.`)
  }
  const keys = new KeysOfObjects(ports)
  const breath = new Breath()
  for (const definition of definitions) {
    for await (const found of pagesOf(ports, definition)) {
      await keys.load(found.flatMap(({ record }) => referencesIn(ports, definition, definition.toWire(record))))
      for (const { record } of found) {
        yield JSON.stringify(operationOf(ports, definition, definition.toWire(record), keys))
        await breath.take()
      }
    }
  }
}

function definitionsOf({ definitions }: PlanPorts, types: readonly string[]): readonly AnyDefinition[] {
  const plannable = definitions.filter(isPlannable)
  if (types.length === 0) return plannable
  const names = new ObjectNames(definitions)
  const chosen = new Set(
    types.map((type) => {
      const definition = names.find(type)
      if (definition !== undefined && isPlannable(definition)) return definition
      throw new SnapshotRefused('unknown-type', `A snapshot can have ${names.plannable}.`)
    }),
  )
  return plannable.filter((definition) => chosen.has(definition))
}

/** All objects of a type in the order of their keys; each page begins at the key where the last one ended. */
async function* pagesOf({ objects }: PlanPorts, definition: AnyDefinition): AsyncGenerator<readonly StoredObject[], void> {
  const { object, declaration } = definition
  const property = declaration.naturalKey
  if (property === undefined) {
    yield await objects.find(object, ['singleton'])
    return
  }
  let from: string | undefined
  /** Objects with the key `from` that were read already. */
  let seen: readonly string[] = []
  for (;;) {
    const limit = page + seen.length
    const outcome = await objects.query({
      object,
      ...(from !== undefined && { filter: { kind: 'compare', property, by: 'greater-or-equal', value: from } as const }),
      sort: [{ property, isAscending: true }],
      page: { position: 0 },
      limit,
      calculateTotal: false,
    })
    if (outcome.kind !== 'found') return
    const ids = outcome.ids.filter((id) => !seen.includes(id))
    const found = new Map((await objects.find(object, ids)).map((stored) => [stored.id, stored]))
    const ordered = ids.flatMap((id) => found.get(id) ?? [])
    if (ordered.length > 0) yield ordered
    if (outcome.ids.length < limit) return
    const keyOf = (stored: StoredObject): string =>
      textIndexValue(naturalKeyOf(definition, definition.toWire(stored.record)) ?? '')
    const last = ordered.at(-1)
    if (last === undefined) return
    const next = keyOf(last)
    const same = ordered.filter((stored) => keyOf(stored) === next).map(({ id }) => id)
    seen = next === from ? [...seen, ...same] : same
    from = next
  }
}

function referencesIn(
  { registry }: PlanPorts,
  definition: AnyDefinition,
  wire: JsonObject,
): readonly { readonly object: ManagedName; readonly id: string }[] {
  return Object.entries(fieldsOf(definition, wire)).flatMap(([name, field]) => referencesOf(field, wire[name], registry))
}

function operationOf(ports: PlanPorts, definition: AnyDefinition, wire: JsonObject, keys: KeysOfObjects): JsonObject {
  const { object, declaration } = definition
  const { registry } = ports
  const whole = completeDocument({ declaration, registry }, wire)
  const value = Object.fromEntries(
    Object.entries(fieldsOf(definition, wire)).flatMap(([name, field]) => {
      const member = whole[name]
      if (member === undefined || field.update === 'serverSet' || field.made === true || isPassing(object, name)) return []
      if (!isWhole(field.type, member, registry)) return []
      return [[name, settableContent(field.type, member, registry, (type, leaf) => keys.written(type, leaf))]]
    }),
  )
  if (declaration.naturalKey === undefined) return { '@type': 'update', object, value }
  return { '@type': 'upsert', object, matchOn: declaration.naturalKey, value }
}

/** Natural keys of the objects that others refer to. */
class KeysOfObjects {
  readonly #ports: PlanPorts
  readonly #definitions: ReadonlyMap<string, AnyDefinition>
  #keys = new Map<string, JsonObject>()

  constructor(ports: PlanPorts) {
    this.#ports = ports
    this.#definitions = new Map(ports.definitions.map((definition) => [definition.object, definition]))
  }

  /** What was loaded for the page before is kept as long as it is little. */
  async load(references: readonly { readonly object: ManagedName; readonly id: string }[]): Promise<void> {
    if (this.#keys.size > 10_000) this.#keys = new Map()
    const missing = new Map<ManagedName, Set<string>>()
    for (const { object, id } of references) {
      if (this.#keys.has(`${object} ${id}`)) continue
      missing.set(object, (missing.get(object) ?? new Set()).add(id))
    }
    for (const [object, ids] of missing) {
      const definition = this.#definitions.get(object)
      const name = definition?.declaration.naturalKey
      if (definition === undefined || name === undefined) continue
      for (const { id, record } of await this.#ports.objects.find(object, [...ids])) {
        const key = naturalKeyOf(definition, definition.toWire(record))
        if (key !== undefined) this.#keys.set(`${object} ${id}`, { $match: { object, [name]: key } })
      }
    }
  }

  /** A value as it stands in a plan file: references by natural key, durations as text. */
  written(type: FieldType | MemberType, value: JsonValue): JsonValue {
    if (type.type === 'objectId' && typeof value === 'string') return this.#reference(type.objectName, value)
    if (type.type === 'set' && type.class.type === 'objectId' && isJsonObject(value)) {
      const { objectName } = type.class
      return Object.keys(value).map((id) => this.#reference(objectName, id))
    }
    const isDuration = type.type === 'number' && type.format === 'duration'
    return isDuration && typeof value === 'number' ? durationText(value) : value
  }

  #reference(objectName: string, id: string): JsonValue {
    return this.#keys.get(`${objectName.replace(/^x:/, '')} ${id}`) ?? id
  }
}
