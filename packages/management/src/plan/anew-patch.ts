import { defaultOf } from '../declarations/parse-value.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import type { JsonObject } from '../ports/json.ts'
import { holdsMask } from './draft.ts'
import { fieldsOf } from './fields-of.ts'
import type { AnyDefinition, AnyRecord } from './plan-ports.ts'

/**
 * What makes an object look as though it had been destroyed and created with this value, without it losing its id and what hangs on it:
 * every field that the value does not name gets its default. Secrets stay unless the value names them.
 */
export function anewPatch(
  definition: AnyDefinition,
  record: AnyRecord,
  value: JsonObject,
  registry: DeclarationRegistry,
): JsonObject {
  const wire = definition.toWire(record)
  const defaults = Object.entries(fieldsOf(definition, wire)).flatMap(([name, field]) => {
    if (field.update !== 'mutable' || Object.hasOwn(value, name) || holdsMask(wire[name])) return []
    const initial = defaultOf(field, registry)
    return initial === undefined ? [] : [[name, initial] as const]
  })
  return { ...Object.fromEntries(defaults), ...value }
}
