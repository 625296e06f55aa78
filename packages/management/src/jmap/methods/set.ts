import type { JsonObject } from '../../ports/json.ts'
import { nullable, objectsByCreationId, objectsById, optional, parseArguments, text, texts } from '../arguments.ts'
import type { MethodVerb, ObjectType } from '../contract.ts'
import { isJmapId } from '../jmap-id.ts'
import { isJsonObject, ownMember } from '../json-object.ts'
import {
  type CallScope,
  type Method,
  type MethodAnswer,
  requireAccount,
  requireAnyPermission,
  requirePermissions,
} from '../method.ts'
import { MethodFailure } from '../method-failure.ts'
import { SetRun, stateMismatch } from '../set-run.ts'
import { createObjects } from './set-create.ts'
import { destroyObjects } from './set-destroy.ts'
import { updateObjects } from './set-update.ts'

const table = {
  accountId: optional(text, undefined),
  ifInState: nullable(text, undefined),
  create: nullable(objectsByCreationId, new Map<string, JsonObject>()),
  update: nullable(objectsById, new Map<string, JsonObject>()),
  destroy: nullable(texts, []),
}

/**
 * `Foo/set`: makes, changes and removes objects, in this order; one that is refused leaves the others alone. Permissions are looked at for
 * the whole call before anything happens. The answer has no empty members, as existing tools expect.
 * @see RFC8620-5.3
 */
export const setMethod: Method = {
  isOf: (type) => availableVerbs(type).length > 0,
  verbs: (type, args) => {
    if (type.isSingleton) return ['Update']
    const asked: readonly (readonly [MethodVerb, string])[] = [
      ['Create', 'create'],
      ['Update', 'update'],
      ['Destroy', 'destroy'],
    ]
    const available = availableVerbs(type)
    return asked.flatMap(([verb, name]) => (available.includes(verb) && hasMembers(args, name) ? [verb] : []))
  },
  ids: (args) => {
    const update = ownMember(args, 'update')
    const destroy = ownMember(args, 'destroy')
    const named = [...(isJsonObject(update) ? Object.keys(update) : []), ...(Array.isArray(destroy) ? destroy : [])]
    return [...new Set(named.filter((id): id is string => typeof id === 'string' && isJmapId(id)))]
  },
  run: async <Context>(scope: CallScope<Context>): Promise<MethodAnswer> => {
    const args = parseArguments(scope.args, table)
    const accountId = requireAccount(scope, args.accountId)
    const { type, context, limits } = scope
    const verbs = setMethod.verbs(type, scope.args)
    if (verbs.length > 0) requirePermissions(scope, verbs)
    else requireAnyPermission(scope, availableVerbs(type))
    if (args.create.size + args.update.size + args.destroy.length > limits.maxObjectsInSet) {
      throw new MethodFailure(
        'requestTooLarge',
        `create, update and destroy: must be at most ${limits.maxObjectsInSet} objects together`,
      )
    }
    const oldState = await type.state(context)
    if (args.ifInState !== undefined && args.ifInState !== oldState) throw stateMismatch()
    const run = new SetRun(type, context, args.ifInState)
    const { createdIds, newState } = await run.guard(async () => {
      const made = await createObjects(scope, run, args.create)
      const destroy = [...new Set(args.destroy.map((id) => scope.creations.resolve(id)))]
      await updateObjects(scope, run, { update: args.update, create: args.create, destroy: new Set(destroy) })
      await destroyObjects(scope, run, destroy)
      return { createdIds: made, newState: run.hasWritten ? await type.state(context) : oldState }
    })
    const answer = { accountId, oldState, newState, ...run.toJson() }
    const { unknownIds } = run
    return { answer, createdIds, unknownIds, ...(run.firstError === undefined ? {} : { setError: run.firstError }) }
  },
}

/** What can be done with objects of the type at all. */
function availableVerbs<Context>(type: ObjectType<Context>): readonly MethodVerb[] {
  if (type.isSingleton) return type.update === undefined ? [] : ['Update']
  const create: readonly MethodVerb[] = type.create === undefined ? [] : ['Create']
  const update: readonly MethodVerb[] = type.update === undefined ? [] : ['Update']
  const destroy: readonly MethodVerb[] = type.destroy === undefined ? [] : ['Destroy']
  return [...create, ...update, ...destroy]
}

function hasMembers(args: JsonObject, name: string): boolean {
  const value = ownMember(args, name)
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
