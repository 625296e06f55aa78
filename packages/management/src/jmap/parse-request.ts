import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { Limits, RequestError } from './contract.ts'
import { inspectJson } from './inspect-json.ts'
import { isJmapId } from './jmap-id.ts'
import { isJsonObject, ownMember } from './json-object.ts'
import { limitExceeded, notJson, notRequest, unknownCapability } from './request-error.ts'

export interface MethodCall {
  readonly name: string
  /** As sent; result references are not resolved. */
  readonly args: JsonObject
  readonly id: string
}

export interface ParsedRequest {
  readonly calls: readonly MethodCall[]
  /** Present if the request has them. */
  readonly createdIds?: ReadonlyMap<string, string>
}

export interface RequestRules {
  /** Capabilities that a request may name. */
  readonly capabilities: ReadonlySet<string>
  readonly limits: Limits
}

/**
 * A Request object, or the request-level error. Members that RFC 8620 does not define are ignored. Whether a capability was named is not
 * looked at again: every method works without, as existing tools leave `urn:stalwart:jmap` out.
 * @see RFC8620-3.3
 */
export function parseRequest(request: JsonValue, rules: RequestRules): ParsedRequest | { readonly error: RequestError } {
  if (!isJsonObject(request)) return { error: notRequest('The request must be an object.') }
  const error = usingProblem(ownMember(request, 'using'), rules.capabilities)
  if (error !== undefined) return { error }
  const calls = parseCalls(ownMember(request, 'methodCalls'), rules.limits)
  if ('error' in calls) return calls
  const given = ownMember(request, 'createdIds')
  if (given === undefined) return calls
  const createdIds = parseCreatedIds(given)
  if (createdIds === undefined) return { error: notRequest('createdIds: must be an object of ids by creation id.') }
  return { ...calls, createdIds }
}

function usingProblem(using: JsonValue | undefined, known: ReadonlySet<string>): RequestError | undefined {
  if (!Array.isArray(using)) return notRequest('using: must be a list of capabilities.')
  for (const capability of using) {
    if (typeof capability !== 'string') return notRequest('using: must be a list of capabilities.')
    if (!known.has(capability)) return unknownCapability(capability)
  }
  return undefined
}

function parseCalls(
  value: JsonValue | undefined,
  limits: Limits,
): { readonly calls: readonly MethodCall[] } | { readonly error: RequestError } {
  if (!Array.isArray(value)) return { error: notRequest('methodCalls: must be a list of method calls.') }
  if (value.length > limits.maxCallsInRequest) return { error: limitExceeded('maxCallsInRequest', limits) }
  const calls: MethodCall[] = []
  for (const [index, invocation] of value.entries()) {
    const call = parseCall(invocation)
    if (call === undefined) {
      return { error: notRequest(`methodCalls[${index}]: must be a list of the method's name, its arguments and an id.`) }
    }
    const { problem } = inspectJson(invocation)
    if (problem !== undefined) return { error: notJson(`methodCalls[${index}]: ${problem}.`) }
    calls.push(call)
  }
  return { calls }
}

function parseCall(value: JsonValue): MethodCall | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined
  const [name, args, id]: readonly (JsonValue | undefined)[] = value
  return typeof name === 'string' && isJsonObject(args) && typeof id === 'string' ? { name, args, id } : undefined
}

function parseCreatedIds(value: JsonValue): ReadonlyMap<string, string> | undefined {
  if (!isJsonObject(value)) return undefined
  const ids = new Map<string, string>()
  for (const [creationId, id] of Object.entries(value)) {
    if (!isJmapId(creationId) || typeof id !== 'string' || !isJmapId(id)) return undefined
    ids.set(creationId, id)
  }
  return ids
}
