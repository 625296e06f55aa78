import type { Fields } from '../../declarations/declaration.ts'
import type { QueryAnswer, QueryRequest, Refused } from '../../jmap/contract.ts'
import { type Conditions, readConditions } from './conditions.ts'
import type { RuntimeSource } from './runtime-source.ts'

/** What can be asked of a type. */
export interface Searchable {
  readonly fields: Fields
  /** Properties that order as the time does at which the objects came into being. */
  readonly timeProperties: readonly string[]
}

/**
 * Answers a query, newest first unless it asks for the opposite. Other orders are refused.
 * @see RFC8620-5.5
 */
export async function answerQuery<Item>(
  request: QueryRequest,
  source: RuntimeSource<Item>,
  { fields, timeProperties }: Searchable,
): Promise<QueryAnswer | Refused> {
  const conditions = readConditions(request.filter, fields)
  if ('error' in conditions) return conditions
  const [first] = request.sort
  // Objects of one time have no order of their own, so what follows the first comparator says nothing.
  if (first !== undefined && first.property !== 'id' && !timeProperties.includes(first.property)) {
    return {
      error: { type: 'unsupportedSort', description: `Objects of this type are sorted by ${timeProperties.join(' or ')} only.` },
    }
  }
  const queryState = await source.state()
  const found = conditions.isImpossible
    ? { ids: [], position: 0, total: 0 }
    : await (first?.isAscending === true ? oldestFirst : newestFirst)(request, source, conditions)
  if (found === undefined) return { error: { type: 'anchorNotFound' } }
  const { ids, position, total } = found
  return { queryState, canCalculateChanges: false, position, ids, ...(request.calculateTotal ? { total } : {}) }
}

interface Found {
  readonly ids: readonly string[]
  readonly position: number
  /** Right where it was asked for. */
  readonly total: number
}

/** `undefined`: the anchor is not in the list. */
async function newestFirst<Item>(
  request: QueryRequest,
  source: RuntimeSource<Item>,
  conditions: Conditions,
): Promise<Found | undefined> {
  const { page, limit } = request
  const isFromEnd = 'position' in page && page.position < 0
  const total = request.calculateTotal || isFromEnd ? await source.count(conditions) : 0
  if ('position' in page) {
    const position = page.position < 0 ? Math.max(0, total + page.position) : page.position
    return { ids: await idsOf(source, conditions, { offset: position, limit }), position, total }
  }
  const place = await source.place(conditions, page.anchor)
  if (place === undefined) return undefined
  const position = Math.max(0, place + page.offset)
  // From the anchor itself, so that what came into being since does not shift the page.
  const piece = page.offset > 0 ? { after: page.anchor, offset: page.offset - 1, limit } : { offset: position, limit }
  return { ids: await idsOf(source, conditions, piece), position, total }
}

/** The same list from its other end. */
async function oldestFirst<Item>(
  request: QueryRequest,
  source: RuntimeSource<Item>,
  conditions: Conditions,
): Promise<Found | undefined> {
  const { page } = request
  const total = await source.count(conditions)
  let position: number
  if ('position' in page) {
    position = page.position < 0 ? Math.max(0, total + page.position) : page.position
  } else {
    const place = await source.place(conditions, page.anchor)
    if (place === undefined) return undefined
    position = Math.max(0, total - 1 - place + page.offset)
  }
  const limit = Math.max(0, Math.min(request.limit, total - position))
  const ids = limit === 0 ? [] : await idsOf(source, conditions, { offset: total - position - limit, limit })
  return { ids: ids.toReversed(), position, total }
}

async function idsOf<Item>(
  source: RuntimeSource<Item>,
  conditions: Conditions,
  piece: { readonly after?: string; readonly offset: number; readonly limit: number },
): Promise<readonly string[]> {
  if (piece.limit === 0) return []
  return (await source.list(conditions, piece)).map((item) => source.idOf(item))
}
