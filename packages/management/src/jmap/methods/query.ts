import { bool, int, nullable, optional, parseArguments, text, unsignedInt } from '../arguments.ts'
import { type CallScope, type Method, type MethodAnswer, requireAccount, requirePermissions } from '../method.ts'
import { MethodFailure } from '../method-failure.ts'
import { queryArguments, requireKnownCollations, requireSoundFilter } from '../query-arguments.ts'

const table = {
  ...queryArguments,
  position: optional(int, 0),
  anchor: nullable(text, undefined),
  anchorOffset: optional(int, 0),
  limit: nullable(unsignedInt, undefined),
  calculateTotal: optional(bool, false),
}

/**
 * `Foo/query`: ids of the objects that a filter finds, in order, a page of them. `limit` is answered where the page ends because of ours.
 * A singleton has no queries.
 * @see RFC8620-5.5
 */
export const queryMethod: Method = {
  isOf: (type) => type.query !== undefined && !type.isSingleton,
  verbs: () => ['Query'],
  ids: () => [],
  run: async <Context>(scope: CallScope<Context>): Promise<MethodAnswer> => {
    const args = parseArguments(scope.args, table)
    const accountId = requireAccount(scope, args.accountId)
    requirePermissions(scope, ['Query'])
    const { type, context, limits } = scope
    if (args.filter !== undefined) requireSoundFilter(args.filter)
    requireKnownCollations(args.sort)
    const limit = Math.min(args.limit ?? limits.maxQueryResults, limits.maxQueryResults)
    const anchor = args.anchor === undefined ? undefined : scope.creations.resolve(args.anchor)
    const outcome = await type.query?.(
      {
        ...(args.filter === undefined ? {} : { filter: args.filter }),
        sort: args.sort,
        page: anchor === undefined ? { position: args.position } : { anchor, offset: args.anchorOffset },
        limit,
        calculateTotal: args.calculateTotal,
      },
      context,
    )
    if (outcome === undefined) throw new MethodFailure('unknownMethod')
    if ('error' in outcome) throw new MethodFailure(outcome.error.type, outcome.error.description)
    const { queryState, canCalculateChanges, position, ids, total } = outcome
    const answer = { accountId, queryState, canCalculateChanges, position, ids }
    const isCut = limit !== args.limit && ids.length >= limit
    return {
      answer: {
        ...answer,
        ...(args.calculateTotal && total !== undefined ? { total } : {}),
        ...(isCut ? { limit } : {}),
      },
    }
  },
}
