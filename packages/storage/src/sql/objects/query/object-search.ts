import type { ManagedName, ObjectQuery, QueryOutcome } from '@latchkey/management/stores'
import type { Engine } from '../../engine.ts'
import { readOnly } from '../../read-only.ts'
import type { SearchTables } from '../search-tables.ts'
import type { ObjectStates } from '../states.ts'
import { conjuncts } from './condition.ts'
import { type Plan, Planner } from './plan.ts'
import type { Segment } from './segment.ts'

/** Attempts at an answer from one state: changes that follow each other more quickly than a query is answered must not stop it. */
const attempts = 3

type Asked = Pick<ObjectQuery, 'object' | 'filter' | 'sort'>

export interface ObjectSearch {
  query(query: ObjectQuery): Promise<QueryOutcome>
  positions(asked: Asked, ids: readonly string[]): Promise<ReadonlyMap<string, number>>
}

export function objectSearch(engine: Engine, states: ObjectStates, search: SearchTables): ObjectSearch {
  const planner = new Planner(engine)

  async function planOf({ object, filter, sort }: Asked, wanted: number): Promise<Plan> {
    const { count } = await readOnly(engine, states.of(object))
    const properties = await readOnly(engine, search.properties(object))
    const isSingle = (property: string) => properties.get(property)?.isMultiple === false
    const conditions = filter === undefined ? [] : conjuncts(filter, isSingle)
    return { object, conditions, sort, isIdAscending: false, count, wanted, properties }
  }

  const totalOf = (plan: Plan) => (plan.conditions.length === 0 ? Promise.resolve(plan.count) : planner.total(plan))

  async function placesOf(
    plan: Plan,
    ids: readonly string[],
    segments: Stretches = planner.segments(plan),
  ): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set<string>()
    for (const id of new Set(ids)) if (await planner.isFound(plan, id)) wanted.add(id)
    const places = new Map<string, number>()
    let before = 0
    for await (const segment of segments) {
      if (wanted.size === 0) break
      for (const id of [...wanted]) {
        const place = await segment.placeOf(id)
        if (place === undefined) continue
        places.set(id, before + place)
        wanted.delete(id)
      }
      if (wanted.size > 0) before += await segment.count()
    }
    return places
  }

  async function idsFrom(
    plan: Plan,
    segments: Stretches,
    position: number,
    limit: number,
  ): Promise<{ readonly ids: readonly string[]; readonly total?: number }> {
    let ids: readonly string[] = []
    let offset = position
    for await (const segment of segments) {
      if (segment.whole === plan.conditions) return { ids: await segment.ids(offset, limit), total: await segment.count() }
      if (ids.length >= limit) break
      const found = await segment.ids(offset, limit - ids.length)
      ids = [...ids, ...found]
      // Nothing before what was found is left to pass over.
      offset = found.length > 0 || offset === 0 ? 0 : offset - (await segment.count())
    }
    return { ids }
  }

  async function positionOf(plan: Plan, page: Exclude<ObjectQuery['page'], { readonly anchor: string }>): Promise<number> {
    return page.position < 0 ? Math.max(0, (await totalOf(plan)) + page.position) : page.position
  }

  async function found({ page, limit, calculateTotal, ...query }: ObjectQuery): Promise<QueryOutcome> {
    const plan = await planOf(query, ('position' in page ? Math.abs(page.position) : 0) + limit)
    let position: number
    let segments: Stretches
    if ('anchor' in page) {
      // The stretch that has the anchor knows where to go on.
      segments = kept(planner.segments(plan))
      const place = (await placesOf(plan, [page.anchor], segments)).get(page.anchor)
      if (place === undefined) return { kind: 'anchor-not-found' }
      position = Math.max(0, place + page.offset)
    } else {
      position = await positionOf(plan, page)
      segments = planner.segments({ ...plan, wanted: position + limit })
    }
    const answer = limit === 0 ? { ids: [] } : await idsFrom(plan, segments, position, limit)
    const total = calculateTotal ? { total: answer.total ?? (await totalOf(plan)) } : {}
    return { kind: 'found', ids: answer.ids, position, ...total }
  }

  /** What is answered from one state of the objects, if that state lasts as long. */
  async function ofOneState<Answer>(object: ManagedName, answer: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await readOnly(engine, states.of(object))
      const answered = await answer()
      const after = await readOnly(engine, states.of(object))
      if (before.state === after.state || attempt === attempts) return answered
    }
  }

  return {
    query: (query) => ofOneState(query.object, () => found(query)),
    positions: (asked, ids) => ofOneState(asked.object, async () => placesOf(await planOf(asked, ids.length), ids)),
  }
}

type Stretches = AsyncIterable<Segment>

/** Stretches that can be gone through again. */
function kept(segments: AsyncGenerator<Segment>): Stretches {
  const known: Segment[] = []
  return {
    async *[Symbol.asyncIterator]() {
      for (let place = 0; ; place += 1) {
        const next = place < known.length ? undefined : await segments.next()
        if (next?.done === true) return
        if (next !== undefined) known.push(next.value)
        const segment = known[place]
        if (segment !== undefined) yield segment
      }
    },
  }
}
