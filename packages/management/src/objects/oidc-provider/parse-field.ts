import type { FieldValue } from './document.ts'
import { parseDuration } from './duration.ts'
import type { Field } from './fields.ts'
import { InvalidPatch } from './invalid-patch.ts'
import { type PartialSecretSource, parseSecretSource } from './secret-source.ts'

/** Longest part of a refused value that is said back. */
const longestEcho = 60

/**
 * The value of a field from the wire, by the type of its declaration. Ranges are not looked at here.
 * @param current What the field holds now, for masks of secrets.
 * @throws InvalidPatch
 */
export function parseField(field: Field, value: unknown, current: FieldValue): FieldValue {
  switch (field.type) {
    case 'Boolean':
      if (typeof value === 'boolean') return value
      throw new InvalidPatch('Invalid value for boolean property (expected true or false)', field.name)
    case 'UnsignedInt':
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
      throw new InvalidPatch('Invalid value for unsigned integer property (expected non-negative integer)', field.name)
    case 'Duration': {
      const duration = parseDuration(value)
      if (duration !== undefined) return duration
      throw new InvalidPatch('Invalid duration value', field.name)
    }
    case 'JwtSignatureAlgorithm': {
      const known = field.values.find((name) => name === value)
      if (known !== undefined) return known as FieldValue
      throw new InvalidPatch(`Invalid value ${echo(value)} for enum type ${field.type}`, field.name)
    }
    case 'SecretKey':
    case 'SecretText':
      return parseSecretSource(field, value, isSecretValue(current) ? current : undefined)
  }
}

/** Whether a field's value is that of a secret. */
export function isSecretValue(value: FieldValue): value is PartialSecretSource {
  return typeof value === 'object'
}

function echo(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')).slice(0, longestEcho)
}
