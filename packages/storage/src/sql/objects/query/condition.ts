import type { Filter, ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import { endOfPrefix, indexText, termText } from '../index-text.ts'
import { sharedBelow } from './span.ts'

type Compare = Extract<Filter, { readonly kind: 'compare' }>

/** A filter, and what planning and sorting make of it. Values are those of the index. */
export type Condition =
  | Filter
  /** All hold for the one value that an object has of the property. */
  | { readonly kind: 'range'; readonly property: string; readonly bounds: readonly Compare[] }
  /** The smallest (or largest) value of the property is this one. */
  | { readonly kind: 'edge'; readonly property: string; readonly value: string; readonly isSmallest: boolean }
  /** No value of the property, which others of the type have or had. */
  | { readonly kind: 'lack'; readonly property: string }

const operators = {
  equal: sql`=`,
  greater: sql`>`,
  'greater-or-equal': sql`>=`,
  less: sql`<`,
  'less-or-equal': sql`<=`,
} as const satisfies Record<Compare['by'], RawBuilder<unknown>>

/** All parts; what holds for everything, if there is none. */
export function allOf(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return parts.length === 0 ? sql`1 = 1` : sql.join(parts, sql` and `)
}

/** Whether an edge of the index is the smallest value of the object, or the largest. */
export function isEdge(column: RawBuilder<unknown>, isSmallest: boolean): RawBuilder<unknown> {
  return isSmallest ? sql`${column} % 2 = 1` : sql`${column} >= 2`
}

/** Whether an indexed value is within the bounds. */
export function isWithin(column: RawBuilder<unknown>, bounds: readonly Compare[]): RawBuilder<unknown> {
  return allOf(bounds.map(({ by, value }) => sql`${column} ${operators[by]} ${indexText(value)}`))
}

/**
 * Whether an object is as asked. Looks into the search tables by its id: a subquery of one row, so that no planner makes a join of it
 * that reads through a table.
 */
export function matches(object: ManagedName, condition: Condition, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const probe = (table: string, where: RawBuilder<unknown>) =>
    sql`(select 1 from ${sql.table(table)} as p where p.object = ${sql.lit(object)} and p.id = ${id} and ${where} limit 1) is not null`
  switch (condition.kind) {
    case 'and':
      return sql`(${allOf(condition.filters.map((filter) => matches(object, filter, id)))})`
    case 'or': {
      const parts = condition.filters.map((filter) => matches(object, filter, id))
      return parts.length === 0 ? sql`1 = 0` : sql`(${sql.join(parts, sql` or `)})`
    }
    case 'not':
      return sql`not ${matches(object, condition.filter, id)}`
    case 'compare':
    case 'range':
      return probe('object_index', inIndex(condition, 'p.'))
    case 'text':
      return sql`(${allOf(condition.words.map((word) => probe('object_terms', beginsWith(sql`p.term`, word))))})`
    case 'edge':
      return probe('object_index', inIndex(condition, 'p.'))
    case 'lack':
      return probe('object_lacks', sql`p.property = ${condition.property}`)
    default:
      throw new TypeError(`no such condition: ${(condition satisfies never as Condition).kind}`)
  }
}

/**
 * The conditions that must all hold, those of nested `and` filters among them.
 * @param isSingle whether objects have one value of the property at most, so that what is asked of it can be asked at once
 */
export function conjuncts(filter: Condition, isSingle: (property: string) => boolean = () => false): readonly Condition[] {
  const flat = flattened(filter)
  const ranges = new Map<string, Compare[]>()
  const others: Condition[] = []
  for (const condition of flat) {
    if (condition.kind === 'compare' && isSingle(condition.property)) {
      ranges.set(condition.property, [...(ranges.get(condition.property) ?? []), condition])
    } else others.push(condition)
  }
  return [...[...ranges].map(([property, bounds]): Condition => ({ kind: 'range', property, bounds })), ...others]
}

function flattened(condition: Condition): readonly Condition[] {
  if (condition.kind === 'and') return condition.filters.flatMap(flattened)
  if (condition.kind === 'text') return condition.words.map((word) => ({ kind: 'text', words: [word] }))
  return [condition]
}

/** Where to find the objects that meet a condition: a query for `id`. */
export interface Source {
  readonly rows: RawBuilder<unknown>
  /** Whether none is among them that does not meet it. */
  readonly isExact: boolean
  /** Whether each comes once. */
  readonly isDistinct: boolean
  /** Whether an index has them in the order of their ids. */
  readonly isOrdered: boolean
}

/** Absent: only looking at every object would tell. */
export function sourceOf(object: ManagedName, condition: Condition): Source | undefined {
  const from = (table: string, where: RawBuilder<unknown>) =>
    sql`select id from ${sql.table(table)} where object = ${sql.lit(object)} and ${where}`
  switch (condition.kind) {
    case 'compare': {
      const isEqual = condition.by === 'equal'
      return { rows: from('object_index', inIndex(condition)), isExact: true, isDistinct: isEqual, isOrdered: isEqual }
    }
    case 'range': {
      const isOrdered = condition.bounds.some(({ by }) => by === 'equal')
      return { rows: from('object_index', inIndex(condition)), isExact: true, isDistinct: true, isOrdered }
    }
    case 'edge':
      return { rows: from('object_index', inIndex(condition)), isExact: true, isDistinct: true, isOrdered: true }
    case 'lack':
      return {
        ...{ rows: from('object_lacks', sql`property = ${condition.property}`) },
        ...{ isExact: true, isDistinct: true, isOrdered: true },
      }
    case 'text': {
      const [word] = condition.words
      if (word === undefined) return undefined
      const shared = sql.join(sharedBelow(termText(word)).map((each) => sql.lit(each)))
      const rows = from('object_terms', sql`shared in (${shared}) and ${beginsWith(sql`term`, word)}`)
      return { rows, isExact: true, isDistinct: word !== '', isOrdered: false }
    }
    case 'or': {
      const sources = condition.filters.map((filter) =>
        flattened(filter)
          .map((each) => sourceOf(object, each))
          .find(Boolean),
      )
      const found = sources.flatMap((source) => source?.rows ?? [])
      if (found.length === 0 || found.length < sources.length) return undefined
      // Of a part with several conditions only one was looked at.
      return { rows: sql.join(found, sql` union all `), isExact: false, isDistinct: false, isOrdered: false }
    }
    default:
      return undefined
  }
}

/** What is asked of a row of the index. */
function inIndex(
  condition: Extract<Condition, { readonly kind: 'compare' | 'range' | 'edge' }>,
  prefix = '',
): RawBuilder<unknown> {
  const column = (name: string) => sql.raw(`${prefix}${name}`)
  const ofProperty = sql`${column('property')} = ${condition.property}`
  if (condition.kind !== 'edge') {
    return sql`${ofProperty} and ${isWithin(column('value'), condition.kind === 'range' ? condition.bounds : [condition])}`
  }
  return sql`${ofProperty} and ${column('value')} = ${condition.value} and ${isEdge(column('edge'), condition.isSmallest)}`
}

function beginsWith(column: RawBuilder<unknown>, word: string): RawBuilder<unknown> {
  const prefix = termText(word)
  return sql`${column} >= ${prefix} and ${column} < ${endOfPrefix(prefix)}`
}
