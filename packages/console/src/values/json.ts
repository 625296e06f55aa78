/** What a management request or answer may hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [name: string]: Json
}

/** What the server shows in place of a secret, and takes for "as it is". */
export const mask = '****'

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether two values say the same; the order of members says nothing. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]))
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]))
}

/** A copy of an object with one member changed; `undefined` takes it away. */
export function withMember(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const { [name]: _, ...others } = object
  if (value === undefined) return others
  return Object.hasOwn(object, name)
    ? Object.fromEntries(Object.entries(object).map(([key, old]) => [key, key === name ? value : old]))
    : { ...object, [name]: value }
}
