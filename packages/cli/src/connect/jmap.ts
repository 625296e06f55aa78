import type { JsonObject, JsonValue } from '@latchkey/management'
import { Failure } from '../command.ts'
import { oneLine } from '../one-line.ts'
import type { Invocation, Transport } from './transport.ts'

/** Page size where a session does not say. */
const defaultPageSize = 500

/** The answer to one call. @throws Failure with the method error, or when the answer is none */
export async function callMethod(transport: Transport, name: string, args: JsonObject, id = 'c0'): Promise<JsonObject> {
  const [answer] = await callMethods(transport, [[name, args, id]])
  if (answer === undefined) throw new Failure('unexpected server response: no method response')
  return answer
}

/** As `callMethod`, for a call with `ifInState`; `undefined`: something has changed since (RFC8620-5.3), and nothing was done. */
export async function callUnlessChanged(transport: Transport, name: string, args: JsonObject): Promise<JsonObject | undefined> {
  const [response] = await transport.call([[name, args, 'c0']])
  if (response === undefined) throw new Failure('unexpected server response: no method response')
  const [kind, answer] = response
  if (kind !== 'error') return answer
  if (answer['type'] === 'stateMismatch') return undefined
  throw new Failure(describeMethodError(answer))
}

/** The answers to calls, in their order. @throws Failure with the first method error, or when answers are missing */
export async function callMethods(transport: Transport, calls: readonly Invocation[]): Promise<readonly JsonObject[]> {
  const responses = await transport.call(calls)
  const failed = responses.find(([name]) => name === 'error')
  if (failed !== undefined) throw new Failure(describeMethodError(failed[1]))
  if (responses.length !== calls.length) {
    throw new Failure(`unexpected server response: ${responses.length} method responses instead of ${calls.length}`)
  }
  return responses.map(([, args]) => args)
}

/** `maxObjectsInGet` of a session, which is also the size of a page. */
export async function pageSizeOf(transport: Transport): Promise<number> {
  const session = await transport.session()
  const limit = objectOf(objectOf(session['capabilities'])['urn:ietf:params:jmap:core'])['maxObjectsInGet']
  return typeof limit === 'number' && limit > 0 ? limit : defaultPageSize
}

function describeMethodError(error: JsonObject): string {
  const { type, description } = error
  return `jmap error: ${oneLine(String(type))}${typeof description === 'string' ? `: ${oneLine(description)}` : ''}`
}

/** A JSON object, or an empty one in place of anything else. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {}
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
