import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { FieldDeclaration, Fields, FieldType, ObjectDeclaration } from './declaration.ts'
import { InvalidPatch } from './invalid-patch.ts'
import {
  below,
  defaultOf,
  notAMember,
  type Place,
  parseFieldValue,
  parseIndex,
  parseKey,
  parseValue,
  pointerOf,
  unknownKey,
  variantFields,
} from './parse-value.ts'
import { parsePath, refuseOverlaps } from './patch-path.ts'
import type { DeclarationRegistry } from './registry.ts'
import { sameJson } from './same-json.ts'

export interface Patched {
  /** Complete and in canonical form. */
  readonly document: JsonObject
  /** Fields that the patch names. */
  readonly touched: ReadonlySet<string>
}

type Declared = Pick<ObjectDeclaration, 'name' | 'fields' | 'variant'>

interface Target {
  readonly declaration: Declared
  readonly registry: DeclarationRegistry
}

/** Declarations never change, and every view of every object needs their defaults. */
const knownDefaults = new WeakMap<DeclarationRegistry, WeakMap<Fields, JsonObject>>()

/** What an object has of which nothing was said. Required and server-set fields without value are absent. */
export function defaultsOf({ declaration: { fields }, registry }: Target): JsonObject {
  const known = knownDefaults.get(registry) ?? new WeakMap<Fields, JsonObject>()
  knownDefaults.set(registry, known)
  const found = known.get(fields)
  if (found !== undefined) return found
  const members = Object.entries(fields).map(([name, field]) => [name, defaultOf(field, registry)] as const)
  const defaults = Object.fromEntries(members.filter((member): member is readonly [string, JsonValue] => member[1] !== undefined))
  known.set(fields, defaults)
  return defaults
}

/** The wire form of an object with a default for each member that it lacks, in the order of the declaration. */
export function completeDocument(target: Target, wire: JsonObject): JsonObject {
  const defaults = defaultsOf(target)
  const document: Record<string, JsonValue> = {}
  for (const name of Object.keys(target.declaration.fields)) {
    const value = Object.hasOwn(wire, name) ? wire[name] : defaults[name]
    if (value !== undefined) document[name] = value
  }
  return document
}

/**
 * Applies a patch: keys are JSON pointers without the leading slash. Nothing of `current` is changed. A whole object, as `get` answers it, is
 * a patch too: what the client must not change may stand there if it is what it was.
 * @param target.current complete; for a new object its defaults
 * @param target.id of the object, which the patch may repeat; absent: it is being made
 * @throws InvalidPatch with the first mistake
 * @see RFC8620-5.3
 */
export function patchDocument(
  target: Target & { readonly current: JsonObject; readonly id?: string },
  patch: JsonObject,
): Patched {
  const { declaration, registry, current, id } = target
  const members = new Map(Object.entries(current))
  const touched = new Set<string>()
  refuseOverlaps(Object.keys(patch))
  for (const [pointer, value] of Object.entries(patch)) {
    const [name, ...rest] = parsePath(pointer)
    if (pointer === '@type') {
      checkVariant(declaration, value)
    } else if (pointer !== 'id' || id === undefined || value !== id) {
      const field = fieldNamed(declaration, name, pointer)
      const place = { path: [name], registry, current: members.get(name) }
      const isNew = id === undefined
      const next =
        rest.length === 0
          ? parseFieldValue(field, value, { ...place, isNew })
          : patchField(field, rest, value, { ...place, isNew })
      if (next !== undefined) members.set(name, next)
      touched.add(name)
    }
  }
  for (const name of touched) {
    const field = declaration.fields[name]
    const value = members.get(name)
    if (field !== undefined && value !== undefined) members.set(name, withDenseLists(field.type, value, registry))
  }
  return { document: Object.fromEntries(members), touched }
}

/** Tools write the `@type` of an object that has only one form; of one without forms it says nothing. */
function checkVariant({ variant }: Declared, value: JsonValue): void {
  if (variant === undefined || value === variant.name) return
  throw new InvalidPatch("Missing or invalid '@type' property in object", '@type')
}

function fieldNamed({ name: object, fields }: Declared, name: string, pointer: string): FieldDeclaration {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field !== undefined) return field
  throw new InvalidPatch(`Invalid property. ${object} has ${Object.keys(fields).join(', ')}.`, pointer)
}

/** A change inside the value of a field, with the rule of who may change the field. */
function patchField(
  field: FieldDeclaration,
  path: readonly string[],
  value: JsonValue,
  place: Place & { readonly isNew: boolean },
): JsonValue {
  const patched = patchInside(field.type, path, value, place)
  if (field.update === 'mutable' || (field.update === 'immutable' && place.isNew)) return patched
  if (sameJson(patched, place.current ?? null)) return patched
  const text = field.update === 'serverSet' ? 'Cannot modify server set property' : 'Cannot modify read-only property'
  throw new InvalidPatch(text, pointerOf({ ...place, path: [...place.path, ...path] }))
}

/** @param path from the value down, never empty */
function patchInside(type: FieldType, path: readonly string[], value: JsonValue, place: Place): JsonValue {
  const [step = '', ...rest] = path
  const whole = isJsonObject(place.current) ? place.current : undefined
  const at = below(place, step, whole?.[step])
  const end = { ...place, path: [...place.path, ...path] }
  switch (type.type) {
    case 'set': {
      if (rest.length > 0) throw invalidPath(end)
      if (value !== true && value !== false && value !== null) throw notAMember(at)
      return withMember(whole, parseKey(type.class, step, at), value === true ? true : undefined)
    }
    case 'map': {
      const key = parseKey(type.keyClass, step, at)
      if (rest.length > 0) return withMember(whole, key, patchInside(type.valueClass, rest, value, existing(at, end)))
      return withMember(whole, key, value === null ? undefined : parseValue(type.valueClass, value, at))
    }
    case 'objectList': {
      const index = String(parseIndex(step, at))
      const item = { type: 'object', objectName: type.objectName } as const
      if (rest.length > 0) return withMember(whole, index, patchInside(item, rest, value, existing(at, end)))
      return withMember(whole, index, value === null ? undefined : parseValue(item, value, at))
    }
    case 'object':
      return patchEmbedded(type.objectName, path, value, place)
    case 'number':
      throw type.format === 'duration' ? new InvalidPatch('Invalid path for Duration', pointerOf(end)) : invalidPath(end)
    default:
      throw invalidPath(end)
  }
}

/** A change inside an embedded object; its form stays what it is. */
function patchEmbedded(objectName: string, path: readonly string[], value: JsonValue, place: Place): JsonValue {
  const [name = '', ...rest] = path
  const end = { ...place, path: [...place.path, ...path] }
  const whole = place.current
  if (!isJsonObject(whole)) throw invalidPath(end)
  const declared = place.registry.embeddedNamed(objectName)
  const fields: Fields = variantFields(declared, whole, place)
  if (name === '@type' && rest.length === 0) {
    if (value === whole['@type'] || 'fields' in declared.shape) return whole
    throw new InvalidPatch("Missing or invalid '@type' property in object", pointerOf(place))
  }
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined) throw unknownKey(declared, fields, end)
  const at = { ...below(place, name, whole[name]), isNew: false }
  const next = rest.length === 0 ? parseFieldValue(field, value, at) : patchField(field, rest, value, at)
  return next === undefined ? whole : withMember(whole, name, next)
}

/** The place of something that must be there already to be changed inside. */
function existing(place: Place, end: Place): Place {
  if (place.current === undefined) throw invalidPath(end)
  return place
}

function invalidPath(end: Place): InvalidPatch {
  return new InvalidPatch('Invalid JSON Pointer path', pointerOf(end))
}

function withMember(whole: JsonObject | undefined, name: string, value: JsonValue | undefined): JsonObject {
  const { [name]: _before, ...others } = whole ?? {}
  return value === undefined ? others : { ...others, [name]: value }
}

/** Lists with indexes 0, 1, 2, ... after items were taken out or put behind the end. */
function withDenseLists(type: FieldType, value: JsonValue, registry: DeclarationRegistry): JsonValue {
  if (!isJsonObject(value)) return value
  if (type.type === 'objectList') {
    const item = { type: 'object', objectName: type.objectName } as const
    return Object.fromEntries(Object.values(value).map((entry, index) => [String(index), withDenseLists(item, entry, registry)]))
  }
  if (type.type !== 'object') return value
  const declared = registry.embeddedNamed(type.objectName)
  const fields = variantFields(declared, value, { path: [], registry })
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const field = fields[name]
      return [name, field === undefined ? member : withDenseLists(field.type, member, registry)]
    }),
  )
}
