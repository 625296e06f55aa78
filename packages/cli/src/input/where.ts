import type { JsonObject, JsonValue } from '@latchkey/management'
import type { SchemaDocument } from '@latchkey/management/schema'
import { UsageError } from '../command.ts'
import { allProperties, type Kind } from '../objects/kind.ts'
import { canonical } from '../objects/nearest-names.ts'
import { coerceValue } from './coerce-value.ts'

const suffixes: Readonly<Record<string, string>> = {
  '=': '',
  '>=': 'IsGreaterThanOrEqual',
  '<=': 'IsLessThanOrEqual',
  '>': 'IsGreaterThan',
  '<': 'IsLessThan',
}

/**
 * The filter of `--where field=value`, all of which must hold. A name that is no field, such as `text`, is passed on with its text.
 * @throws UsageError for what is no condition, or compares what has no order
 */
export function readFilter(schema: SchemaDocument, kind: Kind, conditions: readonly string[]): JsonObject {
  const filter: Record<string, JsonValue> = {}
  for (const condition of conditions) {
    const [, name = '', operator = '', text = ''] = /^([^=<>]+?)(>=|<=|=|>|<)(.*)$/s.exec(condition) ?? []
    const suffix = suffixes[operator]
    if (suffix === undefined) throw new UsageError('--where needs FIELD=VALUE, or one of >= <= > < in place of =')
    const { key, value } = conditionOf(schema, kind, name, operator, text)
    if (`${key}${suffix}` in filter) throw new UsageError(`--where ${name}${operator} is given twice`)
    filter[`${key}${suffix}`] = value
  }
  return filter
}

function conditionOf(schema: SchemaDocument, kind: Kind, name: string, operator: string, text: string) {
  const found = Object.entries(allProperties(kind.variants)).find(([candidate]) => canonical(candidate) === canonical(name))
  if (found === undefined) {
    if (operator !== '=') throw new UsageError(`--where ${name} can only be compared with =`)
    return { key: name, value: text }
  }
  const [key, { type }] = found
  if (operator !== '=' && type.type !== 'number' && type.type !== 'utcDateTime') {
    throw new UsageError(`--where ${key} can only be compared with =: it is neither a number nor a date`)
  }
  // A condition on a set asks for one of its members.
  const single = type.type === 'set' ? type.class : type
  return { key, value: coerceValue(schema, single, text, `--where ${key}`) }
}
