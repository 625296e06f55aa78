import type { Comparator, ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { isEdge } from './condition.ts'

/** A stretch of the answer to a query. */
export interface Segment {
  count(): Promise<number>
  /** In their order. */
  ids(offset: number, limit: number): Promise<readonly string[]>
  /** How many stand before this one; `undefined`: it is not in the stretch. */
  placeOf(id: string): Promise<number | undefined>
}

/** A stretch that is in memory. */
export function listed(ids: readonly string[]): Segment {
  return {
    count: async () => ids.length,
    ids: async (offset, limit) => ids.slice(offset, offset + limit),
    async placeOf(id) {
      const place = ids.indexOf(id)
      return place < 0 ? undefined : place
    },
  }
}

/** Where the rows of a stretch are, and in which order they are read. */
export interface Scan {
  readonly object: ManagedName
  /** A table expression called `s`, with `id` and what `keys` say. */
  readonly from: RawBuilder<unknown>
  readonly where: RawBuilder<unknown>
  /** What the rows are ordered by, before their ids. */
  readonly keys: readonly SortKey[]
  readonly isIdAscending: boolean
}

export interface SortKey {
  /** The value by which a row of `s` is ordered. */
  readonly value: RawBuilder<unknown>
  readonly isAscending: boolean
  /** Whether rows may have no value; those come last. */
  readonly isOptional: boolean
}

/** The value by which an object is ordered: the smallest of a set, or the largest in descending order. */
export function keyOf(object: ManagedName, { property, isAscending }: Comparator, id: RawBuilder<unknown>): SortKey {
  const value = sql`(select k.value from object_index as k where k.object = ${sql.lit(object)} and k.id = ${id}
    and k.property = ${property} and ${isEdge(sql`k.edge`, isAscending)} limit 1)`
  return { value, isAscending, isOptional: true }
}

export function orderBy(keys: readonly SortKey[], id: RawBuilder<unknown>, isIdAscending: boolean): RawBuilder<unknown> {
  const terms = keys.flatMap(({ value, isAscending, isOptional }) => [
    ...(isOptional ? [sql`(${value}) is null`] : []),
    sql`${value} ${sql.raw(isAscending ? 'asc' : 'desc')}`,
  ])
  return sql.join([...terms, sql`${id} ${sql.raw(isIdAscending ? 'asc' : 'desc')}`])
}

/** A stretch that is read in the order of an index, row after row. */
export function scanned(engine: Engine, scan: Scan): Segment {
  const { from, where, keys, isIdAscending } = scan
  const ask = <Row>(text: RawBuilder<unknown>) => engine.ask<Row>(questionOf(engine, text))

  return {
    async count() {
      const [row] = await ask<{ readonly count: number }>(sql`select count(*) as count from ${from} where ${where}`)
      return row?.count ?? 0
    },
    async ids(offset, limit) {
      const rows = await ask<{ readonly id: string }>(
        sql`select s.id from ${from} where ${where} order by ${orderBy(keys, sql`s.id`, isIdAscending)} limit ${limit} offset ${offset}`,
      )
      return rows.map((row) => row.id)
    },
    async placeOf(id) {
      const own = keys.map(({ value }, place) => sql`${value} as ${sql.ref(`k${place}`)}`)
      const [row] = await ask<Readonly<Record<string, string | null>>>(
        sql`select ${sql.join([sql`s.id`, ...own])} from ${from} where s.id = ${id} and ${where}`,
      )
      if (row === undefined) return undefined
      const values = keys.map((_, place) => row[`k${place}`] ?? null)
      const [before] = await ask<{ readonly count: number }>(
        sql`select count(*) as count from ${from} where ${stands(keys, values, id, isIdAscending)} and ${where}`,
      )
      return before?.count ?? 0
    },
  }
}

/** Whether a row stands before the one that has these values and this id. */
function stands(
  keys: readonly SortKey[],
  values: readonly (string | null)[],
  id: string,
  isIdAscending: boolean,
): RawBuilder<unknown> {
  const [key, ...others] = keys
  const [own = null, ...rest] = values
  if (key === undefined) return isIdAscending ? sql`s.id < ${id}` : sql`s.id > ${id}`
  const { value, isAscending } = key
  const next = stands(others, rest, id, isIdAscending)
  if (own === null) return sql`(${value} is not null or (${value} is null and ${next}))`
  return sql`(${value} ${sql.raw(isAscending ? '<' : '>')} ${own} or (${value} = ${own} and ${next}))`
}
