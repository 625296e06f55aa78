import type { JsonObject, JsonValue } from '../ports/json.ts'

/** Whether a value of parsed JSON is an object: neither `null` nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that the object itself has; what its prototype has does not count. */
export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** An object with these members, whatever their names are: `__proto__` too becomes an ordinary member. */
export function jsonObject<Value extends JsonValue>(
  members: Iterable<readonly [string, Value]>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(members)
}
