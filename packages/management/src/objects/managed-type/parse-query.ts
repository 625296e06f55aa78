import type { FieldDeclaration, Fields, FieldType } from '../../declarations/declaration.ts'
import type { MethodError, QueryRequest } from '../../jmap/contract.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { Comparator, Filter } from '../../ports/objects.ts'
import { filterIndexValue } from './index-value.ts'
import { termsOf } from './terms.ts'

/** Levels of operators. */
const maxDepth = 10
/** Conditions of one filter. */
const maxConditions = 100

const comparisons = [
  ['IsGreaterThanOrEqual', 'greater-or-equal'],
  ['IsGreaterThan', 'greater'],
  ['IsLessThanOrEqual', 'less-or-equal'],
  ['IsLessThan', 'less'],
] as const

const collations: ReadonlySet<string> = new Set(['i;unicode-casemap', 'i;ascii-casemap', 'i;ascii-numeric'])

/** Why a query cannot be answered. */
export class QueryMistake extends Error {
  readonly error: MethodError

  constructor(type: 'invalidArguments' | 'unsupportedFilter' | 'unsupportedSort', description: string) {
    super(description)
    this.name = 'QueryMistake'
    this.error = { type, description }
  }
}

/**
 * A filter of RFC8620-5.5 over indexed properties: operators, and conditions of which all members must hold: `property`, `property` with
 * `IsGreaterThan`, `IsGreaterThanOrEqual`, `IsLessThan` or `IsLessThanOrEqual` for numbers and dates, and `text`.
 * @throws QueryMistake
 */
export function parseFilter(fields: Fields, filter: JsonObject): Filter {
  let conditions = 0
  function parse(value: JsonValue, depth: number): Filter {
    if (!isJsonObject(value)) throw new QueryMistake('invalidArguments', 'filter: a condition is an object')
    if (depth > maxDepth) throw new QueryMistake('unsupportedFilter', `filter: more than ${maxDepth} levels`)
    if (!Object.hasOwn(value, 'operator')) {
      conditions += Object.keys(value).length
      if (conditions > maxConditions) throw new QueryMistake('unsupportedFilter', `filter: more than ${maxConditions} conditions`)
      return all(Object.entries(value).map(([name, compared]) => parseCondition(fields, name, compared)))
    }
    const { operator, conditions: inner } = value
    if (!Array.isArray(inner)) throw new QueryMistake('invalidArguments', 'filter: conditions must be a list')
    conditions += 1
    if (conditions + inner.length > maxConditions) {
      throw new QueryMistake('unsupportedFilter', `filter: more than ${maxConditions} conditions`)
    }
    const filters = inner.map((condition: JsonValue) => parse(condition, depth + 1))
    switch (operator) {
      case 'AND':
        return all(filters)
      case 'OR':
        return { kind: 'or', filters }
      case 'NOT':
        // RFC8620-5.5: none of the conditions must match.
        return { kind: 'not', filter: { kind: 'or', filters } }
      default:
        throw new QueryMistake('invalidArguments', 'filter: operator must be AND, OR or NOT')
    }
  }
  return parse(filter, 1)
}

/** Filters that must all hold. */
export function all(filters: readonly Filter[]): Filter {
  const [first] = filters
  return filters.length === 1 && first !== undefined ? first : { kind: 'and', filters }
}

function parseCondition(fields: Fields, name: string, value: JsonValue): Filter {
  if (name === 'text' && !Object.hasOwn(fields, 'text')) return parseText(fields, value)
  const own = indexedField(fields, name)
  if (own !== undefined) return compare(name, own.type, 'equal', value)
  for (const [suffix, by] of comparisons) {
    const property = name.endsWith(suffix) ? name.slice(0, -suffix.length) : ''
    const field = indexedField(fields, property)
    if (field === undefined) continue
    if (field.type.type === 'number' || field.type.type === 'utcDateTime') return compare(property, field.type, by, value)
    throw new QueryMistake('unsupportedFilter', `filter: ${property} is neither a number nor a date`)
  }
  const names = Object.keys(fields).filter((field) => fields[field]?.indexed === true)
  const known = names.length === 0 ? 'no property can be filtered by' : `can be filtered by: ${names.join(', ')}`
  throw new QueryMistake('unsupportedFilter', `filter: a condition is unknown; ${known}`)
}

function parseText(fields: Fields, value: JsonValue): Filter {
  if (!Object.values(fields).some(({ searched }) => searched === true)) {
    throw new QueryMistake('unsupportedFilter', 'filter: this object has no text to search')
  }
  if (typeof value !== 'string') throw new QueryMistake('invalidArguments', 'filter: text must be a text')
  return { kind: 'text', words: termsOf([value]) }
}

function compare(
  property: string,
  type: FieldType,
  by: Extract<Filter, { readonly kind: 'compare' }>['by'],
  value: JsonValue,
): Filter {
  const text = filterIndexValue(type.type === 'set' ? type.class : type, value)
  if (text === undefined)
    throw new QueryMistake('invalidArguments', `filter: ${property} is compared with a value of another type`)
  return { kind: 'compare', property, by, value: text }
}

function indexedField(fields: Fields, name: string): FieldDeclaration | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return field?.indexed === true ? field : undefined
}

/** @throws QueryMistake for what is not indexed or has several values */
export function parseSort(fields: Fields, sort: QueryRequest['sort']): readonly Comparator[] {
  return sort.map(({ property, isAscending, collation }) => {
    const field = indexedField(fields, property)
    if (field === undefined || field.type.type === 'set') {
      const names = Object.keys(fields).filter(
        (name) => indexedField(fields, name) !== undefined && fields[name]?.type.type !== 'set',
      )
      throw new QueryMistake(
        'unsupportedSort',
        names.length === 0 ? 'nothing can be sorted by' : `can be sorted by: ${names.join(', ')}`,
      )
    }
    if (collation !== undefined && !collations.has(collation))
      throw new QueryMistake('unsupportedSort', 'the collation is unknown')
    return { property, isAscending }
  })
}
