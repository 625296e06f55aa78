import type { SchemaList } from '@latchkey/management/schema'
import type { JsonObject } from '../values/json.ts'

/** What of a list is shown; the address of the browser holds it. */
export interface ListState {
  /** Of the first object that is shown, from 0. */
  readonly position: number
  readonly sort: { readonly property: string; readonly isAscending: boolean } | undefined
  /** By the name of the condition: a field, or `at.from` and `at.until` of a time. */
  readonly filters: Readonly<Record<string, string>>
}

/** Objects on one page. */
export const pageSize = 25

/** What a query says of a list; what the list does not have is left out. */
export function parseListState(query: string, list: Pick<SchemaList, 'filters' | 'sort'>): ListState {
  const parameters = new URLSearchParams(query)
  const position = Number(parameters.get('from') ?? '0')
  const [, descending = '', property = ''] = /^(-?)(.+)$/.exec(parameters.get('sort') ?? '') ?? []
  const filters = conditionsOf(list).flatMap((name) => {
    const value = parameters.get(`f.${name}`)
    return value === null || value === '' ? [] : [[name, value] as const]
  })
  return {
    position: Number.isSafeInteger(position) && position > 0 ? position : 0,
    sort: list.sort?.includes(property) === true ? { property, isAscending: descending === '' } : undefined,
    filters: Object.fromEntries(filters),
  }
}

/** The same as a query, with its question mark; empty when nothing is said. */
export function queryOf({ position, sort, filters }: ListState): string {
  const parameters = new URLSearchParams()
  if (position > 0) parameters.set('from', String(position))
  if (sort !== undefined) parameters.set('sort', `${sort.isAscending ? '' : '-'}${sort.property}`)
  for (const [name, value] of Object.entries(filters)) if (value !== '') parameters.set(`f.${name}`, value)
  return parameters.size === 0 ? '' : `?${parameters}`
}

/** The conditions of JMAP that the filters of a list mean. */
export function filterOf({ filters }: Pick<ListState, 'filters'>, list: Pick<SchemaList, 'filters'>): JsonObject {
  const conditions = list.filters.flatMap(({ field, type, enumName }): readonly Condition[] => {
    if (type === 'date') {
      return [
        ...timeCondition(`${field}IsGreaterThanOrEqual`, filters[`${field}.from`]),
        ...timeCondition(`${field}IsLessThanOrEqual`, filters[`${field}.until`]),
      ]
    }
    const value = filters[field]
    if (value === undefined || value === '') return []
    if (type === 'integer') return /^-?\d{1,15}$/.test(value) ? [[field, Number(value)]] : []
    return [[field, enumName === 'Boolean' ? value === 'true' : value]]
  })
  return Object.fromEntries(conditions)
}

type Condition = readonly [name: string, value: string | number | boolean]

function conditionsOf({ filters }: Pick<SchemaList, 'filters'>): readonly string[] {
  return filters.flatMap(({ field, type }) => (type === 'date' ? [`${field}.from`, `${field}.until`] : [field]))
}

function timeCondition(name: string, text: string | undefined): readonly Condition[] {
  const time = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(time) ? [] : [[name, new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')]]
}
