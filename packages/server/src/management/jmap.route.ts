import { OAuthError } from '@latchkey/core'
import type { Caller, JsonValue } from '@latchkey/management'
import { readOctets } from '../http/form.ts'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'
import { problem } from './problem.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })
export const managementHeaders = { ...jsonHeaders, 'content-type': 'application/json; charset=utf-8', 'cache-control': noStore }

/** RFC8620-3.3: one handler for all spellings of the path. */
export function jmapRoute(parts: ManagementParts): Handler {
  const { management } = parts
  const underWay = new Map<string, number>()
  return authenticated(parts, async (exchange, caller) => {
    const { maxConcurrentRequests, maxSizeRequest } = management.limits
    const running = underWay.get(caller.id) ?? 0
    if (running >= maxConcurrentRequests) return overLimit('maxConcurrentRequests', maxConcurrentRequests)
    underWay.set(caller.id, running + 1)
    try {
      return await answer(parts, exchange.request, caller, maxSizeRequest)
    } finally {
      const left = (underWay.get(caller.id) ?? 1) - 1
      if (left === 0) underWay.delete(caller.id)
      else underWay.set(caller.id, left)
    }
  })
}

async function answer({ management }: ManagementParts, request: Request, caller: Caller, limit: number): Promise<Response> {
  const type = request.headers.get('content-type')
  if (type !== null && !/^application\/json\s*(;|$)/i.test(type)) return notJson('Content-Type must be application/json.')
  let octets: Uint8Array
  try {
    octets = await readOctets(request, limit)
  } catch (error) {
    if (error instanceof OAuthError && error.reason === 'body_too_large') return overLimit('maxSizeRequest', limit)
    throw error
  }
  const parsed = parse(octets)
  if (parsed === undefined) return notJson('The body must be I-JSON (RFC 7493).')
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

function overLimit(limit: string, value: number): Response {
  return problem(400, `More than ${limit} allows, which is ${value}.`, {
    type: 'urn:ietf:params:jmap:error:limit',
    members: { limit },
  })
}
