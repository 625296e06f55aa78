import type { JsonObject, JsonValue } from '@latchkey/management'
import type { FieldType, SchemaDocument } from '@latchkey/management/schema'
import { Failure } from '../command.ts'
import { callMethod, isObject, objectOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { allProperties, type Properties, type Variant, variantsOf } from '../objects/kind.ts'

/** What referred objects are called, by their kind (with prefix) and id. */
export type Labels = ReadonlyMap<string, ReadonlyMap<string, string>>

export const noLabels: Labels = new Map()

/** Ids that one request asks for at most. */
const batch = 250

/**
 * Asks for the labels of all objects that the given ones refer to. Those that the caller may not see, or that are gone, keep their ids.
 */
export async function findLabels(
  transport: Transport,
  schema: SchemaDocument,
  variants: readonly Variant[],
  objects: readonly JsonObject[],
): Promise<Labels> {
  const wanted = new Map<string, Set<string>>()
  const note = (kind: string, id: string): void => {
    wanted.set(kind, (wanted.get(kind) ?? new Set()).add(id))
  }
  for (const object of objects) noteReferences(schema, allProperties(variants), object, note)
  const found = new Map<string, Map<string, string>>()
  for (const [kind, ids] of wanted) {
    const property = schema.lists[kind]?.labelProperty
    if (property === undefined) continue
    found.set(kind, await labelsOf(transport, kind, [...ids], property))
  }
  return found
}

async function labelsOf(transport: Transport, kind: string, ids: readonly string[], property: string) {
  const labels = new Map<string, string>()
  try {
    for (let from = 0; from < ids.length; from += batch) {
      const answer = await callMethod(transport, `${kind}/get`, { ids: ids.slice(from, from + batch), properties: [property] })
      for (const item of Array.isArray(answer['list']) ? (answer['list'] as readonly JsonValue[]) : []) {
        const { id, [property]: label } = objectOf(item)
        if (typeof id === 'string' && typeof label === 'string') labels.set(id, label)
      }
    }
  } catch (error) {
    // Without the permission for these objects their ids are shown.
    if (!(error instanceof Failure)) throw error
  }
  return labels
}

function noteReferences(
  schema: SchemaDocument,
  properties: Properties,
  object: JsonObject,
  note: (kind: string, id: string) => void,
): void {
  for (const [name, { type }] of Object.entries(properties)) {
    const value = object[name]
    if (value !== undefined && value !== null) noteIn(schema, type, value, note)
  }
}

function noteIn(schema: SchemaDocument, type: FieldType, value: JsonValue, note: (kind: string, id: string) => void): void {
  if (type.type === 'objectId' && typeof value === 'string') note(type.objectName, value)
  if (!isObject(value)) return
  if (type.type === 'set' && type.class.type === 'objectId') {
    for (const id of Object.keys(value)) note(type.class.objectName, id)
  } else if (type.type === 'object') {
    noteReferences(schema, allProperties(variantsOf(schema, type.objectName)), value, note)
  } else if (type.type === 'objectList') {
    const properties = allProperties(variantsOf(schema, type.objectName))
    for (const item of Object.values(value)) noteReferences(schema, properties, objectOf(item), note)
  }
}
