import type { JsonObject, JsonValue } from '../../ports/json.ts'

export interface FieldDifference {
  /** JSON pointer without leading slash. */
  readonly field: string
  /** Absent: there was none. */
  readonly before?: string
  readonly after?: string
}

/** The fields in which two contents differ, as texts, in the order of their members. */
export function fieldChanges(before: JsonObject | undefined, after: JsonObject | undefined): readonly FieldDifference[] {
  return [...differences('', before ?? {}, after ?? {})]
}

function* differences(path: string, before: JsonObject, after: JsonObject): Generator<FieldDifference> {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const field = path + name.replaceAll('~', '~0').replaceAll('/', '~1')
    const [was, is] = [memberOf(before, name), memberOf(after, name)]
    if (isObject(was) && isObject(is)) yield* differences(`${field}/`, was, is)
    else if (textOf(was) !== textOf(is)) yield difference(field, was, is)
  }
}

function difference(field: string, was: JsonValue | undefined, is: JsonValue | undefined): FieldDifference {
  const [before, after] = [textOf(was), textOf(is)]
  return { field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

/** `null` is told as absence: nobody distinguishes them when they read what changed. */
function textOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
