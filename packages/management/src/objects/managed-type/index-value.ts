import { createHash } from 'node:crypto'
import type { FieldType } from '../../declarations/declaration.ts'
import { parseDuration } from '../../declarations/duration.ts'
import { parseDate } from '../../declarations/parse-scalar.ts'
import type { JsonValue } from '../../ports/json.ts'

/** Characters of a text that are in the index as they are; what is longer is told apart by a digest, within what databases index. */
const longestValue = 200
const digits = 16
/** Behind every safe integer; itself none. */
const range = 10n ** BigInt(digits)

/** A text as it is compared: NFKC, lower case. */
export function textIndexValue(text: string): string {
  const value = text.normalize('NFKC').toLowerCase()
  if (value.length <= longestValue) return value
  return `${value.slice(0, longestValue).toWellFormed()}\u{2026}${createHash('sha256').update(value).digest('hex')}`
}

/** A number so that the order of the texts is that of the numbers: `0` or `1` for its sign, 16 digits, the fraction if there is one. */
export function numberIndexValue(value: number): string {
  const bounded = Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.floor(value)))
  const whole = BigInt(bounded)
  const text = String(whole < 0n ? range + whole : whole).padStart(digits, '0')
  const fraction = value - Math.floor(value)
  const rest = fraction === 0 ? '' : fraction.toFixed(9).slice(1).replace(/0+$/, '')
  return `${whole < 0n ? 0 : 1}${text}${rest === '.' ? '' : rest}`
}

/** Index form of a value of a property in its canonical wire form; `undefined` for what is not indexed. */
export function indexValue(type: FieldType, value: JsonValue): string | undefined {
  switch (type.type) {
    case 'string':
      return typeof value === 'string' ? textIndexValue(value) : undefined
    // Ids and enum values differ in case.
    case 'enum':
    case 'objectId':
      return typeof value === 'string' ? value : undefined
    case 'utcDateTime':
      return parseDate(value)
    case 'number':
      return typeof value === 'number' ? numberIndexValue(value) : undefined
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined
    default:
      return undefined
  }
}

/** Index form of what a filter compares with; durations and booleans may be texts. `undefined`: not a value of this type. */
export function filterIndexValue(type: FieldType, value: JsonValue): string | undefined {
  if (type.type === 'number' && type.format === 'duration' && typeof value === 'string') {
    const duration = parseDuration(value, 0)
    return duration === undefined ? undefined : numberIndexValue(duration)
  }
  // Forms of tools send the choice between yes and no as a text.
  if (type.type === 'boolean' && (value === 'true' || value === 'false')) return value
  return indexValue(type, value)
}
