import type { JsonObject } from '../ports/json.ts'
import { naturalKeyOf } from './natural-key.ts'
import type { ObjectNames } from './object-names.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** What `{"$match": {"object":"Role","description":"ops"}}` means, or what is wrong with it. */
export function parseMatch(
  match: JsonObject,
  names: ObjectNames,
): { readonly definition: AnyDefinition; readonly key: string } | { readonly mistake: string } {
  const { object, ...rest } = match
  const definition = typeof object === 'string' ? names.find(object) : undefined
  if (definition === undefined) return { mistake: '$match must name the type of the object as object' }
  const key = naturalKeyOf(definition, rest)
  if (key !== undefined && key !== '' && Object.keys(rest).length === 1) return { definition, key }
  const { naturalKey } = definition.declaration
  return {
    mistake:
      naturalKey === undefined
        ? `${definition.object} cannot be matched`
        : `$match of ${definition.object} must name ${naturalKey} alone`,
  }
}
