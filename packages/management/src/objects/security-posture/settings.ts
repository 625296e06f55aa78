import type { ServerPosture } from '@latchkey/core'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { securityPostureFields } from './declaration.ts'

/** Wire form of what is stored: a member that was never written has its default. */
export function securityPostureToWire(json: string): JsonObject {
  const stored = JSON.parse(json) as JsonObject
  const members = Object.entries(securityPostureFields).map(([name, field]): [string, JsonValue] => [
    name,
    stored[name] ?? ('default' in field ? field.default : {}),
  ])
  return Object.fromEntries(members)
}

/** @param json as it is stored; `{}` when it never was */
export function serverPosture(json: string): ServerPosture {
  // What is stored was validated by the declarations of these fields.
  return Object.freeze(securityPostureToWire(json) as unknown as ServerPosture)
}
