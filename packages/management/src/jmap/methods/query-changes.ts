import { bool, nullable, optional, parseArguments, positiveInt, text } from '../arguments.ts'
import { type CallScope, type Method, type MethodAnswer, requireAccount, requirePermissions } from '../method.ts'
import { MethodFailure } from '../method-failure.ts'
import { queryArguments, requireKnownCollations, requireSoundFilter } from '../query-arguments.ts'

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
    const args = parseArguments(scope.args, table)
    const accountId = requireAccount(scope, args.accountId)
    requirePermissions(scope, ['Query'])
    const { type, context, limits } = scope
    if (args.filter !== undefined) requireSoundFilter(args.filter)
    requireKnownCollations(args.sort)
    const outcome = await type.queryChanges?.(
      {
        ...(args.filter === undefined ? {} : { filter: args.filter }),
        sort: args.sort,
        sinceQueryState: args.sinceQueryState,
        maxChanges: Math.min(args.maxChanges ?? limits.maxQueryResults, limits.maxQueryResults),
        ...(args.upToId === undefined ? {} : { upToId: args.upToId }),
        calculateTotal: args.calculateTotal,
      },
      context,
    )
    if (outcome === undefined) throw new MethodFailure('unknownMethod')
    if ('error' in outcome) throw new MethodFailure(outcome.error.type, outcome.error.description)
    const { newQueryState, removed, added, total } = outcome
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
