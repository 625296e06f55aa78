import type { Comparator, ManagedName } from '@latchkey/management/stores'
import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../../engine.ts'
import { questionOf } from '../../journal/conditions.ts'
import { idSource } from '../id-source.ts'
import { allOf, type Condition, isEdge, isWithin, matches, type Source, sourceOf } from './condition.ts'
import { type Measured, measured, meets, mostSelective } from './measured.ts'
import { passingBlocks } from './passing-blocks.ts'
import { RowCounter } from './ranks.ts'
import { ranksById } from './ranks-by-id.ts'
import {
  type Attempt,
  foundSoonOrFetched,
  keyOf,
  listed,
  orderBy,
  type Scan,
  type ScannedSegment,
  type Segment,
  scanned,
} from './segment.ts'
import { sieved } from './sieved.ts'
import { type Span, spansOf, within } from './span.ts'

/** What is asked of the objects of a type. */
export interface Plan {
  readonly object: ManagedName
  readonly conditions: readonly Condition[]
  readonly sort: readonly Comparator[]
  /** The order of those that are equal otherwise. */
  readonly isIdAscending: boolean
  /** How many objects there are. */
  readonly count: number
  /** How many of the answer are wanted, from its beginning. */
  readonly wanted: number
  /** Of each property that is or was indexed, whether objects have several values. */
  readonly properties: ReadonlyMap<string, { readonly isMultiple: boolean }>
}

/** Objects that are always fetched and sorted, and most that ever are. */
const fetched = { always: 1_000, most: 50_000 }
/** Ids of what meets a condition that are held in memory while its order is looked for. */
const mostSieved = 200_000
/** So few that going through them is as good as asking how many they are; also settings, whose rows nobody counts. */
const fewObjects = 1_000
/** Rows that are looked up in blocks between which others are passed over. */
const mostPassed = 12_000
/** Values of a property that count as few: then each has its own stretch of the answer. */
const fewValues = 16

/** Plans queries: the answer as stretches, in order, each found out about when it is come to. */
export class Planner {
  readonly #engine: Engine
  readonly #known = new WeakMap<readonly Condition[], Promise<readonly Measured[]>>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async *segments(plan: Plan): AsyncGenerator<Segment> {
    const { object, conditions, count, wanted } = plan
    const all = await this.#measured(object, conditions)
    const best = mostSelective(all)
    if (best === undefined || best.count > fetched.most) {
      yield* this.#along(plan, all)
      return
    }
    const fetch = () => this.#fetched(plan, all, best)
    // If those who are found stand anywhere, so many rows have to be looked at; to fetch and sort one costs twice as much.
    const rows = (wanted * count) / Math.max(best.count, 1)
    const isFew = best.count <= fetched.always || 2 * best.count <= rows
    // Nothing to look up and nothing to sort.
    if (plan.sort.length === 0 && all.length === 1 && best.source.isOrdered) {
      yield* this.#along(plan, all)
      return
    }
    const scan = isFew ? undefined : await this.#scan(plan, all, false)
    if (scan === undefined) {
      yield await fetch()
      return
    }
    // What is found may well stand together. Knowing its ids makes a row cheap.
    const passing = await this.#passing(plan, all)
    const sieve = await this.#sieve(plan, all)
    const remembering = sieve ?? (await this.#scan(plan, all, true))
    yield foundSoonOrFetched(
      [passing ?? { scan, rows: Math.ceil(2 * rows) }, ...(remembering ? [{ scan: remembering, rows: 2 * best.count }] : [])],
      fetch,
      'part',
    )
  }

  /** How many objects meet the conditions. */
  async total({ object, conditions }: Pick<Plan, 'object' | 'conditions'>): Promise<number> {
    const all = await this.#measured(object, conditions)
    const best = mostSelective(all)
    if (best !== undefined && all.length === 1 && isCounted(best)) return best.count
    const from = best === undefined ? idSource(object) : distinct(best.source)
    const others = this.#others(object, all, best, best?.count ?? Number.POSITIVE_INFINITY)
    const row = await this.#one<{ readonly count: number }>(sql`select count(*) as count from ${from} as s where ${others}`)
    return row?.count ?? 0
  }

  /** Whether one object is there and meets the conditions. */
  async isFound({ object, conditions }: Pick<Plan, 'object' | 'conditions'>, id: string): Promise<boolean> {
    const met = allOf(conditions.map((condition) => matches(object, condition, sql`s.id`)))
    return (await this.#one(sql`select s.id from ${idSource(object)} as s where s.id = ${id} and ${met}`)) !== undefined
  }

  /** Stretches along indexes. */
  async *#along(plan: Plan, all: readonly Measured[]): AsyncGenerator<Segment> {
    const { object, conditions, sort, properties } = plan
    const [first, ...rest] = sort
    const scan = await this.#scan(plan, all, false)
    const sieve = scan && (await this.#sieve(plan, all))
    if (scan !== undefined && sieve !== undefined) {
      const rows = Math.ceil((2 * plan.wanted * plan.count) / Math.max(1, all[0]?.count ?? 1))
      const attempts = [(await this.#passing(plan, all)) ?? { scan, rows }, { scan: sieve, rows: Number.POSITIVE_INFINITY }]
      yield foundSoonOrFetched(attempts, async () => scan, 'all')
    } else if (scan !== undefined) yield scan
    if (first === undefined) return
    const { property, isAscending } = first
    const beyond = { ...plan, sort: rest, isIdAscending: true }
    // Nobody has or had a value: it orders nothing.
    if (!properties.has(property)) {
      yield* this.segments(beyond)
      return
    }
    const values = scan === undefined ? await this.#values(object, first) : undefined
    for (const value of values ?? []) {
      const edge: Condition = { kind: 'edge', property, value, isSmallest: isAscending }
      yield* this.segments({ ...beyond, conditions: [...conditions, edge] })
    }
    const lack: Condition = { kind: 'lack', property }
    if (await this.#isAnyone(object, lack)) yield* this.segments({ ...beyond, conditions: [...conditions, lack] })
  }

  /** What each condition leaves; asked once for the same ones. */
  #measured(object: ManagedName, conditions: readonly Condition[]): Promise<readonly Measured[]> {
    const known = this.#known.get(conditions)
    if (known !== undefined) return known
    const asked = measured(this.#engine, object, conditions, fetched.most)
    this.#known.set(conditions, asked)
    return asked
  }

  /**
   * The first stretch along one index; `undefined`: no index has the order that is asked for.
   * @param isRemembering has the ids of what meets a condition in memory, where they are not too many
   */
  async #scan(plan: Plan, all: readonly Measured[], isRemembering: boolean): Promise<ScannedSegment | undefined> {
    const { object, sort, properties } = plan
    const [first, ...rest] = sort
    const asked = isRemembering ? fetched.most : 0
    const where = (others: readonly Measured[]) =>
      allOf(others.map((each) => meets(this.#engine, object, each, sql`s.id`, asked)))
    if (first === undefined) return this.#byId(plan, all, where)
    if (!properties.has(first.property)) return undefined
    // Rows of one value stand in the order of their ids: right when nothing else orders them. If they are many, sorting them costs too much.
    const isIndexOrder = rest.length === 0 && first.isAscending
    const isScan = isIndexOrder || (await this.#values(object, first)) === undefined
    if (!isScan) return undefined
    return this.#byValue(plan, all, where)
  }

  /** Finds what meets the only condition along an index of all, if it is worth having its ids in memory. */
  async #sieve(plan: Plan, all: readonly Measured[]): Promise<Pick<ScannedSegment, 'idsWithin'> | undefined> {
    const [only, ...others] = all
    const isKnown = only?.source?.isExact === true && only.count <= mostSieved && others.length === 0
    if (!isKnown || plan.sort.length === 0) return undefined
    const scan = await this.#scan(plan, [], false)
    return scan && sieved(this.#engine, scan, only.source.rows)
  }

  /** Looks along an index past blocks that have no word as asked for; `undefined`: there is no such index, or nothing is asked of words. */
  async #passing(plan: Plan, all: readonly Measured[]): Promise<Attempt | undefined> {
    const { object, sort, properties, count } = plan
    const property = sort[0]?.property
    const words = all.flatMap(({ condition }) => (condition.kind === 'text' ? condition.words : [])).filter((word) => word !== '')
    if (property === undefined || words.length === 0 || count <= fewObjects || !properties.has(property)) return undefined
    if (all.some(({ condition }) => condition.kind === 'range' && condition.property === property)) return undefined
    if ((await this.#scan(plan, all, false)) === undefined) return undefined
    const scan = this.#valueScan(plan, all, (others) =>
      allOf(others.map((each) => meets(this.#engine, object, each, sql`s.id`, 0))),
    )
    return { scan: passingBlocks(this.#engine, { object, property, scan, words }), rows: mostPassed }
  }

  /** All of them in order, found by the condition that fewest meet. */
  async #fetched(plan: Plan, all: readonly Measured[], best: Measured & { readonly source: Source }): Promise<Segment> {
    const { object, sort, isIdAscending } = plan
    const keys = sort.map((comparator) => keyOf(object, comparator, sql`s.id`))
    const named = keys.map((key, place) => ({ ...key, value: sql.ref(`o.k${place}`) }))
    const columns = [sql`s.id`, ...keys.map(({ value }, place) => sql`${value} as ${sql.ref(`k${place}`)}`)]
    const rows = await this.#ask<{ readonly id: string }>(
      sql`select o.id from (
          select ${sql.join(columns)} from ${distinct(best.source)} as s where ${this.#others(object, all, best, best.count)}
        ) as o order by ${orderBy([...named, { value: sql`o.id`, isAscending: isIdAscending || sort.length > 0 }])}`,
    )
    return listed(
      rows.map((row) => row.id),
      plan.conditions,
    )
  }

  #byId({ object, isIdAscending, count }: Plan, all: readonly Measured[], where: Where): ScannedSegment {
    const leading = all.find(({ source }) => source?.isOrdered === true)
    const from = leading?.source === undefined ? sql`${idSource(object)} as s` : sql`(${leading.source.rows}) as s`
    const others = all.filter((each) => each !== leading)
    const isRanked = others.length === 0 && count > fewObjects
    const ranks = isRanked ? ranksById(new RowCounter(this.#engine, object), leading?.condition) : undefined
    const scan = { from, range: sql`1 = 1`, where: where(others), keys: [], isIdAscending }
    return scanned(this.#engine, { ...scan, ...(ranks && { ranks }) })
  }

  #byValue(plan: Plan, all: readonly Measured[], where: Where): ScannedSegment {
    return scanned(this.#engine, this.#valueScan(plan, all, where))
  }

  #valueScan(plan: Plan, all: readonly Measured[], where: Where): Scan {
    const { object, properties, sort, count } = plan
    const [first, ...rest] = sort
    if (first === undefined) throw new TypeError('nothing to sort by')
    const { property, isAscending } = first
    const isMultiple = properties.get(property)?.isMultiple ?? false
    // What is asked of the one value that orders a row is seen in the row itself.
    const own = all.flatMap(({ condition }) => (condition.kind === 'range' && condition.property === property ? condition : []))
    const range = [
      sql`s.object = ${sql.lit(object)} and s.property = ${property}`,
      ...(isMultiple ? [isEdge(sql`s.edge`, isAscending)] : []),
      ...own.map(({ bounds }) => isWithin(sql`s.value`, bounds)),
    ]
    const others = all.filter(({ condition }) => !own.some((each) => each === condition))
    const bounded = within(
      property,
      own.flatMap(({ bounds }) => bounds),
    )
    const span: Span = isMultiple ? { ...bounded, counted: isAscending ? 'smallest' : 'largest' } : bounded
    const isRanked = others.length === 0 && count > fewObjects
    return {
      from: sql`object_index as s`,
      range: allOf(range),
      where: where(others),
      keys: [{ value: sql`s.value`, isAscending }, ...rest.map((comparator) => keyOf(object, comparator, sql`s.id`))],
      isIdAscending: true,
      ...(isRanked && { ranks: new RowCounter(this.#engine, object).ranks(span) }),
    }
  }

  /** What has still to be asked of the rows of the best source. */
  #others(object: ManagedName, all: readonly Measured[], best: Measured | undefined, asked: number): RawBuilder<unknown> {
    const others = all.filter(({ condition }) => condition !== best?.condition || best.source?.isExact !== true)
    return allOf(
      others.map((each) =>
        each.condition === best?.condition
          ? matches(object, each.condition, sql`s.id`)
          : meets(this.#engine, object, each, sql`s.id`, asked),
      ),
    )
  }

  /** The values of a property in the order asked for, if they are few. Each is found from the one before, by the index. */
  async #values(object: ManagedName, { property, isAscending }: Comparator): Promise<readonly string[] | undefined> {
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

/** What has to be looked up for each row. */
type Where = (conditions: readonly Measured[]) => RawBuilder<unknown>

/** Whether the rows that were counted are the objects that meet the condition. */
function isCounted({ condition, source }: Measured): boolean {
  return source?.isExact === true && source.isDistinct && spansOf(condition) !== undefined
}

/** The objects of a source, each once. */
function distinct({ rows, isDistinct }: Source): RawBuilder<unknown> {
  return isDistinct ? sql`(${rows})` : sql`(select distinct d.id from (${rows}) as d)`
}
