import type { JsonValue } from '../ports/json.ts'
import type { FieldType } from './declaration.ts'
import { parseDuration } from './duration.ts'
import { echo } from './echo.ts'
import { InvalidPatch } from './invalid-patch.ts'
import type { DeclarationRegistry } from './registry.ts'

export type ScalarType = Extract<
  FieldType,
  { readonly type: 'string' | 'number' | 'utcDateTime' | 'boolean' | 'enum' | 'objectId' }
>

/** Stands for a secret on output. Sent back it means: unchanged. */
export const mask = '****'

/** Whether values of the type are never given out. */
export function isSecretType(type: FieldType): boolean {
  return type.type === 'string' && (type.format === 'secret' || type.format === 'secretText')
}

/**
 * A value that is neither a collection nor an object, from the wire in its canonical form. Ranges and formats are not looked at.
 * @throws InvalidPatch
 */
export function parseScalar(type: ScalarType, value: JsonValue, pointer: string, registry: DeclarationRegistry): JsonValue {
  switch (type.type) {
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw new InvalidPatch('Invalid value for boolean property (expected true or false)', pointer)
    case 'number':
      return parseNumber(type, value, pointer)
    case 'string':
      if (typeof value === 'string' && (value !== '' || type.minLength === 0)) return value
      throw new InvalidPatch('Invalid value for property.', pointer)
    case 'utcDateTime': {
      const date = parseDate(value)
      if (date !== undefined) return date
      throw new InvalidPatch('Invalid value for date property (expected YYYY-MM-DDTHH:MM:SSZ)', pointer)
    }
    case 'enum':
      if (typeof value === 'string' && registry.valuesOf(type.enumName).has(value)) return value
      throw new InvalidPatch(`Invalid value ${echo(value)} for enum type ${type.enumName}`, pointer)
    case 'objectId':
      // RFC8620-1.2
      if (typeof value === 'string' && /^[A-Za-z0-9_-]{1,255}$/.test(value)) return value
      throw new InvalidPatch(`Invalid value for property (expected the id of ${type.objectName})`, pointer)
  }
}

function parseNumber(type: Extract<FieldType, { readonly type: 'number' }>, value: JsonValue, pointer: string): number {
  switch (type.format) {
    case 'duration': {
      const duration = parseDuration(value, type.min === 0 ? 0 : 1)
      if (duration !== undefined) return duration
      throw new InvalidPatch('Invalid duration value', pointer)
    }
    case 'unsignedInteger':
    case 'size':
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value + 0
      throw new InvalidPatch('Invalid value for unsigned integer property (expected non-negative integer)', pointer)
    case 'integer':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value + 0
      throw new InvalidPatch('Invalid value for integer property (expected integer)', pointer)
    case 'float':
      if (typeof value === 'number' && Number.isFinite(value)) return value + 0
      throw new InvalidPatch('Invalid value for float property (expected number)', pointer)
  }
}

/** An instant of RFC8620-1.4 in whole seconds. A fraction, as programs like to write it, is cut off. */
export function parseDate(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(value)) return undefined
  const seconds = `${value.slice(0, 19)}Z`
  const instant = Date.parse(seconds)
  // Dates that the calendar does not have roll over, and then differ.
  return Number.isNaN(instant) || dateText(instant) !== seconds ? undefined : seconds
}

/** Wire form of an instant in milliseconds since the epoch. */
export function dateText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
