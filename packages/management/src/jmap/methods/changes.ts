import { nullable, optional, parseArguments, positiveInt, text } from '../arguments.ts'
import { type CallScope, type Method, type MethodAnswer, requireAccount, requirePermissions } from '../method.ts'
import { MethodFailure } from '../method-failure.ts'

const table = { accountId: optional(text, undefined), sinceState: text, maxChanges: nullable(positiveInt, undefined) }

/**
 * `Foo/changes`: ids of what was made, changed or removed since a state; at most as many as one `/get` takes, so that a result reference
 * fits.
 * @see RFC8620-5.2
 */
export const changesMethod: Method = {
  isOf: (type) => type.changes !== undefined,
  verbs: () => ['Get'],
  ids: () => [],
  run: async <Context>(scope: CallScope<Context>): Promise<MethodAnswer> => {
    const args = parseArguments(scope.args, table)
    const accountId = requireAccount(scope, args.accountId)
    requirePermissions(scope, ['Get'])
    const most = Math.min(args.maxChanges ?? scope.limits.maxObjectsInGet, scope.limits.maxObjectsInGet)
    const changes = await scope.type.changes?.(args.sinceState, most, scope.context)
    if (changes === undefined)
      throw new MethodFailure('cannotCalculateChanges', 'sinceState: is not a state that changes are known from')
    const { newState, hasMoreChanges, created, updated, destroyed } = changes
    return { answer: { accountId, oldState: args.sinceState, newState, hasMoreChanges, created, updated, destroyed } }
  },
}
