import type { ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { type Condition, matches, type Source, sourceOf } from './condition.ts'
import { RowCounter } from './ranks.ts'
import { spansOf } from './span.ts'

/** A condition with what is known of the objects that meet it. */
export interface Measured {
  readonly condition: Condition
  readonly source: Source | undefined
  /** Rows of the source; where nobody has counted them, only up to a limit. Beyond it, and without a source, infinite. */
  readonly count: number
}

/** So few that nothing is gained by knowing more. */
const fewEnough = 200
/** Rows that are counted one by one sooner than in blocks, when another condition may leave fewer. */
const soonCounted = 2_000

/** Counts what each condition leaves, up to `limit`; not the others once one leaves few. */
export async function measured(
  engine: Engine,
  object: ManagedName,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly Measured[]> {
  const unmeasured = conditions.map((condition) => ({ condition, source: sourceOf(object, condition) }))
  if (conditions.length > 1) {
    const soon = await eachCounted(unmeasured, ({ source }) => counted(engine, source, soonCounted))
    if (soon.some(({ count }) => count < soonCounted)) return soon
  }
  const counter = new RowCounter(engine, object)
  return eachCounted(unmeasured, ({ condition, source }) => {
    const spans = spansOf(condition)
    return spans === undefined ? counted(engine, source, limit) : counter.size(spans)
  })
}

/** Until one leaves few. */
async function eachCounted(
  unmeasured: readonly Omit<Measured, 'count'>[],
  count: (each: { readonly condition: Condition; readonly source: Source }) => Promise<number>,
): Promise<readonly Measured[]> {
  const all: Measured[] = []
  let isFew = false
  for (const { condition, source } of unmeasured) {
    const known: number = source === undefined || isFew ? Number.POSITIVE_INFINITY : await count({ condition, source })
    isFew ||= known <= fewEnough
    all.push({ condition, source, count: known })
  }
  return all
}

async function counted(engine: Engine, { rows }: Source, limit: number): Promise<number> {
  const text = sql`select count(*) as count from (select 1 as one from (${rows}) as d limit ${limit}) as c`
  const [row] = await engine.ask<{ readonly count: number }>(questionOf(engine, text))
  const count = row?.count ?? 0
  return count < limit ? count : Number.POSITIVE_INFINITY
}

/** The condition that fewest objects meet, if any of them can be counted at all. */
export function mostSelective(all: readonly Measured[]): (Measured & { readonly source: Source }) | undefined {
  let best: (Measured & { readonly source: Source }) | undefined
  for (const { source, ...each } of all) {
    if (source !== undefined && (best === undefined || each.count < best.count)) best = { ...each, source }
  }
  return best
}

/** Looking up one object in an index costs as much as having so many rows of a source in memory. */
const lookUpCost = 6

/**
 * Whether objects meet a condition of which the rest is known already.
 * @param asked how many objects will be looked at
 */
export function meets(
  engine: Engine,
  object: ManagedName,
  { condition, source, count }: Measured,
  id: RawBuilder<unknown>,
  asked: number,
): RawBuilder<unknown> {
  const isCheap = count < asked * lookUpCost
  return source?.isExact === true && isCheap ? engine.among(id, source.rows) : matches(object, condition, id)
}
