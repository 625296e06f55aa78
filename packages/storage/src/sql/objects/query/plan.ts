import type { Comparator, ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { idSource } from '../id-source.ts'
import { type Condition, compares, conjuncts, isEdge, matchesAll, type Source, sourceOf } from './condition.ts'
import { keyOf, listed, orderBy, type Segment, scanned } from './segment.ts'

/** What is asked of the objects of a type. */
export interface Plan {
  readonly object: ManagedName
  readonly conditions: readonly Condition[]
  readonly sort: readonly Comparator[]
  /** The order of those that are equal otherwise. */
  readonly isIdAscending: boolean
  /** Objects that are fetched and sorted rather than looked for along an index. */
  readonly threshold: number
}

/** Values of a property that count as few: then each has its own stretch of the answer. */
const fewValues = 16

/** Plans queries: the answer as stretches, in order, each found out about when it is come to. */
export class Planner {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async *segments(plan: Plan): AsyncGenerator<Segment> {
    const { object, conditions, sort } = plan
    const few = await this.#few(plan)
    if (few !== undefined) {
      yield few
      return
    }
    const [first, ...rest] = sort
    if (first === undefined) {
      yield this.#byId(plan)
      return
    }
    const { property, isAscending } = first
    const isMultiple = await this.#isMultiple(object, property)
    // Nobody has or had a value: it orders nothing.
    if (isMultiple === undefined) {
      yield* this.segments({ ...plan, sort: rest, isIdAscending: true })
      return
    }
    const beyond = { ...plan, sort: rest, isIdAscending: true }
    // Along the index rows of one value stand in the order of their ids: right when nothing else orders them.
    const isIndexOrder = rest.length === 0 && isAscending
    const values = isIndexOrder ? undefined : await this.#values(object, property, isAscending)
    if (values === undefined) yield this.#byValue(plan, first, rest, isMultiple)
    for (const value of values ?? []) {
      const edge: Condition = { kind: 'edge', property, value, isSmallest: isAscending }
      yield* this.segments({ ...beyond, conditions: [...conditions, edge] })
    }
    const lack: Condition = { kind: 'lack', property }
    if (await this.#isAnyone(object, lack)) yield* this.segments({ ...beyond, conditions: [...conditions, lack] })
  }

  /** How many objects meet the conditions. */
  async count({ object, conditions }: Pick<Plan, 'object' | 'conditions'>, most: number): Promise<number> {
    const best = await this.#best(object, conditions, most)
    const from = best === undefined ? idSource(object) : sql`(select distinct id from (${best.rows}) as d)`
    const others = best === undefined ? conditions : othersThan(best, conditions)
    const text = sql`select count(*) as count from ${from} as s where ${matchesAll(object, others, sql`s.id`)}`
    return (await this.#one<{ readonly count: number }>(text))?.count ?? 0
  }

  /** Whether one object is there and meets the conditions. */
  async isFound({ object, conditions }: Pick<Plan, 'object' | 'conditions'>, id: string): Promise<boolean> {
    const text = sql`select s.id from ${idSource(object)} as s where s.id = ${id} and ${matchesAll(object, conditions, sql`s.id`)}`
    return (await this.#one(text)) !== undefined
  }

  /** All of them in order, if some condition is met by few. */
  async #few({ object, conditions, sort, isIdAscending, threshold }: Plan): Promise<Segment | undefined> {
    const best = await this.#best(object, conditions, threshold)
    if (best === undefined || best.count >= threshold) return undefined
    const others = othersThan(best, conditions)
    const keys = sort.map((comparator) => keyOf(object, comparator, sql`s.id`))
    const named = keys.map((key, place) => ({ ...key, value: sql.ref(`o.k${place}`) }))
    const columns = [sql`s.id`, ...keys.map(({ value }, place) => sql`${value} as ${sql.ref(`k${place}`)}`)]
    const isAscending = isIdAscending || sort.length > 0
    const rows = await this.#ask<{ readonly id: string }>(
      sql`select o.id from (
          select ${sql.join(columns)} from (select distinct id from (${best.rows}) as d) as s
          where ${matchesAll(object, others, sql`s.id`)}
        ) as o order by ${orderBy(named, sql`o.id`, isAscending)}`,
    )
    return listed(rows.map((row) => row.id))
  }

  /** The condition that fewest objects meet, counted up to `most`. */
  async #best(object: ManagedName, conditions: readonly Condition[], most: number): Promise<Selective | undefined> {
    let best: Selective | undefined
    for (const condition of conditions) {
      const source = sourceOf(object, condition)
      if (source === undefined) continue
      const limit = best === undefined ? most : Math.min(most, best.count)
      const text = sql`select count(*) as count from (select 1 as one from (${source.rows}) as d limit ${limit}) as c`
      const count = (await this.#one<{ readonly count: number }>(text))?.count ?? 0
      if (best === undefined || count < best.count) best = { ...source, condition, count }
      if (best.count === 0) break
    }
    return best
  }

  #byId({ object, conditions, isIdAscending }: Plan): Segment {
    const leading = conditions.find((condition) => sourceOf(object, condition)?.isOrdered === true)
    const source = leading && sourceOf(object, leading)
    const from = source === undefined ? sql`${idSource(object)} as s` : sql`(${source.rows}) as s`
    const others = conditions.filter((condition) => condition !== leading)
    return scanned(this.#engine, { object, from, where: matchesAll(object, others, sql`s.id`), keys: [], isIdAscending })
  }

  #byValue({ object, conditions }: Plan, first: Comparator, rest: readonly Comparator[], isMultiple: boolean): Segment {
    const { property, isAscending } = first
    // What is asked of the one value that orders a row is seen in the row itself.
    const isOwn = (condition: Condition) => !isMultiple && condition.kind === 'compare' && condition.property === property
    const own = conditions.flatMap((condition) =>
      isOwn(condition) && condition.kind === 'compare' ? [compares(sql`s.value`, condition)] : [],
    )
    const others = conditions.filter((condition) => !isOwn(condition))
    const where = [
      sql`s.object = ${sql.lit(object)} and s.property = ${property}`,
      ...(isMultiple ? [isEdge(sql`s.edge`, isAscending)] : []),
      ...own,
      matchesAll(object, others, sql`s.id`),
    ]
    const keys = [
      { value: sql`s.value`, isAscending, isOptional: false },
      ...rest.map((comparator) => keyOf(object, comparator, sql`s.id`)),
    ]
    const from = sql`object_index as s`
    return scanned(this.#engine, { object, from, where: sql.join(where, sql` and `), keys, isIdAscending: true })
  }

  /** Whether objects have several values of a property; `undefined`: it was never indexed. */
  async #isMultiple(object: ManagedName, property: string): Promise<boolean | undefined> {
    const text = sql`select multiple from object_properties where object = ${sql.lit(object)} and property = ${property}`
    const row = await this.#one<{ readonly multiple: number }>(text)
    return row && row.multiple === 1
  }

  /** The values of a property in the order asked for, if they are few. Each is found from the one before, by the index. */
  async #values(object: ManagedName, property: string, isAscending: boolean): Promise<readonly string[] | undefined> {
    const [edge, beyond] = isAscending ? [sql`min(i.value)`, sql`>`] : [sql`max(i.value)`, sql`<`]
    const at = sql`i.object = ${sql.lit(object)} and i.property = ${property}`
    const rows = await this.#ask<{ readonly value: string | null }>(
      sql`with recursive step (value, place) as (
          select (select ${edge} from object_index as i where ${at}), 1
          union all
          select (select ${edge} from object_index as i where ${at} and i.value ${beyond} step.value), step.place + 1
          from step where step.value is not null and step.place <= ${sql.lit(fewValues)}
        ) select value from step where value is not null`,
    )
    return rows.length > fewValues ? undefined : rows.flatMap(({ value }) => value ?? [])
  }

  async #isAnyone(object: ManagedName, condition: Condition): Promise<boolean> {
    const source = sourceOf(object, condition)
    return source !== undefined && (await this.#one(sql`${source.rows} limit 1`)) !== undefined
  }

  async #one<Row>(text: RawBuilder<unknown>): Promise<Row | undefined> {
    return (await this.#ask<Row>(text))[0]
  }

  #ask<Row>(text: RawBuilder<unknown>): Promise<readonly Row[]> {
    return this.#engine.ask<Row>(questionOf(this.#engine, text))
  }
}

/** A condition with its objects, and how many rows they are. */
interface Selective extends Source {
  readonly condition: Condition
  readonly count: number
}

/** What has still to be looked at in each of its rows. */
function othersThan({ condition, isExact }: Selective, conditions: readonly Condition[]): readonly Condition[] {
  return isExact ? conditions.filter((each) => each !== condition) : conditions
}

/** The conditions of a filter. */
export function conditionsOf(filter: Condition | undefined): readonly Condition[] {
  return filter === undefined ? [] : conjuncts(filter)
}
