import type { ManagedName } from '@latchkey/management/stores'
import type { Engine } from '../engine.ts'
import { type Operation, run, runAll } from '../operation.ts'
import type { BlockCounts, Move } from './blocks/block-counts.ts'
import { movesOf } from './blocks/moves.ts'
import { linkTarget, linkText, missingTerms, missingValues, noRows, type SearchRows } from './search-rows.ts'
import { searchStatements } from './search-statements.ts'

/** What becomes of the search rows of one object. */
export interface SearchChange {
  readonly id: string
  readonly wasThere: boolean
  /** Absent: the object is removed. */
  readonly after: SearchRows | undefined
}

export interface SearchTables {
  /**
   * Brings the rows of objects of a type to their new state, before the records themselves are written.
   * @returns the rows that came and went, for those who count them
   */
  followed(object: ManagedName, changes: readonly SearchChange[]): Operation<readonly Move[]>
  /** The properties that objects of a type have or had, and whether some object has or had several values. */
  properties(object: ManagedName): Operation<ReadonlyMap<string, { readonly isMultiple: boolean }>>
  /** Who refers to these objects of a type; at most `limit`. */
  referrers(
    object: ManagedName,
    ids: readonly string[],
    limit: number,
  ): Operation<readonly { readonly object: ManagedName; readonly id: string; readonly to: string }[]>
}

export function searchTables(engine: Engine, blocks: BlockCounts): SearchTables {
  const sql = searchStatements(engine)

  /** The rows as they are, which need not be what the view of the record would make of them today. */
  function* current(object: ManagedName, ids: readonly string[]): Operation<ReadonlyMap<string, SearchRows>> {
    const keys = ids.map((id) => ({ object, id }))
    const found = new Map(
      ids.map((id) => [
        id,
        { index: new Map<string, Map<string, number>>(), terms: new Map<string, number>(), links: new Set<string>() },
      ]),
    )
    for (const row of yield* runAll(sql.indexOf, keys)) {
      const index = found.get(row.id)?.index
      index?.set(row.property, (index.get(row.property) ?? new Map()).set(row.value, row.edge))
    }
    for (const row of yield* runAll(sql.termsOf, keys)) found.get(row.id)?.terms.set(row.term, row.shared)
    for (const row of yield* runAll(sql.linksOf, keys)) {
      found.get(row.id)?.links.add(linkText({ object: row.to_object, id: row.to_id }))
    }
    return found
  }

  /** The properties that objects of the type have or had, with those that come in now. */
  function* learned(object: ManagedName, changes: readonly SearchChange[]): Operation<readonly string[]> {
    const known = new Map((yield* run(sql.properties, { object })).map((row) => [row.property, row.multiple]))
    const met = new Map<string, number>()
    for (const { after } of changes) {
      for (const [property, values] of after?.index ?? []) {
        met.set(property, Math.max(met.get(property) ?? 0, values.size > 1 ? 1 : 0))
      }
    }
    for (const [property, multiple] of met) {
      const before = known.get(property)
      if (before !== undefined && before >= multiple) continue
      yield* run(sql.learn, { object, property, multiple })
      // Whoever is there has no value of a property that nobody had.
      if (before !== undefined) continue
      yield* run(sql.lackAll(object), { property })
      yield* blocks.lackedByAll(object, property)
    }
    return [...new Set([...known.keys(), ...met.keys()])].sort()
  }

  return {
    *followed(object, changes) {
      const known = yield* learned(object, changes)
      const there = changes.filter(({ wasThere }) => wasThere).map(({ id }) => id)
      const before = yield* current(object, there)
      const removed = changes.filter(({ wasThere, after }) => wasThere && after === undefined).map(({ id }) => ({ object, id }))
      yield* runAll(sql.forgetIndex, removed)
      yield* runAll(sql.forgetTerms, removed)
      yield* runAll(sql.forgetLinks, removed)

      const added = { index: [] as IndexRow[], lacks: [] as LackRow[], terms: [] as TermRow[], links: [] as LinkRow[] }
      for (const { id, wasThere, after } of changes) {
        const old = before.get(id) ?? noRows
        if (after !== undefined) {
          for (const [property, value, edge] of missingValues(after.index, old.index))
            added.index.push({ object, property, value, id, edge })
          for (const [term, shared] of missingTerms(after.terms, old.terms)) added.terms.push({ object, shared, term, id })
          for (const link of after.links) if (!old.links.has(link)) added.links.push(linkRow(object, id, link))
          if (wasThere) {
            for (const [property, value, edge] of missingValues(old.index, after.index)) {
              yield* run(sql.removeIndex, { object, property, value, id, edge })
            }
            for (const [term, shared] of missingTerms(old.terms, after.terms)) {
              yield* run(sql.removeTerm, { object, shared, term, id })
            }
            for (const link of old.links) if (!after.links.has(link)) yield* run(sql.removeLink, linkRow(object, id, link))
          }
        }
        for (const property of known) {
          const lacked = wasThere && !old.index.has(property)
          const lacks = after !== undefined && !after.index.has(property)
          if (lacks && !lacked) added.lacks.push({ object, property, id })
          if (lacked && !lacks) yield* run(sql.removeLack, { object, property, id })
        }
      }
      // In the order of their keys: neighbours share pages.
      yield* runAll(
        sql.addIndex,
        sorted(added.index, ({ property, value }) => `${property}\0${value}`),
      )
      yield* runAll(
        sql.addLacks,
        sorted(added.lacks, ({ property, id }) => `${property}\0${id}`),
      )
      yield* runAll(
        sql.addTerms,
        sorted(added.terms, ({ shared, term }) => `${String(shared).padStart(3, '0')}${term}`),
      )
      yield* runAll(sql.addLinks, added.links)
      return changes.flatMap(({ id, after }) => movesOf({ id, before: before.get(id), after }, known))
    },
    *properties(object) {
      const rows = yield* run(sql.properties, { object })
      return new Map(rows.map((row) => [row.property, { isMultiple: row.multiple === 1 }]))
    },
    *referrers(object, ids, limit) {
      const rows = yield* runAll(
        sql.referrers,
        ids.map((id) => ({ object, id, limit })),
      )
      return rows.map((row) => ({ object: row.object, id: row.id, to: row.to_id }))
    },
  }
}

interface IndexRow {
  readonly object: ManagedName
  readonly property: string
  readonly value: string
  readonly id: string
  readonly edge: number
}
type LackRow = Pick<IndexRow, 'object' | 'property' | 'id'>
type TermRow = Pick<IndexRow, 'object' | 'id'> & { readonly shared: number; readonly term: string }
type LinkRow = Pick<IndexRow, 'object' | 'id'> & { readonly toObject: ManagedName; readonly toId: string }

function linkRow(object: ManagedName, id: string, link: string): LinkRow {
  const target = linkTarget(link)
  return { object, id, toObject: target.object, toId: target.id }
}

function sorted<Row>(rows: readonly Row[], key: (row: Row) => string): readonly Row[] {
  const keyed = rows.map((row) => [key(row), row] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row)
}
