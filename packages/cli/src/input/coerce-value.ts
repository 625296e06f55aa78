import type { JsonObject, JsonValue } from '@latchkey/management'
import type { FieldType, SchemaDocument } from '@latchkey/management/schema'
import { UsageError } from '../command.ts'
import { suggestion } from '../objects/nearest-names.ts'
import { parseDuration } from './parse-duration.ts'

/** More names than these are not listed in a message. */
const listedNames = 15

/**
 * The value of a field from the text that somebody typed, by the type that the schema gives it. Ranges and formats are the server's to judge.
 * @param where how the message calls the field
 * @throws UsageError that never holds the text of a secret
 */
export function coerceValue(schema: SchemaDocument, type: FieldType, text: string, where: string): JsonValue {
  if (text === 'null' && 'nullable' in type && type.nullable === true) return null
  switch (type.type) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new UsageError(`${where} must be true or false`)
      return text === 'true'
    case 'number':
      return coerceNumber(type.format, text, where)
    case 'enum':
      return coerceEnum(schema, type.enumName, text, where)
    case 'utcDateTime':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
    case 'string':
    case 'objectId':
      return text
    case 'set':
      return coerceSet(schema, type.class, text, where)
    case 'objectList': {
      const value = parseJson(text, where, 'a list of objects')
      return Array.isArray(value) ? keyedByIndex(value) : requireObject(value, where, 'a list of objects')
    }
    case 'object':
    case 'map':
      return requireObject(parseJson(text, where, 'an object'), where, 'an object')
  }
}

/** A list as it is on the wire: an object keyed by index. */
export function keyedByIndex(items: readonly JsonValue[]): JsonObject {
  return Object.fromEntries(items.map((item, index) => [String(index), item]))
}

function coerceNumber(format: Extract<FieldType, { readonly type: 'number' }>['format'], text: string, where: string): number {
  if (format === 'duration') {
    const milliseconds = parseDuration(text)
    if (milliseconds === undefined) {
      throw new UsageError(`${where} must be a duration: milliseconds, or a number with d, h, m, s or ms such as 1h or 1h30m`)
    }
    return milliseconds
  }
  const isNumber = format === 'float' ? /^-?\d{1,15}(\.\d{1,15})?$/.test(text) : /^-?\d{1,15}$/.test(text)
  if (!isNumber) throw new UsageError(`${where} must be a ${format === 'float' ? '' : 'whole '}number`)
  return Number(text)
}

function coerceEnum(schema: SchemaDocument, enumName: string, text: string, where: string): string {
  const names = schema.enums[enumName]?.map(({ name }) => name)
  if (names === undefined || names.includes(text)) return text
  const alike = names.filter((name) => name.toLowerCase() === text.toLowerCase())
  if (alike.length === 1 && alike[0] !== undefined) return alike[0]
  const there = names.length <= listedNames ? `; one of ${names.join(', ')}` : suggestion(text, names, '')
  throw new UsageError(`${where} cannot be ${text}${there}`)
}

function coerceSet(schema: SchemaDocument, member: FieldType, text: string, where: string): JsonObject {
  if (text === '') return {}
  if (!/^\s*[[{]/.test(text)) return { [String(coerceValue(schema, member, text, where))]: true }
  const value = parseJson(text, where, 'a set')
  if (!Array.isArray(value)) return requireObject(value, where, 'a set')
  return Object.fromEntries(value.map((item) => [String(item), true]))
}

function requireObject(value: JsonValue, where: string, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${where} must be ${what} as JSON`)
  return value as JsonObject
}

function parseJson(text: string, where: string, what: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw new UsageError(`${where} must be ${what} as JSON`)
  }
}
