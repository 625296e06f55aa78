import type { JsonObject } from '../../ports/json.ts'
import { nullable, optional, parseArguments, text, texts } from '../arguments.ts'
import { isJmapId } from '../jmap-id.ts'
import { jsonObject } from '../json-object.ts'
import { type CallScope, type Method, type MethodAnswer, requireAccount, requirePermissions } from '../method.ts'
import { MethodFailure } from '../method-failure.ts'
import { singletonId } from '../singleton-id.ts'

const table = { accountId: optional(text, undefined), ids: nullable(texts, null), properties: nullable(texts, undefined) }

/**
 * `Foo/get`: the objects of these ids, each once. What cannot be an id is not found.
 * Deviation: `ids: null` answers the first `maxObjectsInGet` objects where there are more, as existing tools expect, not `requestTooLarge`;
 * `properties` that do not exist are left out, and if nothing is left of them, all come.
 * @see RFC8620-5.1
 */
export const getMethod: Method = {
  isOf: () => true,
  verbs: () => ['Get'],
  ids: () => [],
  run: async <Context>(scope: CallScope<Context>): Promise<MethodAnswer> => {
    const args = parseArguments(scope.args, table)
    const accountId = requireAccount(scope, args.accountId)
    requirePermissions(scope, ['Get'])
    const { type, context, limits } = scope
    const named = args.ids === null ? null : [...new Set(args.ids.map((id) => scope.creations.resolve(id)))]
    if (named !== null && named.length > limits.maxObjectsInGet) {
      throw new MethodFailure('requestTooLarge', `ids: must be at most ${limits.maxObjectsInGet}`)
    }
    const isPossible = (id: string): boolean => (type.isSingleton ? id === singletonId : isJmapId(id))
    const ids = named === null ? null : named.filter(isPossible)
    // Before the objects: whoever goes on from an older state misses nothing.
    const state = await type.state(context)
    const properties = args.properties === undefined ? {} : { properties: args.properties }
    const request = { ids, limit: limits.maxObjectsInGet, ...properties }
    const outcome = ids?.length === 0 ? { list: [], notFound: [] } : await type.get(request, context)
    if ('error' in outcome) throw new MethodFailure(outcome.error.type, outcome.error.description)
    const list = args.properties === undefined ? outcome.list : withProperties(outcome.list, new Set(args.properties))
    const impossible = named === null ? [] : named.filter((id) => !isPossible(id))
    const [only] = named?.length === 1 ? outcome.list : []
    const readId = typeof only?.['id'] === 'string' ? { readId: only['id'] } : {}
    return { answer: { accountId, state, list, notFound: [...outcome.notFound, ...impossible] }, ...readId }
  },
}

/** Only these properties and `id`; objects as they are if none has any of the properties. */
function withProperties(list: readonly JsonObject[], names: ReadonlySet<string>): readonly JsonObject[] {
  if (!list.some((object) => Object.keys(object).some((name) => names.has(name)))) return list
  return list.map((object) => jsonObject(Object.entries(object).filter(([name]) => name === 'id' || names.has(name))))
}
