import type { Caller } from '../../access/caller.ts'
import type { ObjectType, QueryAnswer, QueryChangesAnswer, QueryRequest, Refused } from '../../jmap/contract.ts'
import type { Filter, ManagedName, ObjectQuery } from '../../ports/objects.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { hiddenIds } from './hidden-ids.ts'
import type { ManagedPorts } from './managed-ports.ts'
import { all, parseFilter, parseSort, QueryMistake } from './parse-query.ts'
import { parseState, stateText } from './state.ts'

/** Changes that a query is brought up to date with at most. */
const mostChanges = 5_000

type Querying = Required<Pick<ObjectType<Caller>, 'query' | 'queryChanges'>>

/** `query` and `queryChanges` of a type (RFC8620-5.5, RFC8620-5.6). Their state is that of the type. */
export function queriesOf<Name extends ManagedName>(definition: ManagedDefinition<Name>, { objects }: ManagedPorts): Querying {
  const { object, declaration } = definition

  function parse(
    request: Pick<QueryRequest, 'filter' | 'sort'>,
    caller: Caller,
  ): Pick<ObjectQuery, 'object' | 'filter' | 'sort'> {
    const filters: Filter[] = []
    if (request.filter !== undefined) filters.push(parseFilter(declaration.fields, request.filter))
    const scope = definition.scopeOf?.(caller)
    if (scope !== undefined) filters.push(scope)
    const sort = parseSort(declaration.fields, request.sort)
    return filters.length === 0 ? { object, sort } : { object, sort, filter: all(filters) }
  }

  async function query(request: QueryRequest, caller: Caller): Promise<QueryAnswer | Refused> {
    const parsed = parse(request, caller)
    // Before the query: a change in between is then told twice, and never not at all.
    const state = await objects.state(object)
    const { page, limit, calculateTotal } = request
    const outcome = await objects.query({ ...parsed, page, limit, calculateTotal })
    if (outcome.kind === 'anchor-not-found') return { error: { type: 'anchorNotFound' } }
    const { ids, position, total } = outcome
    return {
      queryState: stateText(state),
      canCalculateChanges: true,
      position,
      ids,
      ...(total === undefined ? {} : { total }),
    }
  }

  async function queryChanges(
    request: Parameters<Querying['queryChanges']>[0],
    caller: Caller,
  ): Promise<QueryChangesAnswer | Refused> {
    const parsed = parse(request, caller)
    const limit = Math.min(request.maxChanges, mostChanges)
    const since = parseState(request.sinceQueryState)
    const changes = since === undefined ? undefined : await objects.changes(object, since, limit)
    if (changes === undefined) return { error: { type: 'cannotCalculateChanges' } }
    if (changes.hasMore) return { error: { type: 'tooManyChanges' } }
    const changed = [...changes.created, ...changes.updated]
    const isHidden = await hiddenIds(definition, objects, { ids: changed, caller })
    const present = changed.filter((id) => !isHidden.has(id))
    const places = present.length === 0 ? new Map<string, number>() : await objects.positions(parsed, present)
    const added = [...places].map(([id, index]) => ({ id, index })).toSorted((one, other) => one.index - other.index)
    const answer = {
      newQueryState: stateText(changes.state),
      removed: [...present, ...changes.destroyed],
      added,
    }
    if (!request.calculateTotal) return answer
    const all = await objects.query({ ...parsed, page: { position: 0 }, limit: 1, calculateTotal: true })
    return all.kind === 'found' && all.total !== undefined ? { ...answer, total: all.total } : answer
  }

  return {
    query: (request, caller) => refusing(() => query(request, caller)),
    queryChanges: (request, caller) => refusing(() => queryChanges(request, caller)),
  }
}

async function refusing<Answer>(answer: () => Promise<Answer>): Promise<Answer | Refused> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof QueryMistake) return { error: error.error }
    throw error
  }
}
