import { bool, int, nullable, optional, text, unsignedInt } from '../arguments.ts'
import type { CallScope, Method, MethodAnswer } from '../method.ts'
import { answered, queryArguments, readQuery } from '../query-arguments.ts'

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
    const { args, accountId, asked } = readQuery(scope, table)
    const { type, context, limits } = scope
    const limit = Math.min(args.limit ?? limits.maxQueryResults, limits.maxQueryResults)
    const anchor = args.anchor === undefined ? undefined : scope.creations.resolve(args.anchor)
    const outcome = await type.query?.(
      {
        ...asked,
        page: anchor === undefined ? { position: args.position } : { anchor, offset: args.anchorOffset },
        limit,
        calculateTotal: args.calculateTotal,
      },
      context,
    )
    const { queryState, canCalculateChanges, position, ids, total } = answered(outcome)
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
