import type { JsonObject, JsonValue } from '../ports/json.ts'
import { isJmapId } from './jmap-id.ts'
import { isJsonObject, ownMember } from './json-object.ts'
import { MethodFailure } from './method-failure.ts'

/** One argument of a method: what it accepts, and the rule in words that follow `must be`. */
export interface Argument<Value> {
  readonly rule: string
  /** @param value absent: not sent. An empty answer: refused. */
  parse(value: JsonValue | undefined): { readonly value: Value } | undefined
}

export type Parsed<Table> = { readonly [Name in keyof Table]: Table[Name] extends Argument<infer Value> ? Value : never }

/**
 * The arguments of a method call by its table.
 * @throws MethodFailure `invalidArguments` that names what is wrong, or what the method does not have
 * @see RFC8620-3.6.2
 */
export function parseArguments<Table extends Readonly<Record<string, Argument<unknown>>>>(
  args: JsonObject,
  table: Table,
): Parsed<Table> {
  const unknown = Object.keys(args).filter((name) => !Object.hasOwn(table, name))
  if (unknown.length > 0) {
    const names = unknown.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 100)))
    throw new MethodFailure('invalidArguments', `Unknown arguments: ${names.join(', ')}`)
  }
  const parsed = Object.entries(table).map(([name, argument]): readonly [string, unknown] => {
    const outcome = argument.parse(ownMember(args, name))
    if (outcome === undefined) throw new MethodFailure('invalidArguments', `${name}: must be ${argument.rule}`)
    return [name, outcome.value]
  })
  return Object.fromEntries(parsed) as Parsed<Table>
}

function argument<Value>(rule: string, accept: (value: JsonValue) => Value | undefined): Argument<Value> {
  return {
    rule,
    parse: (value) => {
      const accepted = value === undefined ? undefined : accept(value)
      return accepted === undefined ? undefined : { value: accepted }
    },
  }
}

export const text: Argument<string> = argument('a text', (value) => (typeof value === 'string' ? value : undefined))

export const bool: Argument<boolean> = argument('true or false', (value) => (typeof value === 'boolean' ? value : undefined))

export const object: Argument<JsonObject> = argument('an object', (value) => (isJsonObject(value) ? value : undefined))

/** RFC8620-1.3 */
export const int: Argument<number> = argument('an integer', (value) => (Number.isSafeInteger(value) ? Number(value) : undefined))

export const unsignedInt: Argument<number> = argument('an integer that is not negative', (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined,
)

export const positiveInt: Argument<number> = argument('an integer above 0', (value) =>
  Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined,
)

export const texts: Argument<readonly string[]> = argument('a list of texts', (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined,
)

/** By creation id. */
export const objectsByCreationId: Argument<ReadonlyMap<string, JsonObject>> = argument(
  'an object of objects by creation id',
  (value) => objectsBy(value, isJmapId),
)

/** By id, or by `#` and a creation id. Ids that no object can have are for the method to answer. */
export const objectsById: Argument<ReadonlyMap<string, JsonObject>> = argument('an object of objects by id', (value) =>
  objectsBy(value, () => true),
)

function objectsBy(value: JsonValue, isKey: (key: string) => boolean): ReadonlyMap<string, JsonObject> | undefined {
  if (!isJsonObject(value)) return undefined
  const objects = new Map<string, JsonObject>()
  for (const [key, member] of Object.entries(value)) {
    if (!isKey(key) || !isJsonObject(member)) return undefined
    objects.set(key, member)
  }
  return objects
}

/** Need not be there. */
export function optional<Value, Otherwise>(inner: Argument<Value>, otherwise: Otherwise): Argument<Value | Otherwise> {
  return { rule: inner.rule, parse: (value) => (value === undefined ? { value: otherwise } : inner.parse(value)) }
}

/** Need not be there, and `null` says the same. */
export function nullable<Value, Otherwise>(inner: Argument<Value>, otherwise: Otherwise): Argument<Value | Otherwise> {
  return {
    rule: `${inner.rule}, or null`,
    parse: (value) => (value === undefined || value === null ? { value: otherwise } : inner.parse(value)),
  }
}
