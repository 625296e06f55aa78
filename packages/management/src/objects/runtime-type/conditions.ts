import type { FieldDeclaration, Fields } from '../../declarations/declaration.ts'
import { parseDate } from '../../declarations/parse-scalar.ts'
import type { MethodError } from '../../jmap/contract.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'

/** A filter whose conditions must all hold, by property. */
export interface Conditions {
  readonly equal: ReadonlyMap<string, string | number>
  /** Of dates, in milliseconds since the epoch. */
  readonly spans: ReadonlyMap<string, Span>
  /** Two conditions contradict each other: nothing can be found. */
  readonly isImpossible: boolean
}

export interface Span {
  /** That instant included. */
  readonly since?: number
  /** That instant excluded. */
  readonly until?: number
}

interface Reading {
  readonly equal: Map<string, string | number>
  readonly spans: Map<string, Span>
  isImpossible: boolean
}

/** Dates on the wire have whole seconds: that is the difference between "after" and "not before". */
const wireSecond = 1_000
/** Of operators within operators. */
const deepest = 10

const suffixes: readonly (readonly [suffix: string, spanOf: (instant: number) => Span])[] = [
  ['IsGreaterThanOrEqual', (instant) => ({ since: instant })],
  ['IsLessThanOrEqual', (instant) => ({ until: instant + wireSecond })],
  ['IsGreaterThan', (instant) => ({ since: instant + wireSecond })],
  ['IsLessThan', (instant) => ({ until: instant })],
]

/**
 * Reads a filter over the indexed fields of a declaration: `{property: value}`, for dates also `propertyIsGreaterThan` and its like, and
 * the operator `AND`. `OR` and `NOT` are not offered, as these objects are too many to be looked at one by one.
 * @see RFC8620-5.5
 */
export function readConditions(filter: JsonObject | undefined, fields: Fields): Conditions | { readonly error: MethodError } {
  const reading: Reading = { equal: new Map(), spans: new Map(), isImpossible: false }
  const error = filter === undefined ? undefined : readFilter(filter, fields, reading, 0)
  return error === undefined ? reading : { error }
}

/** The value that a property must have; `undefined`: any. */
export function equalText(conditions: Conditions, property: string): string | undefined {
  const value = conditions.equal.get(property)
  return typeof value === 'string' ? value : undefined
}

function readFilter(filter: JsonObject, fields: Fields, reading: Reading, depth: number): MethodError | undefined {
  if (!('operator' in filter)) return firstError(Object.entries(filter), ([name, value]) => readOne(name, value, fields, reading))
  const { operator, conditions } = filter
  if (operator === 'OR' || operator === 'NOT' || depth >= deepest) {
    return { type: 'unsupportedFilter', description: 'Only the operator AND is supported for objects of this type.' }
  }
  if (operator !== 'AND' || !Array.isArray(conditions)) {
    return { type: 'invalidArguments', description: 'A filter operator must be AND, OR or NOT, with a list of conditions.' }
  }
  return firstError(conditions as readonly JsonValue[], (condition) =>
    isObject(condition)
      ? readFilter(condition, fields, reading, depth + 1)
      : { type: 'invalidArguments', description: 'Each condition of a filter must be an object.' },
  )
}

function readOne(name: string, value: JsonValue, fields: Fields, reading: Reading): MethodError | undefined {
  const field = indexedField(fields, name)
  if (field !== undefined)
    return field.type.type === 'utcDateTime' ? readEqualDate(name, value, reading) : readEqual(name, value, field, reading)
  const [suffix, spanOf] = suffixes.find(([end]) => name.endsWith(end)) ?? []
  const property = suffix === undefined ? '' : name.slice(0, -suffix.length)
  if (spanOf === undefined || indexedField(fields, property)?.type.type !== 'utcDateTime') {
    return { type: 'unsupportedFilter', description: 'The filter has a condition that objects of this type cannot be found by.' }
  }
  return readSpan(property, value, spanOf, reading)
}

function readEqual(name: string, value: JsonValue, field: FieldDeclaration, reading: Reading): MethodError | undefined {
  const wanted = field.type.type === 'number' ? 'number' : 'string'
  if (typeof value !== wanted || (typeof value !== 'string' && typeof value !== 'number')) {
    return { type: 'invalidArguments', description: `The condition ${name} must be a ${wanted}.` }
  }
  const known = reading.equal.get(name)
  if (known !== undefined && known !== value) reading.isImpossible = true
  reading.equal.set(name, value)
  return undefined
}

function readEqualDate(name: string, value: JsonValue, reading: Reading): MethodError | undefined {
  return readSpan(name, value, (instant) => ({ since: instant, until: instant + wireSecond }), reading)
}

function readSpan(
  property: string,
  value: JsonValue,
  spanOf: (instant: number) => Span,
  reading: Reading,
): MethodError | undefined {
  const date = parseDate(value)
  if (date === undefined) {
    return {
      type: 'invalidArguments',
      description: `The condition on ${property} must be a date of the form YYYY-MM-DDTHH:MM:SSZ.`,
    }
  }
  const known = reading.spans.get(property) ?? {}
  const added = spanOf(Date.parse(date))
  const since = latest(known.since, added.since)
  const until = earliest(known.until, added.until)
  reading.spans.set(property, { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) })
  return undefined
}

function indexedField(fields: Fields, name: string): FieldDeclaration | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return field?.indexed === true ? field : undefined
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

function firstError<Item>(items: readonly Item[], read: (item: Item) => MethodError | undefined): MethodError | undefined {
  for (const item of items) {
    const error = read(item)
    if (error !== undefined) return error
  }
  return undefined
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
