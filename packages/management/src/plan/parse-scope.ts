import { isJsonObject } from '../jmap/json-object.ts'
import { filterIndexValue, textIndexValue } from '../objects/managed-type/index-value.ts'
import type { JsonValue } from '../ports/json.ts'
import type { Filter } from '../ports/objects.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** The property under which objects are found by their owner. */
const ownerProperty = 'managedBy'

/**
 * The condition under which objects are in the scope of a line: indexed properties that must all have these values. `undefined`: none, so
 * every object of the type is.
 */
export function parseScope(
  { object, declaration: { fields } }: AnyDefinition,
  scope: JsonValue | undefined,
): { readonly filter: Filter } | { readonly mistake: string } | undefined {
  if (scope === undefined) return undefined
  if (!isJsonObject(scope)) return { mistake: 'A scope must be an object of properties and values.' }
  const filters: Filter[] = []
  for (const [property, value] of Object.entries(scope)) {
    const field = Object.hasOwn(fields, property) ? fields[property] : undefined
    if (property !== ownerProperty && field?.indexed !== true) {
      const names = Object.keys(fields).filter((name) => fields[name]?.indexed === true)
      return { mistake: `A scope of ${object} can name ${[...names, ownerProperty].join(', ')}.` }
    }
    const type = field?.type.type === 'set' ? field.type.class : field?.type
    const text = type === undefined ? ownerText(value) : filterIndexValue(type, value)
    if (text === undefined) return { mistake: `${property} of the scope has a value that it can never have.` }
    filters.push({ kind: 'compare', property, by: 'equal', value: text })
  }
  return filters.length === 0 ? undefined : { filter: { kind: 'and', filters } }
}

/** What finds the objects of an owner. */
export function ownedBy(owner: string): Filter {
  return { kind: 'compare', property: ownerProperty, by: 'equal', value: textIndexValue(owner) }
}

function ownerText(value: JsonValue): string | undefined {
  return typeof value === 'string' && value !== '' ? textIndexValue(value) : undefined
}
