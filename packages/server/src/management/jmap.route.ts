import { OAuthError } from '@latchkey/core'
import type { Caller, JsonValue } from '@latchkey/management'
import { readOctets } from '../http/form.ts'
import { jsonHeaders, noStore } from '../http/headers.ts'
import { jsonExtent } from '../http/json-extent.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'
import { CallsUnderWay } from './calls-under-way.ts'
import { problem, signInAgain } from './problem.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })
/** Values of a request, members and items at every depth: more would keep others waiting for too long. */
const mostValues = 200_000
/** Arrays and objects inside each other that a request can have; the arguments of a method may have fewer. */
const mostLevels = 200

export const managementHeaders = { ...jsonHeaders, 'content-type': 'application/json; charset=utf-8', 'cache-control': noStore }

/** RFC8620-3.3: one handler for all spellings of the path. */
export function jmapRoute(parts: ManagementParts): Handler {
  const { maxConcurrentRequests, maxSizeRequest } = parts.management.limits
  const underWay = new CallsUnderWay(maxConcurrentRequests)
  return authenticated(parts, async (exchange, caller) => {
    const end = underWay.begin(caller.id)
    if (end === undefined) return overLimit('maxConcurrentRequests', maxConcurrentRequests)
    try {
      return await answer(parts, exchange.request, caller, maxSizeRequest)
    } finally {
      end()
    }
  })
}

async function answer(
  { management, issuer }: ManagementParts,
  request: Request,
  caller: Caller,
  limit: number,
): Promise<Response> {
  const type = request.headers.get('content-type')
  if (type !== null && !/^application\/json\s*(;|$)/i.test(type)) return notJson('Content-Type must be application/json.')
  let octets: Uint8Array
  try {
    octets = await readOctets(request, limit)
  } catch (error) {
    if (error instanceof OAuthError && error.reason === 'body_too_large') return overLimit('maxSizeRequest', limit)
    throw error
  }
  const { values, depth } = jsonExtent(octets)
  if (depth <= mostLevels && values > mostValues) {
    return overLimit('maxSizeRequest', limit, `The request has more than ${mostValues} values.`)
  }
  const parsed = depth > mostLevels ? undefined : parse(octets)
  if (parsed === undefined) return notJson('The body must be I-JSON (RFC 7493).')
  const demand = management.missingSignIn(caller, parsed)
  if (demand !== undefined) return signInAgain(issuer, demand)
  const outcome = await management.handle(parsed, caller)
  if (outcome.kind === 'answered') return new Response(JSON.stringify(outcome.response), { headers: managementHeaders })
  const { type: error, status, detail, limit: exceeded } = outcome.error
  return problem(status === 413 ? 413 : 400, detail, {
    type: error,
    ...(exceeded === undefined ? {} : { members: { limit: exceeded } }),
  })
}

function parse(octets: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(strictUtf8.decode(octets)) as JsonValue
  } catch {
    return undefined
  }
}

function notJson(detail: string): Response {
  return problem(400, detail, { type: 'urn:ietf:params:jmap:error:notJSON' })
}

function overLimit(limit: string, value: number, detail = `More than ${limit} allows, which is ${value}.`): Response {
  return problem(400, detail, {
    type: 'urn:ietf:params:jmap:error:limit',
    members: { limit },
  })
}
