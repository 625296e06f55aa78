import type { Filter, ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import { endOfPrefix, indexText, termText } from '../index-text.ts'

/** A filter, and what sorting adds to it. Values are those of the index. */
export type Condition =
  | Filter
  /** The smallest (or largest) value of the property is this one. */
  | { readonly kind: 'edge'; readonly property: string; readonly value: string; readonly isSmallest: boolean }
  /** No value of the property, which others of the type have or had. */
  | { readonly kind: 'lack'; readonly property: string }

type Compare = Extract<Filter, { readonly kind: 'compare' }>

const operators = {
  equal: sql`=`,
  greater: sql`>`,
  'greater-or-equal': sql`>=`,
  less: sql`<`,
  'less-or-equal': sql`<=`,
} as const satisfies Record<Compare['by'], RawBuilder<unknown>>

/** Whether an edge of the index is the smallest value of the object, or the largest. */
export function isEdge(column: RawBuilder<unknown>, isSmallest: boolean): RawBuilder<unknown> {
  return isSmallest ? sql`${column} % 2 = 1` : sql`${column} >= 2`
}

/** Whether an indexed value is as asked. */
export function compares(column: RawBuilder<unknown>, { by, value }: Compare): RawBuilder<unknown> {
  return sql`${column} ${operators[by]} ${indexText(value)}`
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
    case 'or': {
      const parts = condition.filters.map((filter) => matches(object, filter, id))
      if (parts.length === 0) return condition.kind === 'and' ? sql`1 = 1` : sql`1 = 0`
      return sql`(${sql.join(parts, condition.kind === 'and' ? sql` and ` : sql` or `)})`
    }
    case 'not':
      return sql`not ${matches(object, condition.filter, id)}`
    case 'compare':
      return probe('object_index', sql`p.property = ${condition.property} and ${compares(sql`p.value`, condition)}`)
    case 'text': {
      const words = condition.words.map((word) => probe('object_terms', beginsWith(sql`p.term`, word)))
      return words.length === 0 ? sql`1 = 1` : sql`(${sql.join(words, sql` and `)})`
    }
    case 'edge':
      return probe(
        'object_index',
        sql`p.property = ${condition.property} and p.value = ${condition.value} and ${isEdge(sql`p.edge`, condition.isSmallest)}`,
      )
    case 'lack':
      return probe('object_lacks', sql`p.property = ${condition.property}`)
    default:
      throw new TypeError(`no such condition: ${(condition satisfies never as Condition).kind}`)
  }
}

/** Whether an object meets all conditions. */
export function matchesAll(object: ManagedName, all: readonly Condition[], id: RawBuilder<unknown>): RawBuilder<unknown> {
  return joined(all.map((condition) => matches(object, condition, id)))
}

/** The conditions that must all hold, with those of nested `and` filters among them. */
export function conjuncts(condition: Condition): readonly Condition[] {
  if (condition.kind === 'and') return condition.filters.flatMap(conjuncts)
  if (condition.kind === 'text') return condition.words.map((word) => ({ kind: 'text', words: [word] }))
  return [condition]
}

/** Where to find the objects that meet a condition: rows with `id`, which may come twice. */
export interface Source {
  readonly rows: RawBuilder<unknown>
  /** Whether none is among them that does not meet it. */
  readonly isExact: boolean
  /** Each object comes once, in the order of the ids. */
  readonly isOrdered: boolean
}

/** Absent: only looking at every object would tell. */
export function sourceOf(object: ManagedName, condition: Condition): Source | undefined {
  const from = (table: string, where: RawBuilder<unknown>) =>
    sql`select id from ${sql.table(table)} where object = ${sql.lit(object)} and ${where}`
  switch (condition.kind) {
    case 'compare':
      return {
        rows: from('object_index', sql`property = ${condition.property} and ${compares(sql`value`, condition)}`),
        isExact: true,
        isOrdered: condition.by === 'equal',
      }
    case 'text': {
      const [word] = condition.words
      return word === undefined
        ? undefined
        : { rows: from('object_terms', beginsWith(sql`term`, word)), isExact: true, isOrdered: false }
    }
    case 'edge': {
      const { property, value, isSmallest } = condition
      const edge = isEdge(sql`edge`, isSmallest)
      return {
        rows: from('object_index', sql`property = ${property} and value = ${value} and ${edge}`),
        isExact: true,
        isOrdered: true,
      }
    }
    case 'lack':
      return { rows: from('object_lacks', sql`property = ${condition.property}`), isExact: true, isOrdered: true }
    case 'or': {
      const sources = condition.filters.map((filter) =>
        conjuncts(filter)
          .map((each) => sourceOf(object, each))
          .find(Boolean),
      )
      const found = sources.filter((source) => source !== undefined)
      if (found.length === 0 || found.length < sources.length) return undefined
      return {
        rows: sql.join(
          found.map(({ rows }) => rows),
          sql` union all `,
        ),
        // Of a part with several conditions only one was looked at.
        isExact: false,
        isOrdered: false,
      }
    }
    default:
      return undefined
  }
}

function joined(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return parts.length === 0 ? sql`1 = 1` : sql.join(parts, sql` and `)
}

function beginsWith(column: RawBuilder<unknown>, word: string): RawBuilder<unknown> {
  const prefix = termText(word)
  return sql`${column} >= ${prefix} and ${column} < ${endOfPrefix(prefix)}`
}
