import type { Comparator, ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { allOf, isEdge } from './condition.ts'

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

/** What rows are ordered by. */
export interface SortKey {
  /** Never null. */
  readonly value: RawBuilder<unknown>
  readonly isAscending: boolean
}

/**
 * What an object is ordered by: the smallest of its values, or the largest in descending order; behind all others if it has none. Looked up
 * by its id.
 */
export function keyOf(object: ManagedName, { property, isAscending }: Comparator, id: RawBuilder<unknown>): SortKey {
  const value = sql`(select k.value from object_index as k where k.object = ${sql.lit(object)} and k.id = ${id}
    and k.property = ${property} and ${isEdge(sql`k.edge`, isAscending)} limit 1)`
  const [some, none] = isAscending ? ['0', '1'] : ['1', '0']
  return { value: sql`coalesce(${sql.lit(some)} || ${value}, ${sql.lit(none)})`, isAscending }
}

export function orderBy(keys: readonly SortKey[], id: RawBuilder<unknown>, isIdAscending: boolean): RawBuilder<unknown> {
  const all = [...keys, { value: id, isAscending: isIdAscending }]
  return sql.join(all.map(({ value, isAscending }) => sql`${value} ${sql.raw(isAscending ? 'asc' : 'desc')}`))
}

/** Rows in the order of an index. */
export interface Scan {
  /** A table expression called `s`, with `id` and what `keys` say. */
  readonly from: RawBuilder<unknown>
  /** What the index itself answers. */
  readonly range: RawBuilder<unknown>
  /** What has to be looked up for each row. */
  readonly where: RawBuilder<unknown>
  /** What the rows are ordered by, before their ids. The index has them in the order of the first. */
  readonly keys: readonly SortKey[]
  readonly isIdAscending: boolean
}

export interface ScannedSegment extends Segment {
  /** As `ids`, but gives up after so many rows: `undefined`, if they were not enough. */
  idsWithin(rows: number, offset: number, limit: number): Promise<readonly string[] | undefined>
}

/** A stretch that is read along an index, row after row. */
export function scanned(engine: Engine, { from, range, where, keys, isIdAscending }: Scan): ScannedSegment {
  const ask = <Row>(text: RawBuilder<unknown>) => engine.ask<Row>(questionOf(engine, text))
  const order = orderBy(keys, sql`s.id`, isIdAscending)
  const leading = keys[0] ?? { value: sql`s.id`, isAscending: isIdAscending }

  async function find(asked: RawBuilder<unknown>, offset: number, limit: number): Promise<readonly string[]> {
    const rows = await ask<{ readonly id: string }>(
      sql`select s.id from ${from} where ${asked} order by ${order} limit ${limit} offset ${offset}`,
    )
    return rows.map((row) => row.id)
  }

  return {
    async count() {
      const [row] = await ask<{ readonly count: number }>(sql`select count(*) as count from ${from} where ${range} and ${where}`)
      return row?.count ?? 0
    },
    ids: (offset, limit) => find(sql`${range} and ${where}`, offset, limit),
    async idsWithin(rows, offset, limit) {
      const { value, isAscending } = leading
      const [last] = await ask<{ readonly value: string }>(
        sql`select ${value} as value from ${from} where ${range}
          order by ${value} ${sql.raw(isAscending ? 'asc' : 'desc')} limit 1 offset ${rows}`,
      )
      if (last === undefined) return find(sql`${range} and ${where}`, offset, limit)
      const near = sql`${value} ${sql.raw(isAscending ? '<=' : '>=')} ${last.value}`
      const found = await find(sql`${range} and ${near} and ${where}`, offset, limit)
      return found.length < limit ? undefined : found
    },
    async placeOf(id) {
      const own = keys.map(({ value }, place) => sql`${value} as ${sql.ref(`k${place}`)}`)
      const [row] = await ask<Readonly<Record<string, string>>>(
        sql`select ${sql.join([sql`s.id`, ...own])} from ${from} where s.id = ${id} and ${range} and ${where}`,
      )
      if (row === undefined) return undefined
      const values = keys.map((_, place) => row[`k${place}`] ?? '')
      const before = stands([...keys, { value: sql`s.id`, isAscending: isIdAscending }], [...values, id])
      const [found] = await ask<{ readonly count: number }>(
        sql`select count(*) as count from ${from} where ${allOf([range, before, where])}`,
      )
      return found?.count ?? 0
    },
  }
}

/** Whether a row stands before the one that has these values. */
function stands([key, ...keys]: readonly SortKey[], [own = '', ...values]: readonly string[]): RawBuilder<unknown> {
  if (key === undefined) return sql`1 = 0`
  const { value, isAscending } = key
  const isBefore = sql`${value} ${sql.raw(isAscending ? '<' : '>')} ${own}`
  return keys.length === 0 ? isBefore : sql`(${isBefore} or (${value} = ${own} and ${stands(keys, values)}))`
}

/**
 * A stretch that may be found soon along an index, and if not is fetched whole.
 * @param rows how many to look at along the index
 */
export function foundSoonOrFetched(along: ScannedSegment, rows: number, fetch: () => Promise<Segment>): Segment {
  let fetched: Promise<Segment> | undefined
  const whole = () => {
    fetched ??= fetch()
    return fetched
  }
  return {
    count: async () => (await whole()).count(),
    async ids(offset, limit) {
      const soon = fetched === undefined ? await along.idsWithin(rows, offset, limit) : undefined
      return soon ?? (await whole()).ids(offset, limit)
    },
    placeOf: async (id) => (await whole()).placeOf(id),
  }
}
