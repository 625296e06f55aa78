import type { JsonValue } from '@latchkey/management'
import type { FieldType, SchemaDocument } from '@latchkey/management/schema'
import { UsageError } from '../command.ts'
import { allProperties, type Kind, type Properties, type Variant, variantsOf } from '../objects/kind.ts'
import { canonical } from '../objects/nearest-names.ts'
import { coerceValue } from './coerce-value.ts'

export interface FieldValue {
  /** Segments of the JSON pointer, not escaped. */
  readonly path: readonly string[]
  readonly value: JsonValue
}

/**
 * Reads `name=value` or `name/part=value`. Names are found without regard to case and hyphens, and the text becomes what the schema says
 * that the field is. A member of a set may be written as it is, slashes included: `redirectUris/https://app.example/cb=true`.
 * @throws UsageError naming what exists
 */
export function readField(schema: SchemaDocument, kind: Kind, variants: readonly Variant[], text: string): FieldValue {
  const name = /^[^=/]+/.exec(text)?.[0]
  if (name === undefined || !text.includes('=')) throw new UsageError('--field needs NAME=VALUE')
  const properties = allProperties(variants)
  if (name === '@type') return { path: [name], value: text.slice(name.length + 1) }
  const property = findProperty(properties, name, kind.shortName)
  const { type } = property
  const equals = type.type === 'set' && text[name.length] === '/' ? text.lastIndexOf('=') : text.indexOf('=')
  const rest = segmentsOf(text.slice(name.length, equals), type)
  const { path, value } = valueAt(schema, type, rest, text.slice(equals + 1), property.name)
  return { path: [property.name, ...path], value }
}

/** The property that a name means. @throws UsageError with the names that there are */
export function findProperty(
  properties: Properties,
  name: string,
  of: string,
): { readonly name: string; readonly type: FieldType } {
  const found = Object.entries(properties).find(([candidate]) => canonical(candidate) === canonical(name))
  if (found === undefined) {
    const names = Object.keys(properties).sort()
    throw new UsageError(`unknown field: ${name}; ${of} has ${names.length === 0 ? 'no fields' : names.join(', ')}`)
  }
  return { name: found[0], type: found[1].type }
}

/** A pointer of escaped segments, or the one member of a set whose slashes nobody escaped. */
function segmentsOf(pointer: string, type: FieldType): readonly string[] {
  if (pointer === '') return []
  const rest = pointer.slice(1)
  if (type.type === 'set' && rest.includes('/')) return [rest]
  return rest.split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueAt(
  schema: SchemaDocument,
  type: FieldType,
  segments: readonly string[],
  text: string,
  where: string,
): { readonly path: readonly string[]; readonly value: JsonValue } {
  const [segment, ...rest] = segments
  if (segment === undefined) return { path: [], value: coerceValue(schema, type, text, where) }
  const below = (next: FieldType, name: string) => {
    const { path, value } = valueAt(schema, next, rest, text, `${where}/${name}`)
    return { path: [name, ...path], value }
  }
  switch (type.type) {
    case 'object': {
      if (segment === '@type') return { path: [segment], value: text }
      const variants = variantsOf(schema, type.objectName)
      const { name, type: next } = findProperty(allProperties(variants), segment, type.objectName.replace(/^x:/, ''))
      return below(next, name)
    }
    case 'objectList':
      if (!/^\d+$/.test(segment)) throw new UsageError(`${where} is a list: what follows the slash must be an index`)
      return below({ type: 'object', objectName: type.objectName, ...(text === 'null' && { nullable: true }) }, segment)
    case 'map':
      return below(text === 'null' && rest.length === 0 ? { type: 'utcDateTime', nullable: true } : type.valueClass, segment)
    case 'set':
      if (rest.length > 0) throw new UsageError(`${where}/${segment} has no parts`)
      if (text === 'null') return { path: [segment], value: null }
      return { path: [segment], value: coerceValue(schema, { type: 'boolean' }, text, `${where}/${segment}`) }
    default:
      throw new UsageError(`${where} has no parts`)
  }
}
