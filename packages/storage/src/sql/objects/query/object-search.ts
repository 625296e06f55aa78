import type { ObjectQuery, QueryOutcome } from '@latchkey/management/stores'
import type { Engine } from '../../engine.ts'
import { readOnly } from '../../read-only.ts'
import type { SearchTables } from '../search-tables.ts'
import type { ObjectStates } from '../states.ts'
import { conjuncts } from './condition.ts'
import { type Plan, Planner } from './plan.ts'

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

  async function placesOf(plan: Plan, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set<string>()
    for (const id of new Set(ids)) if (await planner.isFound(plan, id)) wanted.add(id)
    const places = new Map<string, number>()
    let before = 0
    for await (const segment of planner.segments(plan)) {
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
    position: number,
    limit: number,
  ): Promise<{ readonly ids: readonly string[]; readonly total?: number }> {
    let ids: readonly string[] = []
    let offset = position
    for await (const segment of planner.segments(plan)) {
      if (segment.whole === plan.conditions) return { ids: await segment.ids(offset, limit), total: await segment.count() }
      if (ids.length >= limit) break
      const found = await segment.ids(offset, limit - ids.length)
      ids = [...ids, ...found]
      // Nothing before what was found is left to pass over.
      offset = found.length > 0 || offset === 0 ? 0 : offset - (await segment.count())
    }
    return { ids }
  }

  async function positionOf(plan: Plan, page: ObjectQuery['page']): Promise<number | undefined> {
    if ('anchor' in page) {
      const place = (await placesOf(plan, [page.anchor])).get(page.anchor)
      return place === undefined ? undefined : Math.max(0, place + page.offset)
    }
    return page.position < 0 ? Math.max(0, (await totalOf(plan)) + page.position) : page.position
  }

  return {
    async query({ page, limit, calculateTotal, ...query }) {
      const plan = await planOf(query, ('position' in page ? Math.abs(page.position) : 0) + limit)
      const position = await positionOf(plan, page)
      if (position === undefined) return { kind: 'anchor-not-found' }
      const found = limit === 0 ? { ids: [] } : await idsFrom({ ...plan, wanted: position + limit }, position, limit)
      const total = calculateTotal ? { total: found.total ?? (await totalOf(plan)) } : {}
      return { kind: 'found', ids: found.ids, position, ...total }
    },
    async positions(asked, ids) {
      return placesOf(await planOf(asked, ids.length), ids)
    },
  }
}
