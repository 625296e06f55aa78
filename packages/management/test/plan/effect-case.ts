import type { JsonValue } from '../../src/ports/json.ts'

/** A change of a field with what the plan says of it: `+` looser, `-` stricter, `=` neither. The object is called x. */
export interface Case {
  readonly before: JsonValue
  readonly after: JsonValue
  readonly says: readonly string[]
  readonly isNew?: true
}

export function changed(before: JsonValue, after: JsonValue, ...says: readonly string[]): Case {
  return { before, after, says }
}

/** The same of an object that is being made. */
export function made(before: JsonValue, after: JsonValue, ...says: readonly string[]): Case {
  return { before, after, says, isNew: true }
}

/** A set. */
export const members = (...names: readonly string[]): JsonValue => Object.fromEntries(names.map((name) => [name, true]))
