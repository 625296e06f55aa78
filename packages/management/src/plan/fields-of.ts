import type { Fields } from '../declarations/declaration.ts'
import type { JsonObject } from '../ports/json.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** The fields that an object has: those of the type and those of its form. */
export function fieldsOf({ declaration }: Pick<AnyDefinition, 'declaration'>, wire: JsonObject): Fields {
  const form = declaration.variants?.find(({ name }) => name === wire['@type'])
  return form === undefined ? declaration.fields : { ...declaration.fields, ...form.fields }
}
