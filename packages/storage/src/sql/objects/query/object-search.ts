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

  async function idsFrom(plan: Plan, position: number, limit: number): Promise<readonly string[]> {
    const ids: string[] = []
    let offset = position
    for await (const segment of planner.segments(plan)) {
      if (ids.length >= limit) break
      const found = await segment.ids(offset, limit - ids.length)
      ids.push(...found)
      // Nothing before what was found is left to pass over.
      offset = found.length > 0 || offset === 0 ? 0 : offset - (await segment.count())
    }
    return ids
  }

  return {
    async query({ page, limit, calculateTotal, ...query }) {
      const plan = await planOf(query, ('position' in page ? Math.abs(page.position) : 0) + limit)
      let total = calculateTotal ? await totalOf(plan) : undefined
      let position: number
      if ('anchor' in page) {
        const place = (await placesOf(plan, [page.anchor])).get(page.anchor)
        if (place === undefined) return { kind: 'anchor-not-found' }
        position = Math.max(0, place + page.offset)
      } else if (page.position < 0) {
        total ??= await totalOf(plan)
        position = Math.max(0, total + page.position)
      } else position = page.position
      const ids = limit === 0 ? [] : await idsFrom({ ...plan, wanted: position + limit }, position, limit)
      return { kind: 'found', ids, position, ...(calculateTotal && total !== undefined && { total }) }
    },
    async positions(asked, ids) {
      return placesOf(await planOf(asked, ids.length), ids)
    },
  }
}
