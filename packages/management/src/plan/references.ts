import type { FieldType, MemberType } from '../declarations/declaration.ts'
import { type DeclarationRegistry, fieldsOfVariant } from '../declarations/registry.ts'
import { isJsonObject } from '../jmap/json-object.ts'
import { parsePatchPointer } from '../jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import { fieldsOf } from './fields-of.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** A reference in a value of a plan: to what another line writes, or to the object that has this natural key. */
export type Reference =
  | { readonly by: 'ref'; readonly ref: string; readonly pointer: string }
  | { readonly by: 'match'; readonly match: JsonObject; readonly pointer: string }

/** Answers the id that stands in the place of a reference. */
export type Resolve = (reference: Reference) => string

/**
 * A value of a plan with ids in the place of its references. They are seen only where the declaration has ids of objects, so that a text
 * that begins with `#` stays what it is. A set of ids may be written as a list, as `{"$match": ...}` cannot be the name of a member.
 * Pure; asks for the same references in the same order every time.
 * @param value a patch: its names may be pointers
 */
export function withReferences(
  definition: AnyDefinition,
  value: JsonObject,
  { registry, resolve }: { readonly registry: DeclarationRegistry; readonly resolve: Resolve },
): JsonObject {
  const fields = fieldsOf(definition, value)
  return Object.fromEntries(
    Object.entries(value).map(([pointer, member]) => {
      const parsed = parsePatchPointer(pointer)
      const [name = '', key, ...deeper] = 'names' in parsed ? parsed.names : []
      const type = fields[name]?.type
      if (type === undefined) return [pointer, member]
      if (key === undefined) return [pointer, walked(type, member, { pointer, registry, resolve })]
      const isSetOfIds = type.type === 'set' && type.class.type === 'objectId' && deeper.length === 0
      const id = isSetOfIds ? idOf(key, { pointer: name, registry, resolve }) : undefined
      return [id === undefined ? pointer : `${name}/${id}`, member]
    }),
  )
}

interface Place {
  readonly pointer: string
  readonly registry: DeclarationRegistry
  readonly resolve: Resolve
}

function walked(type: FieldType | MemberType, value: JsonValue, place: Place): JsonValue {
  switch (type.type) {
    case 'objectId':
      return idOf(value, place) ?? value
    case 'set':
      return type.class.type === 'objectId' ? setOfIds(value, place) : value
    case 'map': {
      if (!isJsonObject(value)) return value
      const { keyClass, valueClass } = type
      return mapped(value, place, (key, member, at) => [
        (keyClass.type === 'objectId' ? idOf(key, at) : undefined) ?? key,
        valueClass.type === 'object' || valueClass.type === 'objectId' ? walked(valueClass, member, at) : member,
      ])
    }
    case 'object':
      return isJsonObject(value) ? embedded(type.objectName, value, place) : value
    case 'objectList':
      if (Array.isArray(value))
        return value.map((item: JsonValue) => (isJsonObject(item) ? embedded(type.objectName, item, place) : item))
      if (!isJsonObject(value)) return value
      return mapped(value, place, (key, item, at) => [key, isJsonObject(item) ? embedded(type.objectName, item, at) : item])
    default:
      return value
  }
}

function embedded(objectName: string, value: JsonObject, place: Place): JsonObject {
  const fields = fieldsOfVariant(place.registry.embeddedNamed(objectName), value['@type'])
  return mapped(value, place, (name, member, at) => {
    const type = fields?.[name]?.type
    return [name, type === undefined ? member : walked(type, member, at)]
  })
}

function setOfIds(value: JsonValue, place: Place): JsonValue {
  if (Array.isArray(value)) {
    const ids = value.map((member: JsonValue) => idOf(member, place) ?? member)
    return ids.every((id) => typeof id === 'string') ? Object.fromEntries(ids.map((id) => [id, true])) : value
  }
  return isJsonObject(value) ? mapped(value, place, (key, member) => [idOf(key, place) ?? key, member]) : value
}

function mapped(
  value: JsonObject,
  place: Place,
  entry: (name: string, member: JsonValue, at: Place) => readonly [string, JsonValue],
): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => entry(name, member, { ...place, pointer: `${place.pointer}/${name}` })),
  )
}

/** `undefined`: no reference. */
function idOf(value: JsonValue, { pointer, resolve }: Place): string | undefined {
  if (typeof value === 'string') return value.startsWith('#') ? resolve({ by: 'ref', ref: value.slice(1), pointer }) : undefined
  if (!isJsonObject(value) || !isJsonObject(value['$match']) || Object.keys(value).length !== 1) return undefined
  return resolve({ by: 'match', match: value['$match'], pointer })
}
