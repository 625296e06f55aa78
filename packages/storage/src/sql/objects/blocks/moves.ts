import { edges, missingTerms, missingValues, noRows, type SearchRows } from '../search-rows.ts'
import { marksOf } from './beginnings.ts'
import type { Move } from './block-counts.ts'
import type { Series } from './series.ts'

/** The search rows of an object before and after a change; absent: it was not there, or is gone. */
interface RowsChange {
  readonly id: string
  readonly before: SearchRows | undefined
  readonly after: SearchRows | undefined
}

/**
 * The rows of counted series that come and go with a change of an object.
 * @param properties all that objects of the type have or had
 */
export function movesOf({ id, before, after }: RowsChange, properties: readonly string[]): readonly Move[] {
  const [old, recent] = [before ?? noRows, after ?? noRows]
  const moves: Move[] = []
  const move = (series: Series, value: string, by: 1 | -1, edge: number = edges.only) => {
    const isOfIds = series.kind === 'ids' || series.kind === 'lacks'
    moves.push({ series, value, id: isOfIds ? '' : id, edge, by })
  }
  if ((before === undefined) !== (after === undefined)) move({ kind: 'ids' }, id, after === undefined ? -1 : 1)
  for (const [property, value, edge] of missingValues(old.index, recent.index))
    move({ kind: 'values', property }, value, -1, edge)
  const marks = marksOf(recent.terms.keys())
  const coming = [...missingValues(recent.index, old.index)]
  for (const [property, value, edge] of coming)
    moves.push({ series: { kind: 'values', property }, value, id, edge, by: 1, marks })
  moves.push(...marked(id, recent, old))
  for (const [term, shared] of missingTerms(old.terms, recent.terms)) move({ kind: 'terms', shared }, term, -1)
  for (const [term, shared] of missingTerms(recent.terms, old.terms)) move({ kind: 'terms', shared }, term, 1)
  for (const property of properties) {
    const lacked = before !== undefined && !before.index.has(property)
    const lacks = after !== undefined && !after.index.has(property)
    if (lacked !== lacks) move({ kind: 'lacks', property }, id, lacks ? 1 : -1)
  }
  return moves
}

/** The rows that stay where they are while their object gets words that begin otherwise. */
function marked(id: string, recent: SearchRows, old: SearchRows): readonly Move[] {
  const before = marksOf(old.terms.keys())
  const marks = new Set([...marksOf(recent.terms.keys())].filter((mark) => !before.has(mark)))
  if (marks.size === 0) return []
  return [...recent.index].flatMap(([property, values]) =>
    [...values]
      .filter(([value, edge]) => old.index.get(property)?.get(value) === edge)
      .map(([value, edge]): Move => ({ series: { kind: 'values', property }, value, id, edge, by: 0, marks })),
  )
}
