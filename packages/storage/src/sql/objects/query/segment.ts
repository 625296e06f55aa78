import type { Comparator, ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { allOf, type Condition, isEdge } from './condition.ts'
import type { Ranks } from './ranks.ts'

/** A stretch of the answer to a query. */
export interface Segment {
  /** Where the stretch is all that meets conditions: these. */
  readonly whole?: readonly Condition[]
  count(): Promise<number>
  /** In their order. */
  ids(offset: number, limit: number): Promise<readonly string[]>
  /** How many stand before this one; `undefined`: it is not in the stretch. */
  placeOf(id: string): Promise<number | undefined>
}

/** All that meets conditions, in memory. */
export function listed(ids: readonly string[], whole: readonly Condition[]): Segment {
  return {
    whole,
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

export function orderBy(keys: readonly SortKey[]): RawBuilder<unknown> {
  return sql.join(keys.map(({ value, isAscending }) => sql`${value} ${sql.raw(isAscending ? 'asc' : 'desc')}`))
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
  /** Places by the first key, where nothing has to be looked up. */
  readonly ranks?: Ranks
}

export interface ScannedSegment extends Segment {
  /** As `ids`, but gives up after so many rows: `undefined`, if they were not enough. */
  idsWithin(rows: number, offset: number, limit: number): Promise<readonly string[] | undefined>
  /** All ids in their order, in pieces. Some of a piece may come again in the next. */
  pieces(): AsyncIterable<readonly string[]>
}

/** Rows that are read at once. */
const pieceOfRows = 8_000
/** Rows that are passed over without asking where they end. */
const nearOffset = 1_000

/** A stretch that is read along an index, row after row. */
export function scanned(engine: Engine, { from, range, where, keys, isIdAscending, ranks }: Scan): ScannedSegment {
  const ask = <Row>(text: RawBuilder<unknown>) => engine.ask<Row>(questionOf(engine, text))
  const all = [...keys, { value: sql`s.id`, isAscending: isIdAscending }]
  const leading = all[0] ?? { value: sql`s.id`, isAscending: isIdAscending }
  /** A place that was looked for, and what holds for the rows from there on. */
  let known: { readonly place: number; readonly onwards: RawBuilder<unknown> } | undefined

  async function find(asked: RawBuilder<unknown>, offset: number, limit: number): Promise<readonly string[]> {
    const rows = await ask<{ readonly id: string }>(
      sql`select s.id from ${from} where ${asked} order by ${orderBy(all)} limit ${limit} offset ${offset}`,
    )
    return rows.map((row) => row.id)
  }

  async function count(...asked: readonly RawBuilder<unknown>[]): Promise<number> {
    const text = sql`select count(*) as count from ${from} where ${allOf([range, ...asked, where])}`
    return (await ask<{ readonly count: number }>(text))[0]?.count ?? 0
  }

  /** How many rows stand before those that have the first key. */
  async function beforeKey(counted: Ranks, key: string): Promise<number> {
    return leading.isAscending ? counted.before(key, false) : (await counted.count()) - (await counted.before(key, true))
  }

  /** As `find`, from the first row on that has the same key as the one at the offset. */
  async function findFar(counted: Ranks, offset: number, limit: number): Promise<readonly string[]> {
    const key = await counted.keyAt(leading.isAscending ? offset : (await counted.count()) - 1 - offset)
    if (key === undefined) return []
    const onwards = sql`${leading.value} ${sql.raw(leading.isAscending ? '>=' : '<=')} ${key}`
    return find(allOf([range, onwards]), offset - (await beforeKey(counted, key)), limit)
  }

  return {
    count: async () => ranks?.count() ?? count(),
    async ids(offset, limit) {
      if (known !== undefined && offset >= known.place) {
        return find(allOf([range, known.onwards, where]), offset - known.place, limit)
      }
      if (ranks !== undefined && offset > nearOffset) return findFar(ranks, offset, limit)
      return find(allOf([range, where]), offset, limit)
    },
    async idsWithin(rows, offset, limit) {
      const [last] = await ask<{ readonly value: string }>(
        sql`select ${leading.value} as value from ${from} where ${range}
          order by ${leading.value} ${sql.raw(leading.isAscending ? 'asc' : 'desc')} limit 1 offset ${rows}`,
      )
      if (last === undefined) return find(allOf([range, where]), offset, limit)
      const near = sql`${leading.value} ${sql.raw(leading.isAscending ? '<=' : '>=')} ${last.value}`
      const found = await find(allOf([range, near, where]), offset, limit)
      return found.length < limit ? undefined : found
    },
    async *pieces() {
      let onwards = sql`1 = 1`
      let before: string | undefined
      for (let size = pieceOfRows; ; ) {
        const [piece] = await ask<{ readonly ids: string | null; readonly last: string | null }>(
          sql`with w as (
              select s.id, ${leading.value} as value from ${from} where ${allOf([range, onwards, where])}
              order by ${orderBy(all)} limit ${size}
            ) select ${engine.joined(sql`select w.id from w`)} as ids,
              (select ${sql.raw(leading.isAscending ? 'max' : 'min')}(w.value) from w) as last`,
        )
        const ids = piece?.ids?.split(',') ?? []
        yield ids
        if (ids.length < size) return
        const last = piece?.last ?? ''
        // Not all that have the last key need have come, and there may be more of them than a piece has rows.
        onwards = sql`${leading.value} ${sql.raw(leading.isAscending ? '>=' : '<=')} ${last}`
        if (last === before) size *= 2
        before = last
      }
    },
    async placeOf(id) {
      const own = keys.map(({ value }, place) => sql`${value} as ${sql.ref(`k${place}`)}`)
      const [row] = await ask<Readonly<Record<string, string>>>(
        sql`select ${sql.join([sql`s.id`, ...own])} from ${from} where s.id = ${id} and ${range} and ${where}`,
      )
      if (row === undefined) return undefined
      const values = [...keys.map((_, place) => row[`k${place}`] ?? ''), id]
      // Key by key: those who stand before by this one, being equal in all before it. So each is a stretch of the index.
      let before = 0
      for (const [place, { value, isAscending }] of all.entries()) {
        if (place === 0 && ranks !== undefined) {
          before += await beforeKey(ranks, values[0] ?? '')
          continue
        }
        const equal = all.slice(0, place).map((key, other) => sql`${key.value} = ${values[other] ?? ''}`)
        before += await count(...equal, sql`${value} ${sql.raw(isAscending ? '<' : '>')} ${values[place] ?? ''}`)
      }
      if (all.every(({ isAscending }) => isAscending === leading.isAscending)) {
        const columns = sql.join(all.map(({ value }) => value))
        const onwards = sql`(${columns}) ${sql.raw(leading.isAscending ? '>=' : '<=')} (${sql.join(values)})`
        known = { place: before, onwards: all.length === 1 ? sql`s.id ${sql.raw(isIdAscending ? '>=' : '<=')} ${id}` : onwards }
      }
      return before
    },
  }
}

/** How to look along an index, and at how many rows. */
export interface Attempt {
  readonly scan: Pick<ScannedSegment, 'idsWithin'>
  readonly rows: number
}

/**
 * A stretch that may be found soon along an index, and if not is found out about as a whole.
 * @param attempts one after the other
 * @param indexed whether the index has all of the stretch, or only what comes first in it: then it has not ended where the index has
 */
export function foundSoonOrFetched(
  attempts: readonly Attempt[],
  fetch: () => Promise<Segment>,
  indexed: 'all' | 'part',
): Segment {
  let fetched: Promise<Segment> | undefined
  const whole = () => {
    fetched ??= fetch()
    return fetched
  }
  return {
    count: async () => (await whole()).count(),
    async ids(offset, limit) {
      for (const { scan, rows } of fetched === undefined ? attempts : []) {
        const soon = await scan.idsWithin(rows, offset, limit)
        if (soon !== undefined && (indexed === 'all' || soon.length >= limit)) return soon
      }
      return (await whole()).ids(offset, limit)
    },
    placeOf: async (id) => (await whole()).placeOf(id),
  }
}
