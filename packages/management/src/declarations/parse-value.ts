import { isJsonObject } from '../jmap/json-object.ts'
import { formatPatchPointer } from '../jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { EmbeddedDeclaration, FieldDeclaration, Fields, FieldType, MemberType } from './declaration.ts'
import { InvalidPatch } from './invalid-patch.ts'
import { isSecretType, mask, parseScalar } from './parse-scalar.ts'
import { type DeclarationRegistry, fieldsOfVariant } from './registry.ts'
import { sameJson } from './same-json.ts'

/** Where a value stands. */
export interface Place {
  /** Names from the object down. */
  readonly path: readonly string[]
  readonly registry: DeclarationRegistry
  /** What is there now, in canonical form; absent: nothing. */
  readonly current?: JsonValue | undefined
}

/**
 * A value from the wire in its canonical form: durations in milliseconds, sets as `{member: true}`, lists keyed by index, embedded objects
 * complete with their defaults. Ranges, lengths and formats are not looked at. Masks of secrets that are there now stay masks.
 * @throws InvalidPatch
 */
export function parseValue(type: FieldType, value: JsonValue, place: Place): JsonValue {
  if (value === null && 'nullable' in type && type.nullable === true) return null
  switch (type.type) {
    case 'set':
      return parseSet(type.class, value, place)
    case 'map':
      return parseMap(type, value, place)
    case 'objectList':
      return parseList(type.objectName, value, place)
    case 'object':
      return parseEmbedded(place.registry.embeddedNamed(type.objectName), value, place)
    default:
      return parseScalar(type, value, pointerOf(place), place.registry)
  }
}

/**
 * The value of a field from the wire, with the rule of who may change it. `undefined`: as though the field had not been named (a mask where
 * no secret is).
 * @param isNew whether the object is being made, so that immutable fields can still be said
 * @throws InvalidPatch
 */
export function parseFieldValue(
  field: FieldDeclaration,
  value: JsonValue,
  place: Place & { readonly isNew: boolean },
): JsonValue | undefined {
  const { current } = place
  if (field.update === 'serverSet') {
    if (sameJson(value, current ?? null)) return current
    throw new InvalidPatch('Cannot modify server set property', pointerOf(place))
  }
  if (isSecretType(field.type) && value === mask) return current
  const parsed = parseValue(field.type, value, place)
  if (field.update === 'immutable' && !place.isNew && !sameJson(parsed, current ?? null)) {
    throw new InvalidPatch('Cannot modify read-only property', pointerOf(place))
  }
  return parsed
}

/** What a field holds when nobody named it; `undefined`: nothing, which a required field must not stay. */
export function defaultOf(field: FieldDeclaration, registry: DeclarationRegistry): JsonValue | undefined {
  if (field.default !== undefined) return parseValue(field.type, field.default, { path: [], registry })
  if (field.update === 'serverSet') return undefined
  const { type } = field
  if (type.type === 'set' || type.type === 'map' || type.type === 'objectList') return {}
  return 'nullable' in type && type.nullable === true ? null : undefined
}

/** A key of a set or map in its canonical form. @throws InvalidPatch */
export function parseKey(type: MemberType, key: string, place: Place): string {
  const value = type.type === 'number' && key.trim() !== '' ? Number(key) : key
  return String(parseScalar(type, value, pointerOf(place), place.registry))
}

/** Members of the current form of an embedded object. @throws InvalidPatch */
export function variantFields(declared: EmbeddedDeclaration, value: JsonValue | undefined, place: Place): Fields {
  const fields = isJsonObject(value) ? fieldsOfVariant(declared, value['@type']) : undefined
  if (fields !== undefined) return fields
  if ('fields' in declared.shape)
    throw new InvalidPatch('Invalid value for object property (expected an object)', pointerOf(place))
  const names = declared.shape.variants.map(({ name }) => name).join(', ')
  throw new InvalidPatch(`Missing or invalid '@type' property in object. ${declared.name} has ${names}.`, pointerOf(place))
}

/** The mistake of a key that an embedded object does not have. */
export function unknownKey(declared: EmbeddedDeclaration, fields: Fields, place: Place): InvalidPatch {
  const names = Object.keys(fields)
  const known = names.length === 0 ? 'no members here' : names.join(', ')
  return new InvalidPatch(`Invalid key for object. ${declared.name} has ${known}.`, pointerOf(place))
}

export function pointerOf({ path }: Place): string {
  return formatPatchPointer(path)
}

/** The place of a member. */
export function below(place: Place, name: string, current: JsonValue | undefined): Place {
  return { path: [...place.path, name], registry: place.registry, current }
}

function parseSet(type: MemberType, value: JsonValue, place: Place): JsonObject {
  const members: string[] = []
  for (const [key, isMember] of entriesOfSet(value, place)) {
    const at = below(place, key, undefined)
    if (isMember === true) members.push(parseKey(type, key, at))
    else if (isMember !== false && isMember !== null) throw notAMember(at)
  }
  return Object.fromEntries(members.map((member) => [member, true]))
}

/** RFC8620 has no sets; the wire form is `{member: true}`. Lists of members are understood too. */
function entriesOfSet(value: JsonValue, place: Place): readonly (readonly [string, JsonValue])[] {
  if (value === null) return []
  if (isJsonObject(value)) return Object.entries(value)
  if (Array.isArray(value)) {
    return value.map((member: JsonValue) => {
      if (typeof member === 'string' || typeof member === 'number') return [String(member), true]
      throw new InvalidPatch('Invalid value for set property (expected an object of members)', pointerOf(place))
    })
  }
  throw new InvalidPatch('Invalid value for set property (expected an object of members)', pointerOf(place))
}

/** The mistake of a member of a set that is neither put in nor taken out. */
export function notAMember(place: Place): InvalidPatch {
  return new InvalidPatch('Invalid value for set member (expected true, or false or null to remove it)', pointerOf(place))
}

function parseMap(type: Extract<FieldType, { readonly type: 'map' }>, value: JsonValue, place: Place): JsonObject {
  if (value === null) return {}
  if (!isJsonObject(value)) throw new InvalidPatch('Invalid value for map property (expected an object)', pointerOf(place))
  const { current } = place
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const at = below(place, key, isJsonObject(current) ? current[key] : undefined)
      return member === null ? [] : [[parseKey(type.keyClass, key, at), parseValue(type.valueClass, member, at)]]
    }),
  )
}

function parseList(objectName: string, value: JsonValue, place: Place): JsonObject {
  if (value === null) return {}
  const items = isJsonObject(value) ? itemsByIndex(value, place) : value
  if (!Array.isArray(items))
    throw new InvalidPatch('Invalid value for list property (expected objects by index)', pointerOf(place))
  const declared = place.registry.embeddedNamed(objectName)
  const current = isJsonObject(place.current) ? place.current : {}
  return Object.fromEntries(
    items.map((item: JsonValue, index) => {
      const at = below(place, String(index), currentItem(declared, item, current, index))
      return [String(index), parseEmbedded(declared, item, at)]
    }),
  )
}

/** Items in the order of their indexes, however far these are apart. */
function itemsByIndex(value: JsonObject, place: Place): readonly JsonValue[] {
  return Object.entries(value)
    .filter(([, item]) => item !== null)
    .map(([key, item]) => [parseIndex(key, below(place, key, undefined)), item] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, item]) => item)
}

/** An index of a list. @throws InvalidPatch */
export function parseIndex(key: string, place: Place): number {
  if (/^(?:0|[1-9]\d{0,5})$/.test(key)) return Number(key)
  throw new InvalidPatch('Invalid JSON Pointer path: expected an index', pointerOf(place))
}

/** What an item of a replaced list was before: the one with the same server-set members, or the one at its place if it has none. */
function currentItem(declared: EmbeddedDeclaration, item: JsonValue, current: JsonObject, index: number): JsonValue | undefined {
  if (!isJsonObject(item)) return undefined
  const fields = fieldsOfVariant(declared, item['@type']) ?? {}
  const marks = Object.keys(fields).filter((name) => fields[name]?.update === 'serverSet' && (item[name] ?? null) !== null)
  if (marks.length === 0) {
    const isMarked = Object.values(fields).some(({ update }) => update === 'serverSet')
    return isMarked ? undefined : current[String(index)]
  }
  return Object.values(current).find(
    (other) => isJsonObject(other) && marks.every((name) => sameJson(other[name] ?? null, item[name])),
  )
}

/** A whole embedded object: what it does not name gets its default, server-set members stay. */
export function parseEmbedded(declared: EmbeddedDeclaration, value: JsonValue, place: Place): JsonObject {
  const fields = variantFields(declared, value, place)
  const given: JsonObject = isJsonObject(value) ? value : {}
  const type = given['@type']
  const hasVariants = 'variants' in declared.shape
  const before = isJsonObject(place.current) && (!hasVariants || place.current['@type'] === type) ? place.current : undefined
  for (const name of Object.keys(given)) {
    if (name !== '@type' && !Object.hasOwn(fields, name)) throw unknownKey(declared, fields, below(place, name, undefined))
  }
  const members = Object.entries(fields).map(([name, field]) => {
    const current = before?.[name]
    const sent = Object.hasOwn(given, name) ? given[name] : undefined
    const at = { ...below(place, name, current), isNew: before === undefined }
    const parsed = sent === undefined ? undefined : parseFieldValue(field, sent, at)
    return [name, parsed === undefined ? unnamed(field, current, place.registry) : parsed] as const
  })
  const known = members.filter((member): member is readonly [string, JsonValue] => member[1] !== undefined)
  return { ...(hasVariants && type !== undefined ? { '@type': type } : {}), ...Object.fromEntries(known) }
}

function unnamed(field: FieldDeclaration, current: JsonValue | undefined, registry: DeclarationRegistry): JsonValue | undefined {
  return field.update === 'mutable' || current === undefined ? defaultOf(field, registry) : current
}
