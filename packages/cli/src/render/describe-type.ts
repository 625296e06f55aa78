import type { FieldType } from '@latchkey/management/schema'

/** A type for people: `duration`, `set of uri`, `SecretKey`, `reference to Role`. */
export function describeType(type: FieldType): string {
  const text = plainType(type)
  return 'nullable' in type && type.nullable === true ? `${text} or null` : text
}

function plainType(type: FieldType): string {
  switch (type.type) {
    case 'string':
      return `${type.format}${rangeOf(type.minLength, type.maxLength, ' characters')}`
    case 'number':
      return `${type.format === 'unsignedInteger' ? 'integer' : type.format}${type.format === 'duration' ? '' : rangeOf(type.min, type.max, '')}`
    case 'utcDateTime':
      return 'date'
    case 'boolean':
      return 'true or false'
    case 'enum':
      return type.enumName
    case 'objectId':
      return `reference to ${short(type.objectName)}`
    case 'object':
      return short(type.objectName)
    case 'objectList':
      return `list of ${short(type.objectName)}`
    case 'set':
      return `set of ${plainType(type.class)}`
    case 'map':
      return `map of ${plainType(type.keyClass)} to ${plainType(type.valueClass)}`
  }
}

function rangeOf(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return ''
  if (most === undefined) return ` from ${least}${unit}`
  return least === undefined ? ` up to ${most}${unit}` : ` ${least} to ${most}${unit}`
}

function short(name: string): string {
  return name.replace(/^x:/, '')
}
