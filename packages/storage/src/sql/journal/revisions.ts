import type { ManagedName, Revision, RevisionQuery, RevisionStore } from '@latchkey/management/stores'
import { type RawBuilder, sql as raw } from 'kysely'
import type { Engine } from '../engine.ts'
import type { RevisionRow } from '../management-tables.ts'
import { indexText } from '../objects/index-text.ts'
import { type Operation, run, runAll } from '../operation.ts'
import { readOnly } from '../read-only.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import { actorKey } from './audit-log.ts'
import { type Condition, conditions, questionOf } from './conditions.ts'

/** Which objects of a type a stretch of revisions concerns. */
export interface RevisionMark {
  readonly number: number
  readonly id: string
  readonly kind: Revision['kind']
}

export interface RevisionTable extends RevisionStore {
  /** Takes the next numbers and answers the first: from here on no other change of managed objects runs until this transaction ends. */
  reserved(count: number): Operation<number>
  /** Inserts, as part of another's transaction. */
  inserted(revisions: readonly Revision[]): Operation<void>
  /** The next revisions of a type behind `after`, oldest first. */
  marks(object: ManagedName, after: number, limit: number): Promise<readonly RevisionMark[]>
  /** Whether a revision of this number and type was made. */
  isState(object: ManagedName, number: number): Promise<boolean>
}

export function revisionTable(engine: Engine): RevisionTable {
  const sql = statements(engine)
  return {
    *reserved(count) {
      const [row] = yield* run(sql.reserve, { count })
      if (row === undefined) throw new Error('the counter of revisions is missing')
      return row.value - count + 1
    },
    *inserted(revisions) {
      yield* runAll(sql.insert, revisions.map(rowOf))
    },
    async marks(object, after, limit) {
      return engine.read(sql.marks, { object, after, limit })
    },
    async isState(object, number) {
      return (await engine.read(sql.isState, { object, number })).length > 0
    },
    async find(numbers) {
      const possible = [...new Set(numbers)].filter((number) => Number.isSafeInteger(number))
      const rows = await readOnly(
        engine,
        runAll(
          sql.byNumbers,
          possible.map((number) => ({ number })),
        ),
      )
      return rows.map(revisionOf)
    },
    async query(query) {
      const direction = raw.raw(query.isAscending ? 'asc' : 'desc')
      const rows = await engine.ask<RevisionRow>(
        questionOf(
          engine,
          raw`select * from revisions where ${conditions(conditionsOf(query, query.isAscending))}
            order by number ${direction} limit ${query.limit} offset ${query.offset ?? 0}`,
        ),
      )
      return rows.map(revisionOf)
    },
    async count(query) {
      const [row] = await engine.ask<{ readonly count: number }>(
        questionOf(
          engine,
          raw`select count(*) as count from revisions where ${conditions(conditionsOf(query, query.isAscending))}`,
        ),
      )
      return Number(row?.count ?? 0)
    },
    async latest() {
      const [row] = await engine.read(sql.latest, {})
      return row?.number ?? 0
    },
  }
}

function conditionsOf(query: Omit<RevisionQuery, 'limit' | 'offset'>, isAscending: boolean): readonly Condition[] {
  const column = (name: string): RawBuilder<unknown> => raw.ref(name)
  return [
    query.object !== undefined && raw`${column('object')} = ${query.object}`,
    query.id !== undefined && raw`${column('id')} = ${query.id}`,
    query.actor !== undefined && raw`${column('actor')} = ${indexText(query.actor)}`,
    query.since !== undefined && raw`${column('at')} >= ${query.since}`,
    query.until !== undefined && raw`${column('at')} < ${query.until}`,
    query.from !== undefined && raw`${column('number')} ${raw.raw(isAscending ? '>' : '<')} ${query.from}`,
  ]
}

type Columns = { readonly [Name in keyof RevisionRow]: RevisionRow[Name] }

function rowOf(revision: Revision): Columns {
  const { number, at, object, id, kind, commit, ...rest } = revision
  const actor = indexText(actorKey(revision.origin.actor))
  return { number, commit_number: commit, at, object, id, kind, actor, data: JSON.stringify(rest) }
}

function revisionOf(row: RevisionRow): Revision {
  const { number, at, object, id, kind } = row
  return { ...JSON.parse(row.data), number, at, object, id, kind, commit: row.commit_number }
}

function statements({ queries }: Engine) {
  return {
    reserve: statement('revision_reserve', (p: Slots<{ count: number }>) =>
      queries
        .updateTable('counters')
        .set((row) => ({ value: row('value', '+', p.count) }))
        .where('name', '=', 'revision')
        .returning('value'),
    ),
    insert: bulk('revision_insert', 'rows', (rows: Rows<Columns>) =>
      queries.insertInto('revisions').values(
        rows.map((p) => ({
          number: p.number,
          commit_number: p.commit_number,
          at: p.at,
          object: p.object,
          id: p.id,
          kind: p.kind,
          actor: p.actor,
          data: p.data,
        })),
      ),
    ),
    marks: statement('revision_marks', (p: Slots<{ object: ManagedName; after: number; limit: number }>) =>
      queries
        .selectFrom('revisions')
        .select(['number', 'id', 'kind'])
        .where('object', '=', p.object)
        .where('number', '>', p.after)
        .orderBy('number')
        .limit(p.limit),
    ),
    isState: statement('revision_is_state', (p: Slots<{ object: ManagedName; number: number }>) =>
      queries.selectFrom('revisions').select('number').where('object', '=', p.object).where('number', '=', p.number),
    ),
    byNumbers: bulk('revision_by_numbers', 'list', (rows: Rows<{ number: number }>) =>
      queries
        .selectFrom('revisions')
        .selectAll()
        .where(
          'number',
          'in',
          rows.map(({ number }) => number),
        ),
    ),
    latest: statement('revision_latest', () =>
      queries.selectFrom('revisions').select('number').orderBy('number', 'desc').limit(1),
    ),
  }
}
