import type { ObjectQuery, QueryOutcome } from '@latchkey/management/stores'
import type { Engine } from '../../engine.ts'
import { readOnly } from '../../read-only.ts'
import type { ObjectStates } from '../states.ts'
import { conditionsOf, type Plan, Planner } from './plan.ts'

/** Fewest and most objects that are fetched and sorted rather than looked for along an index. */
const thresholds = { least: 2_000, most: 10_000 }

export interface ObjectSearch {
  query(query: ObjectQuery): Promise<QueryOutcome>
  positions(query: Pick<ObjectQuery, 'object' | 'filter' | 'sort'>, ids: readonly string[]): Promise<ReadonlyMap<string, number>>
}

export function objectSearch(engine: Engine, states: ObjectStates): ObjectSearch {
  const planner = new Planner(engine)

  async function planOf(
    { object, filter, sort }: Pick<ObjectQuery, 'object' | 'filter' | 'sort'>,
    wanted: number,
  ): Promise<Plan & { readonly count: number }> {
    const { count } = await readOnly(engine, states.of(object))
    // To look along an index for as many as are wanted costs as much as to sort so many.
    const even = Math.sqrt(count * wanted)
    const threshold = Math.round(Math.min(Math.max(even, thresholds.least), thresholds.most))
    return { object, conditions: conditionsOf(filter), sort, isIdAscending: false, threshold, count }
  }

  const totalOf = (plan: Plan & { readonly count: number }) =>
    plan.conditions.length === 0 ? Promise.resolve(plan.count) : planner.count(plan, thresholds.most)

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
      const ids = limit === 0 ? [] : await idsFrom(plan, position, limit)
      return { kind: 'found', ids, position, ...(calculateTotal && total !== undefined && { total }) }
    },
    async positions(query, ids) {
      return placesOf(await planOf(query, ids.length), ids)
    },
  }
}
