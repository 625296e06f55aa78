import type { JsonObject } from '../../ports/json.ts'
import { jsonObject } from '../json-object.ts'

/**
 * A StateChange object.
 * @param changed the new state of each type that changed, by account id
 * @see RFC8620-7.1
 */
export function stateChange(changed: Readonly<Record<string, Readonly<Record<string, string>>>>): JsonObject {
  return { '@type': 'StateChange', changed: jsonObject(Object.entries(changed)) }
}
