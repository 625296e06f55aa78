import type { ManagedName } from '@latchkey/management/stores'
import { sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { bulk, type Rows, type Slots, type Statement, statement } from '../../statement.ts'
import { type Series, seriesRows } from './series.ts'

export interface BlockKey {
  readonly object: ManagedName
  readonly series: string
  readonly value: string
  readonly id: string
}

/** How many rows there are, and how many with the smallest and the largest value of their object. */
export interface RowCounts {
  readonly count: number
  readonly smallest: number
  readonly largest: number
}

export interface BlockRow extends Omit<BlockKey, 'object'>, RowCounts {
  /** The beginnings of the words of its objects, where values are counted; otherwise empty. */
  readonly beginnings: string
}

/** A row of a series. */
export interface SeriesRow {
  readonly value: string
  readonly id: string
  readonly edge: number
}

interface RowsFrom {
  readonly part: string | number
  readonly value: string
  readonly id: string
  readonly limit: number
}

const columns = ['series', 'value', 'id', 'count', 'smallest', 'largest', 'beginnings'] as const

/** The statements on the blocks in which search rows are counted. */
export function blockStatements({ queries }: Engine) {
  const rowsFrom = new Map<string, Statement<RowsFrom, SeriesRow>>()
  return {
    /** The block of each key. */
    find: bulk('blocks_find', 'list', (rows: Rows<BlockKey>) => ({
      compile: () =>
        sql<BlockRow>`${sql.join(
          rows.map(
            (p) => sql`select * from (select ${sql.join(columns.map((name) => sql.ref(name)))} from object_blocks
              where object = ${p.object} and series = ${p.series} and (value, id) <= (${p.value}, ${p.id})
              order by value desc, id desc limit 1) as d`,
          ),
          sql` union all `,
        )}`.compile(queries),
    })),
    ofSeries: statement('blocks_of_series', (p: Slots<{ object: ManagedName; series: string }>) =>
      queries
        .selectFrom('object_blocks')
        .select(columns)
        .where('object', '=', p.object)
        .where('series', '=', p.series)
        .orderBy('value')
        .orderBy('id'),
    ),
    /** A block and the one before it. */
    withPrevious: statement('blocks_with_previous', (p: Slots<BlockKey>) => ({
      compile: () =>
        sql<BlockRow>`select ${sql.join(columns.map((name) => sql.ref(name)))} from object_blocks
          where object = ${p.object} and series = ${p.series} and (value, id) <= (${p.value}, ${p.id})
          order by value desc, id desc limit 2`.compile(queries),
    })),
    /** So many rows more in each block, which may be new, and its beginnings. */
    add: bulk('blocks_add', 'rows', (rows: Rows<BlockRow & Pick<BlockKey, 'object'>>) =>
      queries
        .insertInto('object_blocks')
        .values(
          rows.map((p) => ({
            ...{ object: p.object, series: p.series, value: p.value, id: p.id },
            ...{ count: p.count, smallest: p.smallest, largest: p.largest, beginnings: p.beginnings },
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['object', 'series', 'value', 'id']).doUpdateSet((row) => ({
            count: row('object_blocks.count', '+', row.ref('excluded.count')),
            smallest: row('object_blocks.smallest', '+', row.ref('excluded.smallest')),
            largest: row('object_blocks.largest', '+', row.ref('excluded.largest')),
            beginnings: row.ref('excluded.beginnings'),
          })),
        ),
    ),
    remove: statement('blocks_remove', (p: Slots<BlockKey>) =>
      queries
        .deleteFrom('object_blocks')
        .where('object', '=', p.object)
        .where('series', '=', p.series)
        .where('value', '=', p.value)
        .where('id', '=', p.id),
    ),
    /** Gives a series the blocks of another. */
    copy: statement('blocks_copy', (p: Slots<{ object: ManagedName; from: string; to: string }>) => ({
      compile: () =>
        sql`insert into object_blocks (object, series, value, id, count, smallest, largest, beginnings)
          select object, ${p.to}, value, id, count, smallest, largest, '' from object_blocks
          where object = ${p.object} and series = ${p.from}`.compile(queries),
    })),
    terms: bulk('blocks_terms', 'list', (rows: Rows<Pick<BlockKey, 'object' | 'id'>>) =>
      queries
        .selectFrom('object_terms')
        .select(['id', 'term'])
        .where('object', '=', rows[0].object)
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        ),
    ),
    /** The first rows of a series from a key on: one statement for each kind and type. */
    rowsFrom(object: ManagedName, kind: Series['kind']): Statement<RowsFrom, SeriesRow> {
      const name = `blocks_rows_${kind}_${object}`
      const known = rowsFrom.get(name)
      if (known !== undefined) return known
      const made = statement(name, (p: Slots<RowsFrom>) => {
        const { from, where, value, id, edge } = seriesRows(object, kind, p.part)
        const isOnwards = id === undefined ? sql`${value} >= ${p.value}` : sql`(${value}, ${id}) >= (${p.value}, ${p.id})`
        const order = id === undefined ? value : sql`${value}, ${id}`
        return {
          compile: () =>
            sql<SeriesRow>`select ${value} as value, ${id ?? sql`''`} as id, ${edge ?? sql`3`} as edge from ${from}
              where ${where} and ${isOnwards} order by ${order} limit ${p.limit}`.compile(queries),
        }
      })
      rowsFrom.set(name, made)
      return made
    },
  }
}
