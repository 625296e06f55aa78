import type { ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import { idSource } from '../id-source.ts'

/** Search rows of a type that are counted in blocks, in the order of their value and id. */
export type Series =
  /** The objects themselves, by their ids. */
  | { readonly kind: 'ids' }
  /** The values of an indexed property. */
  | { readonly kind: 'values'; readonly property: string }
  /** The objects that lack a property, by their ids. */
  | { readonly kind: 'lacks'; readonly property: string }
  /** The words of which an object has so many code points in common with the word before. */
  | { readonly kind: 'terms'; readonly shared: number }

/** The name of a series among those of its type. */
export function seriesName(series: Series): string {
  switch (series.kind) {
    case 'ids':
      return 'ids'
    case 'values':
      return `values ${series.property}`
    case 'lacks':
      return `lacks ${series.property}`
    case 'terms':
      return `terms ${series.shared}`
    default:
      throw new TypeError(`no such series: ${(series satisfies never as Series).kind}`)
  }
}

/** Where the rows of a series are. */
export interface SeriesRows {
  /** A table expression called `s`. */
  readonly from: RawBuilder<unknown>
  readonly where: RawBuilder<unknown>
  readonly value: RawBuilder<unknown>
  /** Absent: the values are ids, each of which comes once. */
  readonly id?: RawBuilder<unknown>
  /** Absent: an object has one row at most. */
  readonly edge?: RawBuilder<unknown>
}

/**
 * Where the rows of a series are.
 * @param part what names the series among those of its kind: a value, or the slot of a statement
 */
export function seriesRows(object: ManagedName, kind: Series['kind'], part: string | number | RawBuilder<unknown>): SeriesRows {
  const of = sql`s.object = ${sql.lit(object)}`
  switch (kind) {
    case 'ids':
      return { from: sql`${idSource(object)} as s`, where: sql`1 = 1`, value: sql`s.id` }
    case 'values': {
      const columns = { value: sql`s.value`, id: sql`s.id`, edge: sql`s.edge` }
      return { from: sql`object_index as s`, where: sql`${of} and s.property = ${part}`, ...columns }
    }
    case 'lacks':
      return { from: sql`object_lacks as s`, where: sql`${of} and s.property = ${part}`, value: sql`s.id` }
    case 'terms':
      return { from: sql`object_terms as s`, where: sql`${of} and s.shared = ${part}`, value: sql`s.term`, id: sql`s.id` }
    default:
      throw new TypeError(`no such series: ${kind satisfies never}`)
  }
}

/** What names a series among those of its kind. */
export function seriesPart(series: Series): string | number {
  if (series.kind === 'ids') return ''
  return series.kind === 'terms' ? series.shared : series.property
}
