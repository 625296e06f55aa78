import { bool, nullable, optional, positiveInt, text } from '../arguments.ts'
import type { CallScope, Method, MethodAnswer } from '../method.ts'
import { answered, queryArguments, readQuery } from '../query-arguments.ts'

const table = {
  ...queryArguments,
  sinceQueryState: text,
  maxChanges: nullable(positiveInt, undefined),
  upToId: nullable(text, undefined),
  calculateTotal: optional(bool, false),
}

/**
 * `Foo/queryChanges`: how the result of a query differs from what it was. Whether that can be said, and whether it is too much, the type
 * decides.
 * @see RFC8620-5.6
 */
export const queryChangesMethod: Method = {
  isOf: (type) => type.queryChanges !== undefined && !type.isSingleton,
  verbs: () => ['Query'],
  ids: () => [],
  run: async <Context>(scope: CallScope<Context>): Promise<MethodAnswer> => {
    const { args, accountId, asked } = readQuery(scope, table)
    const { type, context, limits } = scope
    const outcome = await type.queryChanges?.(
      {
        ...asked,
        sinceQueryState: args.sinceQueryState,
        maxChanges: Math.min(args.maxChanges ?? limits.maxQueryResults, limits.maxQueryResults),
        ...(args.upToId === undefined ? {} : { upToId: args.upToId }),
        calculateTotal: args.calculateTotal,
      },
      context,
    )
    const { newQueryState, removed, added, total } = answered(outcome)
    return {
      answer: {
        accountId,
        oldQueryState: args.sinceQueryState,
        newQueryState,
        ...(args.calculateTotal && total !== undefined ? { total } : {}),
        removed,
        added: added.map(({ id, index }) => ({ id, index })),
      },
    }
  },
}
