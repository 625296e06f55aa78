import type { ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { type Series, type SeriesRows, seriesName, seriesPart, seriesRows } from '../blocks/series.ts'
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
    const ends = await this.#ends(spans)
    return ends.reduce((size, [from, to]) => size + Math.max(0, to - from), 0)
  }

  /**
   * Places in a stretch of a series.
   * @param fixed the one value that all its rows have, so that their ids order them; absent: their values do
   */
  ranks(span: Span, fixed?: string): Ranks {
    let known: Promise<readonly Ends[]> | undefined
    const ends = async (): Promise<Ends> => {
      known ??= this.#ends([span])
      return (await known)[0] ?? [0, 0]
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
        return Math.min(Math.max(0, ((await this.#places([{ span, cut }]))[0] ?? 0) - from), await count())
      },
      keyAt: async (place) => {
        if (place < 0 || place >= (await count())) return undefined
        const row = await this.#rowAt(span, (await ends())[0] + place)
        return fixed === undefined ? row?.value : row?.id
      },
    }
  }

  /** The places at which stretches begin and end. */
  async #ends(spans: readonly Span[]): Promise<readonly Ends[]> {
    const cuts = spans.map((span) => ({
      from: span.from.map((cut) => ({ span, cut })),
      to: span.to.length === 0 ? [{ span }] : span.to.map((cut) => ({ span, cut })),
    }))
    const places = await this.#places(cuts.flatMap(({ from, to }) => [...from, ...to]))
    let next = 0
    const taken = (count: number) => {
      next += count
      return places.slice(next - count, next)
    }
    return cuts.map(({ from, to }) => [Math.max(0, ...taken(from.length)), Math.min(...taken(to.length))])
  }

  /**
   * Rows before each cut: those of the blocks before the one that it goes through, and those of this one. Two statements: SQLite goes along
   * an index only between values that it knows.
   */
  async #places(cuts: readonly SpanCut[]): Promise<readonly number[]> {
    const found = await this.#askAll<BlockKey>(
      cuts.map(({ span, cut }) => {
        if (cut === undefined) return undefined
        const isBefore = comesBefore(cut, sql`k.value`, sql`k.id`)
        return sql`select k.value, k.id from ${this.#blocks(span.series)} and ${isBefore} order by k.value desc, k.id desc limit 1`
      }),
    )
    const counted = await this.#askAll<{ readonly rows: number }>(
      cuts.map(({ span, cut }, place) => {
        const blocks = sql`coalesce(sum(${sql.ref(`k.${span.counted}`)}), 0)`
        if (cut === undefined) return sql`select ${blocks} as rows from ${this.#blocks(span.series)}`
        const block = found[place]
        if (block === undefined) return undefined
        const rows = seriesRows(this.#object, span.series.kind, seriesPart(span.series))
        const isBefore = comesBefore(cut, rows.value, rows.id ?? sql`''`)
        return sql`select (
            select ${blocks} from ${this.#blocks(span.series)} and (k.value, k.id) < (${block.value}, ${block.id})
          ) + (
            select count(*) from ${rows.from}
            where ${rows.where} and ${isOnwards(rows, block)} and ${isBefore} and ${isCounted(span.counted, rows.edge)}
          ) as rows`
      }),
    )
    return counted.map((row) => row?.rows ?? 0)
  }

  async #rowAt({ series, counted }: Span, place: number): Promise<{ readonly value: string; readonly id: string } | undefined> {
    const column = sql.ref(`k.${counted}`)
    const [block] = await this.#ask<{ readonly value: string; readonly id: string; readonly before: number }>(
      sql`select d.value, d.id, d.before from (
          select k.value, k.id, sum(${column}) over (order by k.value, k.id) - ${column} as before from ${this.#blocks(series)}
        ) as d where d.before <= ${place} order by d.value desc, d.id desc limit 1`,
    )
    if (block === undefined) return undefined
    const rows = seriesRows(this.#object, series.kind, seriesPart(series))
    const order = rows.id === undefined ? rows.value : sql`${rows.value}, ${rows.id}`
    const [row] = await this.#ask<{ readonly value: string; readonly id: string }>(
      sql`select ${rows.value} as value, ${rows.id ?? sql`''`} as id from ${rows.from}
        where ${rows.where} and ${isOnwards(rows, block)} and ${isCounted(counted, rows.edge)}
        order by ${order} limit 1 offset ${place - block.before}`,
    )
    return row
  }

  #blocks(series: Series): RawBuilder<unknown> {
    return sql`object_blocks as k where k.object = ${sql.lit(this.#object)} and k.series = ${seriesName(series)}`
  }

  /** Several questions at once, each of which has one answer at most. */
  async #askAll<Row>(questions: readonly (RawBuilder<unknown> | undefined)[]): Promise<readonly (Row | undefined)[]> {
    const asked = questions.flatMap((question, place) =>
      question === undefined ? [] : [sql`select ${sql.lit(place)} as place, d.* from (${question}) as d`],
    )
    if (asked.length === 0) return questions.map(() => undefined)
    const rows = await this.#ask<Row & { readonly place: number }>(sql`${sql.join(asked, sql` union all `)}`)
    const answers = new Map(rows.map((row) => [row.place, row]))
    return questions.map((_, place) => answers.get(place))
  }

  #ask<Row>(text: RawBuilder<unknown>): Promise<readonly Row[]> {
    return this.#engine.ask<Row>(questionOf(this.#engine, text))
  }
}

/** Where a stretch begins and ends: so many rows of its series are before. */
type Ends = readonly [from: number, to: number]

/** A cut through the series of a stretch; absent: the end of the series. */
interface SpanCut {
  readonly span: Span
  readonly cut?: Cut
}

interface BlockKey {
  readonly value: string
  readonly id: string
}

function comesBefore({ value, id, isBehind }: Cut, values: RawBuilder<unknown>, ids: RawBuilder<unknown>): RawBuilder<unknown> {
  const by = sql.raw(isBehind ? '<=' : '<')
  return id === undefined ? sql`${values} ${by} ${value}` : sql`(${values}, ${ids}) ${by} (${value}, ${id})`
}

/** Whether a row is one of those that are counted. */
function isCounted(counted: Span['counted'], edge: RawBuilder<unknown> | undefined): RawBuilder<unknown> {
  return counted === 'count' || edge === undefined ? sql`1 = 1` : isEdge(edge, counted === 'smallest')
}

/** Whether a row is in a block or behind it. */
function isOnwards({ value, id }: SeriesRows, block: BlockKey): RawBuilder<unknown> {
  return id === undefined ? sql`${value} >= ${block.value}` : sql`(${value}, ${id}) >= (${block.value}, ${block.id})`
}
