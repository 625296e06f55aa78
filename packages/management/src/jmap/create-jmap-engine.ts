import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { Authorizer, CallObserver, Invocation, JmapAnswer, JmapEngine, Limits, MethodVerb, ObjectType } from './contract.ts'
import { CreationIds } from './creation-ids.ts'
import { inspectJson } from './inspect-json.ts'
import { isJmapId } from './jmap-id.ts'
import type { Method, MethodAnswer } from './method.ts'
import { MethodFailure } from './method-failure.ts'
import { changesMethod } from './methods/changes.ts'
import { getMethod } from './methods/get.ts'
import { queryMethod } from './methods/query.ts'
import { queryChangesMethod } from './methods/query-changes.ts'
import { setMethod } from './methods/set.ts'
import { type MethodCall, parseRequest } from './parse-request.ts'
import { type ReferenceBudget, resolveReferences } from './result-reference.ts'
import { singletonId } from './singleton-id.ts'

export interface JmapEngineOptions<Context> {
  readonly types: readonly ObjectType<Context>[]
  /** Capabilities that a request may name in `using`, those too that existing tools name without need. */
  readonly capabilities: Iterable<string>
  readonly limits: Limits
  readonly authorizer: Authorizer<Context>
  readonly observer: CallObserver<Context>
  /** Told of bugs and outages, which the caller learns nothing of but `serverFail`. Must not throw. */
  readonly onError: (error: unknown, method: string) => void
}

const standardMethods: readonly (readonly [name: string, method: Method])[] = [
  ['get', getMethod],
  ['set', setMethod],
  ['query', queryMethod],
  ['changes', changesMethod],
  ['queryChanges', queryChangesMethod],
]

/** Ids of one call that the observer is told. */
const maxObservedIds = 20

interface Target<Context> {
  readonly type: ObjectType<Context>
  readonly method: Method
}

/** What one request carries from call to call. */
interface RequestRun<Context> {
  readonly context: Context
  readonly answers: Invocation[]
  readonly creations: CreationIds
  readonly budget: ReferenceBudget
}

/**
 * RFC 8620 over any object types. Method calls run one after the other; one that fails leaves the others alone.
 * @see RFC8620-3
 */
export function createJmapEngine<Context>(options: JmapEngineOptions<Context>): JmapEngine<Context> {
  const { types, limits, authorizer, observer, onError } = options
  const capabilities = new Set(options.capabilities)
  const targets = new Map<string, Target<Context>>()
  for (const type of types) {
    for (const [name, method] of standardMethods) if (method.isOf(type)) targets.set(`${type.name}/${name}`, { type, method })
  }

  const run = async (request: RequestRun<Context>, call: MethodCall): Promise<void> => {
    const target = targets.get(call.name)
    let args = call.args
    let outcome: MethodAnswer | { readonly failure: MethodFailure }
    try {
      if (target === undefined && call.name !== 'Core/echo') throw new MethodFailure('unknownMethod')
      args = resolveReferences(call.args, request.answers, request.budget)
      outcome = target === undefined ? { answer: args } : await runStandard(request, target, args)
    } catch (error) {
      const failure = error instanceof MethodFailure ? error : new MethodFailure('serverFail', undefined, { cause: error })
      if (failure.cause !== undefined) onError(failure.cause, methodName(call))
      outcome = { failure }
    }
    request.answers.push(
      'failure' in outcome ? ['error', errorToJson(outcome.failure), call.id] : [call.name, outcome.answer, call.id],
    )
    await observe(request.context, call, { target, args, outcome })
  }

  const runStandard = async (
    request: RequestRun<Context>,
    { type, method }: Target<Context>,
    args: JsonObject,
  ): Promise<MethodAnswer> => {
    const { problem, refusal } = inspectJson(args)
    const reason = problem ?? refusal
    if (reason !== undefined) throw new MethodFailure('invalidArguments', `In the arguments: ${reason}`)
    return await method.run({ type, args, context: request.context, limits, authorizer, creations: request.creations })
  }

  const observe = async (
    context: Context,
    call: MethodCall,
    done: {
      readonly target: Target<Context> | undefined
      readonly args: JsonObject
      readonly outcome: MethodAnswer | { readonly failure: MethodFailure }
    },
  ): Promise<void> => {
    const { target, args, outcome } = done
    const verbs: readonly MethodVerb[] = target?.method.verbs(target.type, args) ?? []
    const isFailure = 'failure' in outcome
    const { createdIds = [], readId, unknownIds }: Partial<MethodAnswer> = isFailure ? {} : outcome
    const named = target?.method.ids(args) ?? []
    const isSingleton = target?.type.isSingleton === true
    const isKnown = (id: string): boolean => (isSingleton ? id === singletonId : !isFailure && unknownIds?.has(id) !== true)
    const ids = [...createdIds, ...(readId === undefined ? [] : [readId]), ...named.filter(isKnown)].slice(0, maxObservedIds)
    const unknown = named.filter((id) => !isKnown(id)).slice(0, maxObservedIds)
    const error = 'failure' in outcome ? outcome.failure.error.type : outcome.setError
    const objectName = target === undefined ? {} : { objectName: target.type.name }
    const optional = { ...(unknown.length === 0 ? {} : { unknownIds: unknown }), ...(error === undefined ? {} : { error }) }
    const seen = { method: methodName(call), ...objectName, verbs, ids, ...optional }
    try {
      await observer.called(seen, context)
    } catch (problem) {
      onError(problem, methodName(call))
    }
  }

  return {
    handle: async (json: JsonValue, context: Context, sessionState: string): Promise<JmapAnswer> => {
      const parsed = parseRequest(json, { capabilities, limits })
      if ('error' in parsed) return { kind: 'refused', error: parsed.error }
      const creations = new CreationIds(parsed.createdIds)
      const request = { context, answers: [], creations, budget: { left: limits.maxSizeRequest } }
      for (const call of parsed.calls) await run(request, call)
      const createdIds = parsed.createdIds === undefined ? {} : { createdIds: creations.toJson() }
      return { kind: 'answered', response: { methodResponses: request.answers, ...createdIds, sessionState } }
    },
  }
}

function errorToJson({ error }: MethodFailure): JsonObject {
  return error.description === undefined ? { type: error.type } : { type: error.type, description: error.description }
}

/** The name of the method if it can be one, as it goes to logs. */
function methodName({ name }: MethodCall): string {
  const [type = '', method = '', ...rest] = name.split('/', 3)
  const isName = rest.length === 0 && type.split(':', 3).every(isJmapId) && isJmapId(method)
  return isName && name.length <= 100 ? name : '(no name of a method)'
}
