import type { JsonObject, JsonValue } from '../ports/json.ts'

/* Sets on the wire are `{member: true}`. */

export function setToWire(members: readonly string[]): JsonObject {
  return Object.fromEntries(members.toSorted().map((member) => [member, true]))
}

/** The members of a set that has passed its declaration, in one order whatever order they came in. */
export function setFromWire(value: JsonValue | undefined): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value).toSorted() : []
}
