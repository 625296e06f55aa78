import { isJsonObject, type Json, type JsonObject, mask } from './json.ts'

/** The same with a mask wherever a secret stands, set or just typed: for what is shown and for what is copied. */
export function withoutSecrets(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutSecret(name, member)]))
}

/** The same for one member. */
export function withoutSecret(name: string, value: Json): Json {
  if (typeof value === 'string') return /secret/i.test(name) && value !== '' ? mask : value
  return isJsonObject(value) ? withoutSecrets(value) : value
}
