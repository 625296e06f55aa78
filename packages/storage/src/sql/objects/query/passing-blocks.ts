import type { ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { mayBegin } from '../blocks/beginnings.ts'
import { seriesName } from '../blocks/series.ts'
import { allOf } from './condition.ts'
import { orderBy, type Scan, type ScannedSegment } from './segment.ts'

/** How many blocks are looked into at once: so few that what is found beside each other is found with no more than that. */
const steps = [2, 8] as const

/** What is looked for along the values of a property. */
export interface Passage {
  readonly object: ManagedName
  readonly property: string
  /** All rows of the property that are looked for, each of which is looked up. */
  readonly scan: Pick<Scan, 'from' | 'range' | 'where' | 'keys' | 'isIdAscending'>
  /** What words of each of them begin with. */
  readonly words: readonly string[]
}

/** A block in which some may be. */
interface Block {
  readonly value: string
  readonly id: string
  readonly count: number
  /** Where the next begins; null: there is none. */
  readonly end_value: string | null
  readonly end_id: string | null
}

/** Blocks in ascending order, those that follow each other as one. */
function stretches(blocks: readonly Block[]): readonly Omit<Block, 'count'>[] {
  const all: Omit<Block, 'count'>[] = []
  for (const { value, id, end_value, end_id } of blocks) {
    const last = all.at(-1)
    if (last?.end_value === value && last.end_id === id) all[all.length - 1] = { ...last, end_value, end_id }
    else all.push({ value, id, end_value, end_id })
  }
  return all
}

/**
 * Those of a stretch along an index whose words begin as asked, found by passing over the blocks of the index that have no such words. What
 * has a beginning often stands together in another order, such as people with a last name in that of the full names.
 */
export function passingBlocks(engine: Engine, { object, property, scan, words }: Passage): Pick<ScannedSegment, 'idsWithin'> {
  const ask = <Row>(text: RawBuilder<unknown>) => engine.ask<Row>(questionOf(engine, text))
  const { from, range, where, keys, isIdAscending } = scan
  const [first, ...rest] = keys
  if (first === undefined) throw new TypeError('nothing to sort by')
  const { isAscending } = first
  const direction = sql.raw(isAscending ? 'asc' : 'desc')
  /** Blocks follow each other like what they have, also where they part what has one value. */
  const isOrderOfBlocks = rest.length === 0 && isAscending && isIdAscending

  /** The first blocks in which some may be. */
  function candidates(count: number): Promise<readonly Block[]> {
    const blocks = sql`object_blocks as k where k.object = ${sql.lit(object)} and k.series = ${seriesName({ kind: 'values', property })}`
    const end = (column: string) => sql`(select ${sql.ref(`n.${column}`)} from object_blocks as n
      where n.object = ${sql.lit(object)} and n.series = ${seriesName({ kind: 'values', property })}
      and (n.value, n.id) > (k.value, k.id) order by n.value, n.id limit 1)`
    return ask(
      sql`select k.value, k.id, k.count, ${end('value')} as end_value, ${end('id')} as end_id from ${blocks}
        and ${allOf(words.map((word) => mayBegin(sql`k.beginnings`, word)))}
        order by k.value ${direction}, k.id ${direction} limit ${count}`,
    )
  }

  /** The first that are looked for in these blocks; each with whether it comes before all that stands in the block `next`. */
  function foundIn(
    blocks: readonly Block[],
    next: Block | undefined,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly is_settled: number }[]> {
    const own = keys.map(({ value }, place) => sql`${value} as ${sql.ref(`k${place}`)}`)
    const parts = stretches(isAscending ? blocks : blocks.toReversed()).map(({ value, id, end_value, end_id }) => {
      const end = end_value === null ? sql`1 = 1` : sql`(s.value, s.id) < (${end_value}, ${end_id})`
      const isWithin = sql`(s.value, s.id) >= (${value}, ${id}) and ${end}`
      return sql`select s.id, ${sql.join(own)} from ${from} where ${allOf([range, isWithin, where])}`
    })
    // One alone is read in the order of the index, and only as far as need be.
    const all = parts.length === 1 ? parts : parts.map((part) => sql`select * from (${part}) as c`)
    const order = keys.map((key, place) => ({ value: sql.ref(`o.k${place}`), isAscending: key.isAscending }))
    const isSettled =
      next === undefined || isOrderOfBlocks
        ? sql`1`
        : sql`case when o.k0 ${isAscending ? sql`< ${next.value}` : sql`> ${next.end_value}`} then 1 else 0 end`
    return ask(
      sql`select o.id, ${isSettled} as is_settled from (${sql.join(all, sql` union all `)}) as o
        order by ${orderBy([...order, { value: sql`o.id`, isAscending: isIdAscending }])} limit ${limit}`,
    )
  }

  return {
    async idsWithin(rows, offset, limit) {
      for (const count of steps) {
        const blocks = await candidates(count + 1)
        const looked = blocks.slice(0, count)
        if (looked.reduce((sum, block) => sum + block.count, 0) > rows) return undefined
        if (looked.length === 0) return []
        const next = blocks[count]
        const found = (await foundIn(looked, next, offset + limit)).filter((row) => row.is_settled === 1)
        if (next === undefined || found.length >= offset + limit) return found.slice(offset).map(({ id }) => id)
      }
      return undefined
    },
  }
}
