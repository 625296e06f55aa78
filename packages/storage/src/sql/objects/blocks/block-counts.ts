import type { ManagedName } from '@latchkey/management/stores'
import type { Engine } from '../../engine.ts'
import { type Operation, run, runAll } from '../../operation.ts'
import { byCodePoints } from '../code-points.ts'
import { eitherOf, marksOf, withMarks } from './beginnings.ts'
import { type BlockRow, blockStatements, type RowCounts, type SeriesRow } from './block-statements.ts'
import { type Series, seriesName, seriesPart } from './series.ts'

/** Rows of a block at most, of each part of one that is divided, and of two that become one. */
const rowsOfBlock = { most: 1_000, divided: 500, joined: 500, few: 100 }
/** Keys of a series whose blocks are looked up one by one. */
const fewKeys = 64

/** A row of a series that came (1), went (-1), or belongs to an object whose words changed (0). */
export interface Move {
  readonly series: Series
  readonly value: string
  readonly id: string
  readonly edge: number
  readonly by: 1 | -1 | 0
  /** The beginnings of the words of its object, of a value that came or is there; only those that are new, if it was there before. */
  readonly marks?: ReadonlySet<number>
}

/**
 * How many rows the search tables have, in blocks of bounded size: so that the place of a row, the row at a place and the number of rows
 * between two values are found without going through them. A block has the rows from its own key up to that of the next; the first of a
 * series begins before everything and stays. Kept by whoever has the right to change managed objects, in the transaction of the change.
 */
export interface BlockCounts {
  /** Follows rows that came and went; to be called when all of them, and the records, are written. */
  moved(object: ManagedName, moves: readonly Move[]): Operation<void>
  /** All objects of a type lack a property that none had. */
  lackedByAll(object: ManagedName, property: string): Operation<void>
}

/** A block while rows come and go. */
interface Block extends Pick<BlockRow, 'value' | 'id'> {
  readonly before: RowCounts & Pick<BlockRow, 'beginnings'>
  readonly by: { count: number; smallest: number; largest: number }
  readonly marks: Set<number>
}

export function blockCounts(engine: Engine): BlockCounts {
  const sql = blockStatements(engine)

  /** The blocks of the keys of each series. */
  function* found(object: ManagedName, changed: readonly SeriesMoves[]): Operation<ReadonlyMap<string, Block[]>> {
    const few = changed.filter(({ moves }) => moves.length <= fewKeys)
    const keys = few.flatMap(({ name, moves }) => moves.map(({ value, id }) => ({ object, series: name, value, id })))
    const rows = [...(yield* runAll(sql.find, keys))]
    for (const { name, moves } of changed) {
      if (moves.length > fewKeys) for (const row of yield* run(sql.ofSeries, { object, series: name })) rows.push(row)
    }
    const blocks = new Map(changed.map(({ name }) => [name, new Map<string, Block>()]))
    for (const row of rows) blocks.get(row.series)?.set(`${row.value}\0${row.id}`, blockOf(row))
    return new Map([...blocks].map(([name, ofSeries]) => [name, [...ofSeries.values()].sort(byKey)]))
  }

  /** The parts of a block that has too many rows. */
  function* divided(object: ManagedName, series: Series, block: Block): Operation<readonly BlockChange[]> {
    const limit = block.before.count + block.by.count
    const { value, id } = block
    const rows = yield* run(sql.rowsFrom(object, series.kind), { part: seriesPart(series), value, id, limit })
    const marks = series.kind === 'values' ? yield* marksOfObjects(object, rows) : noMarks
    const parts = Math.ceil(rows.length / rowsOfBlock.divided)
    const size = Math.ceil(rows.length / parts)
    return Array.from({ length: parts }, (_, part) => {
      const own = rows.slice(part * size, (part + 1) * size)
      const counts = countsOf(own)
      const beginnings = own.reduce((filter, row) => withMarks(filter, marks.get(row.id) ?? []), '')
      if (part === 0) return { value, id, ...difference(counts, block.before), beginnings }
      return { value: own[0]?.value ?? '', id: own[0]?.id ?? '', ...counts, beginnings }
    })
  }

  /** The beginnings of the words that objects have now. */
  function* marksOfObjects(object: ManagedName, rows: readonly SeriesRow[]): Operation<ReadonlyMap<string, ReadonlySet<number>>> {
    const keys = [...new Set(rows.map(({ id }) => id))].map((id) => ({ object, id }))
    const terms = Map.groupBy(yield* runAll(sql.terms, keys), ({ id }) => id)
    return new Map([...terms].map(([id, ofObject]) => [id, marksOf(ofObject.map(({ term }) => term))]))
  }

  /** Puts a block that has few rows left to the one before it, if that has room. */
  function* joined(object: ManagedName, series: string, { value, id }: Pick<Block, 'value' | 'id'>): Operation<void> {
    const [block, previous] = yield* run(sql.withPrevious, { object, series, value, id })
    if (block === undefined || previous === undefined || block.value !== value || block.id !== id) return
    if (block.count + previous.count > rowsOfBlock.joined) return
    const { count, smallest, largest } = block
    const beginnings = eitherOf(previous.beginnings, block.beginnings)
    yield* runAll(sql.add, [{ object, series, value: previous.value, id: previous.id, count, smallest, largest, beginnings }])
    yield* run(sql.remove, { object, series, value, id })
  }

  return {
    *moved(object, moves) {
      const changed = bySeries(moves)
      const blocks = yield* found(object, changed)
      const added: (BlockChange & { readonly object: ManagedName; readonly series: string })[] = []
      const shrunk: (Pick<Block, 'value' | 'id'> & { readonly series: string })[] = []
      for (const { series, name, moves } of changed) {
        for (const block of withMoves(blocks.get(name) ?? [], moves)) {
          const count = block.before.count + block.by.count
          const beginnings = withMarks(block.before.beginnings, block.marks)
          const changes =
            count > rowsOfBlock.most
              ? yield* divided(object, series, block)
              : [{ value: block.value, id: block.id, ...block.by, beginnings }]
          for (const change of changes)
            if (isChange(change) || beginnings !== block.before.beginnings) added.push({ object, series: name, ...change })
          if (block.by.count < 0 && count < rowsOfBlock.few && (block.value !== '' || block.id !== '')) {
            shrunk.push({ series: name, value: block.value, id: block.id })
          }
        }
      }
      yield* runAll(sql.add, added)
      for (const { series, ...block } of shrunk) yield* joined(object, series, block)
    },
    *lackedByAll(object, property) {
      const to = seriesName({ kind: 'lacks', property })
      yield* run(sql.copy, { object, from: seriesName({ kind: 'ids' }), to })
    },
  }
}

interface SeriesMoves {
  readonly series: Series
  readonly name: string
  /** In order. */
  readonly moves: readonly Move[]
}

type BlockChange = Omit<BlockRow, 'series'>

const noMarks: ReadonlyMap<string, ReadonlySet<number>> = new Map()

function bySeries(moves: readonly Move[]): readonly SeriesMoves[] {
  const series = new Map<string, { readonly series: Series; readonly name: string; readonly moves: Move[] }>()
  for (const move of moves) {
    const name = seriesName(move.series)
    const known = series.get(name)
    if (known === undefined) series.set(name, { series: move.series, name, moves: [move] })
    else known.moves.push(move)
  }
  for (const { moves } of series.values()) moves.sort(byKey)
  // Always in the same order.
  return [...series.values()].sort((a, b) => byCodePoints(a.name, b.name))
}

/** The blocks in which rows came or went. */
function withMoves(blocks: readonly Block[], moves: readonly Move[]): readonly Block[] {
  const first = blocks[0] ?? blockOf({ series: '', value: '', id: '', ...none, beginnings: '' })
  const touched = new Set<Block>()
  let [block, next] = [first, 1]
  for (const move of moves) {
    for (let after = blocks[next]; after !== undefined && byKey(after, move) <= 0; after = blocks[next]) {
      block = after
      next += 1
    }
    touched.add(block)
    for (const mark of move.marks ?? []) block.marks.add(mark)
    block.by.count += move.by
    block.by.smallest += move.by * (isSmallest(move) ? 1 : 0)
    block.by.largest += move.by * (isLargest(move) ? 1 : 0)
  }
  return [...touched]
}

const none: RowCounts = { count: 0, smallest: 0, largest: 0 }

function blockOf({ value, id, count, smallest, largest, beginnings }: BlockRow): Block {
  return { value, id, before: { count, smallest, largest, beginnings }, by: { ...none }, marks: new Set() }
}

const isSmallest = ({ edge }: Pick<SeriesRow, 'edge'>) => edge % 2 === 1
const isLargest = ({ edge }: Pick<SeriesRow, 'edge'>) => edge >= 2

function countsOf(rows: readonly SeriesRow[]): RowCounts {
  return { count: rows.length, smallest: rows.filter(isSmallest).length, largest: rows.filter(isLargest).length }
}

function difference(after: RowCounts, before: RowCounts): RowCounts {
  return {
    count: after.count - before.count,
    smallest: after.smallest - before.smallest,
    largest: after.largest - before.largest,
  }
}

function isChange({ count, smallest, largest }: RowCounts): boolean {
  return count !== 0 || smallest !== 0 || largest !== 0
}

function byKey(a: Pick<Block, 'value' | 'id'>, b: Pick<Block, 'value' | 'id'>): number {
  return byCodePoints(a.value, b.value) || byCodePoints(a.id, b.id)
}
