import { type RawBuilder, sql } from 'kysely'
import type { Engine, Question } from '../engine.ts'
import type { Value } from '../statement.ts'

/** A condition, or `false` where nothing was asked for. */
export type Condition = RawBuilder<unknown> | false

/** All of them. */
export function conditions(all: readonly Condition[]): RawBuilder<unknown> {
  const asked = all.filter((condition) => condition !== false)
  return asked.length === 0 ? sql`1 = 1` : sql.join(asked, sql` and `)
}

/** A question in the database's dialect. */
export function questionOf({ queries }: Engine, text: RawBuilder<unknown>): Question {
  const { sql: compiled, parameters } = text.compile(queries)
  // Whatever stands in a question of ours is a value of a statement.
  return { sql: compiled, values: parameters as readonly Value[] }
}
