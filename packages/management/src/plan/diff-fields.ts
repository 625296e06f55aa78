import type { FieldType, MemberType } from '../declarations/declaration.ts'
import { durationText } from '../declarations/duration.ts'
import { mask } from '../declarations/parse-scalar.ts'
import { defaultOf } from '../declarations/parse-value.ts'
import { type DeclarationRegistry, fieldsOfVariant } from '../declarations/registry.ts'
import { sameJson } from '../declarations/same-json.ts'
import { isJsonObject } from '../jmap/json-object.ts'
import { formatPatchPointer } from '../jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { FieldChange } from './contract.ts'
import { fieldsOf } from './fields-of.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** One side of a comparison. */
export interface Side {
  /** Complete wire form. */
  readonly wire: JsonObject
  /** As `ManagedDefinition.secretsOf`. */
  readonly secrets: Readonly<Record<string, string>>
}

export interface DiffContext {
  readonly registry: DeclarationRegistry
  /** What people call the object with an id. */
  readonly nameOf: (id: string) => string
  /** As `DraftChange.given`; absent: none. */
  readonly given?: ReadonlySet<string> | undefined
}

/**
 * In what two forms of an object differ, as shown to people: members of sets and maps one by one, durations as text, secrets as masks. What
 * the server sets or made is left out, and of an object that is made or destroyed what is as it always is.
 */
export function diffFields(
  definition: AnyDefinition,
  { before, after }: { readonly before?: Side; readonly after?: Side },
  { registry, nameOf, given }: DiffContext,
): readonly FieldChange[] {
  const fields = fieldsOf(definition, after?.wire ?? before?.wire ?? {})
  const changes = Object.entries(fields).flatMap(([name, field]) => {
    if (field.update === 'serverSet' || (field.made === true && given?.has(name) !== true)) return []
    const [was, is] = [before?.wire[name], after?.wire[name]]
    const isOneSided = before === undefined || after === undefined
    if (isOneSided && sameJson(was ?? is, defaultOf(field, registry))) return []
    return [...differences(field.type, was, is, { path: [name], registry, nameOf })]
  })
  return [...changes, ...changedSecrets(changes, before?.secrets, after?.secrets)]
}

/** Masks are the same whatever they stand for. */
function changedSecrets(
  changes: readonly FieldChange[],
  before: Side['secrets'] | undefined,
  after: Side['secrets'] | undefined,
): readonly FieldChange[] {
  if (before === undefined || after === undefined) return []
  const told = new Set(changes.map(({ field }) => field))
  return Object.keys(after)
    .filter((field) => before[field] !== undefined && before[field] !== after[field] && !told.has(field))
    .map((field) => ({ field, before: mask, after: mask }))
}

interface Place extends DiffContext {
  readonly path: readonly string[]
}

type Value = JsonValue | undefined

function* differences(type: FieldType | MemberType, was: Value, is: Value, place: Place): Generator<FieldChange> {
  if (sameJson(was ?? null, is ?? null)) return
  switch (type.type) {
    case 'set':
      yield* members(type.class, was, is, place)
      return
    case 'map':
      yield* membersOf(was, is, place, () => type.valueClass)
      return
    case 'objectList':
      yield* membersOf(was, is, place, () => ({ type: 'object', objectName: type.objectName }))
      return
    case 'object': {
      const declared = place.registry.embeddedNamed(type.objectName)
      const before = isJsonObject(was) ? fieldsOfVariant(declared, was['@type']) : undefined
      const after = isJsonObject(is) ? fieldsOfVariant(declared, is['@type']) : undefined
      yield* membersOf(was, is, place, (name) => {
        const field = after?.[name] ?? before?.[name]
        return field?.update === 'serverSet' ? undefined : (field?.type ?? { type: 'string', format: 'string' })
      })
      return
    }
    default:
      yield {
        field: formatPatchPointer(place.path),
        ...(was !== undefined && was !== null && { before: shown(type, was, place) }),
        ...(is !== undefined && is !== null && { after: shown(type, is, place) }),
      }
  }
}

/** Of an object in a set people read its name. */
function* members(type: MemberType, was: Value, is: Value, place: Place): Generator<FieldChange> {
  const [before, after] = [isJsonObject(was) ? was : {}, isJsonObject(is) ? is : {}]
  const shownAs = (member: string): JsonValue => (type.type === 'objectId' ? place.nameOf(member) : true)
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  // The order of ids, which are random, says nothing.
  const ordered = type.type === 'objectId' ? all.toSorted((one, other) => compare(place.nameOf(one), place.nameOf(other))) : all
  for (const member of ordered) {
    const [isBefore, isAfter] = [Object.hasOwn(before, member), Object.hasOwn(after, member)]
    if (isBefore === isAfter) continue
    const field = formatPatchPointer([...place.path, member])
    yield isBefore ? { field, before: shownAs(member) } : { field, after: shownAs(member) }
  }
}

/** @param typeOf of a member; `undefined`: not told */
function* membersOf(
  was: Value,
  is: Value,
  place: Place,
  typeOf: (name: string) => FieldType | MemberType | undefined,
): Generator<FieldChange> {
  const before = isJsonObject(was) ? was : {}
  const after = isJsonObject(is) ? is : {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const type = typeOf(name)
    if (type === undefined) continue
    yield* differences(type, before[name], after[name], { ...place, path: [...place.path, name] })
  }
}

function shown(type: FieldType, value: JsonValue, { nameOf }: Place): JsonValue {
  if (type.type === 'objectId' && typeof value === 'string') return nameOf(value)
  return type.type === 'number' && type.format === 'duration' && typeof value === 'number' ? durationText(value) : value
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
