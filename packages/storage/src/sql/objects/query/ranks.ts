import type { ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { type Series, seriesName, seriesPart, seriesRows } from '../blocks/series.ts'
import { isEdge } from './condition.ts'
import type { Cut, Span } from './span.ts'

/** Places of rows in the order of their leading key, ascending, without going through the rows: from the blocks that count them. */
export interface Ranks {
  count(): Promise<number>
  /** How many rows have a lesser key. */
  before(key: string, isEqualToo: boolean): Promise<number>
  /** The key at a place; `undefined`: there are not so many. */
  keyAt(place: number): Promise<string | undefined>
}

/** Counts search rows of one type. */
export class RowCounter {
  readonly #engine: Engine
  readonly #object: ManagedName

  constructor(engine: Engine, object: ManagedName) {
    this.#engine = engine
    this.#object = object
  }

  async size(spans: readonly Span[]): Promise<number> {
    let size = 0
    for (const span of spans) {
      const [from, to] = await this.#ends(span)
      size += Math.max(0, to - from)
    }
    return size
  }

  /**
   * Places in a stretch of a series.
   * @param fixed the one value that all its rows have, so that their ids order them; absent: their values do
   */
  ranks(span: Span, fixed?: string): Ranks {
    let known: Promise<readonly [from: number, to: number]> | undefined
    const ends = () => {
      known ??= this.#ends(span)
      return known
    }
    const count = async () => {
      const [from, to] = await ends()
      return Math.max(0, to - from)
    }
    return {
      count,
      before: async (key, isBehind) => {
        const [from] = await ends()
        const cut = fixed === undefined ? { value: key, isBehind } : { value: fixed, id: key, isBehind }
        return Math.min(Math.max(0, (await this.#before(span, cut)) - from), await count())
      },
      keyAt: async (place) => {
        if (place < 0 || place >= (await count())) return undefined
        const row = await this.#rowAt(span, (await ends())[0] + place)
        return fixed === undefined ? row?.value : row?.id
      },
    }
  }

  async #ends(span: Span): Promise<readonly [from: number, to: number]> {
    const from = await Promise.all(span.from.map((cut) => this.#before(span, cut)))
    const to = await Promise.all(span.to.length === 0 ? [this.#all(span)] : span.to.map((cut) => this.#before(span, cut)))
    return [Math.max(0, ...from), Math.min(...to)]
  }

  async #all({ series, counted }: Span): Promise<number> {
    const blocks = this.#blocks(series, 'k')
    const [row] = await this.#ask<{ readonly rows: number }>(
      sql`select coalesce(sum(${sql.ref(`k.${counted}`)}), 0) as rows from ${blocks}`,
    )
    return row?.rows ?? 0
  }

  /** Rows before a cut: those of the blocks before the one that it goes through, and those of this one. */
  async #before({ series, counted }: Span, { value, id, isBehind }: Cut): Promise<number> {
    const rows = seriesRows(this.#object, series.kind, seriesPart(series))
    const isBefore = (values: RawBuilder<unknown>, ids: RawBuilder<unknown>) =>
      id === undefined
        ? sql`${values} ${sql.raw(isBehind ? '<=' : '<')} ${value}`
        : sql`(${values}, ${ids}) ${sql.raw(isBehind ? '<=' : '<')} (${value}, ${id})`
    const [start, startId] = [sql`(select d.value from d)`, sql`(select d.id from d)`]
    const isFromStart =
      rows.id === undefined ? sql`${rows.value} >= ${start}` : sql`(${rows.value}, ${rows.id}) >= (${start}, ${startId})`
    const [row] = await this.#ask<{ readonly rows: number }>(
      sql`with d as (
          select k.value, k.id from ${this.#blocks(series, 'k')} and ${isBefore(sql`k.value`, sql`k.id`)}
          order by k.value desc, k.id desc limit 1
        )
        select (
          select coalesce(sum(${sql.ref(`k.${counted}`)}), 0) from ${this.#blocks(series, 'k')}
          and (k.value, k.id) < (${start}, ${startId})
        ) + (
          select count(*) from ${rows.from} where ${rows.where} and ${isFromStart}
          and ${isBefore(rows.value, rows.id ?? sql`''`)} and ${isCounted(counted, rows.edge)}
        ) as rows`,
    )
    return row?.rows ?? 0
  }

  async #rowAt({ series, counted }: Span, place: number): Promise<{ readonly value: string; readonly id: string } | undefined> {
    const column = sql.ref(`k.${counted}`)
    const [block] = await this.#ask<{ readonly value: string; readonly id: string; readonly before: number }>(
      sql`select d.value, d.id, d.before from (
          select k.value, k.id, sum(${column}) over (order by k.value, k.id) - ${column} as before from ${this.#blocks(series, 'k')}
        ) as d where d.before <= ${place} order by d.value desc, d.id desc limit 1`,
    )
    if (block === undefined) return undefined
    const rows = seriesRows(this.#object, series.kind, seriesPart(series))
    const isFromStart =
      rows.id === undefined
        ? sql`${rows.value} >= ${block.value}`
        : sql`(${rows.value}, ${rows.id}) >= (${block.value}, ${block.id})`
    const order = rows.id === undefined ? rows.value : sql`${rows.value}, ${rows.id}`
    const [row] = await this.#ask<{ readonly value: string; readonly id: string }>(
      sql`select ${rows.value} as value, ${rows.id ?? sql`''`} as id from ${rows.from}
        where ${rows.where} and ${isFromStart} and ${isCounted(counted, rows.edge)}
        order by ${order} limit 1 offset ${place - block.before}`,
    )
    return row
  }

  #blocks(series: Series, alias: string): RawBuilder<unknown> {
    const column = (name: string) => sql.ref(`${alias}.${name}`)
    return sql`object_blocks as ${sql.ref(alias)}
      where ${column('object')} = ${sql.lit(this.#object)} and ${column('series')} = ${seriesName(series)}`
  }

  #ask<Row>(text: RawBuilder<unknown>): Promise<readonly Row[]> {
    return this.#engine.ask<Row>(questionOf(this.#engine, text))
  }
}

/** Whether a row is one of those that are counted. */
function isCounted(counted: Span['counted'], edge: RawBuilder<unknown> | undefined): RawBuilder<unknown> {
  return counted === 'count' || edge === undefined ? sql`1 = 1` : isEdge(edge, counted === 'smallest')
}
