import { type Caller, isPlanMode, type PlanEvent, type PlanMode, SnapshotRefused } from '@latchkey/management'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery } from '../http/form.ts'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'
import { managementHeaders } from './jmap.route.ts'
import { linesOf } from './lines-of.ts'
import { problem } from './problem.ts'

const streamHeaders = { ...jsonHeaders, 'content-type': 'application/x-ndjson', 'cache-control': noStore }

/** Plans, compares or applies a plan file: NDJSON in, `PlanEvent`s as NDJSON out while the work goes on. */
export function planRoute(parts: ManagementParts): Handler {
  return authenticated(parts, async (exchange, caller) => {
    const query = queryOf(exchange)
    const mode = modeOf(query)
    if (mode instanceof Response) return mode
    const name = query.get('name') ?? 'plan'
    if (name.length > 200) return problem(400, 'name must have at most 200 characters.')
    const body = linesOf(exchange.request)
    // The answer begins when the file has arrived: clients of HTTP/1.1 send first and read then.
    return stream(parts.management.plan(body.lines, { mode, name }, caller), body.ended)
  })
}

/** Undoes everything that came after a revision. */
export function rollbackRoute(parts: ManagementParts): Handler {
  return authenticated(parts, async (exchange, caller) => {
    const query = queryOf(exchange)
    const mode = modeOf(query)
    if (mode instanceof Response) return mode
    const revision = Number(query.get('revision') ?? 'none')
    if (!Number.isSafeInteger(revision) || revision < 0) return problem(400, 'revision must be the number of a revision.')
    return stream(parts.management.rollback(revision, mode, caller), Promise.resolve())
  })
}

/** The objects of the types that are named, as lines of a plan file. */
export function snapshotRoute(parts: ManagementParts): Handler {
  return authenticated(parts, async (exchange, caller) => {
    const types = (queryOf(exchange).get('types') ?? '').split(',').filter((type) => type !== '')
    try {
      return await textStream(parts.management.snapshot(types, caller))
    } catch (error) {
      if (!(error instanceof SnapshotRefused)) throw error
      return problem(error.reason === 'forbidden' ? 403 : 400, error.message)
    }
  })
}

/** Recomputes the chain of the audit log. */
export function verifyAuditRoute(parts: ManagementParts): Handler {
  return authenticated(parts, async (_exchange, caller: Caller) => {
    const verdict = await parts.management.verifyAudit(caller)
    return new Response(JSON.stringify(verdict), { headers: managementHeaders })
  })
}

function queryOf(exchange: Exchange): ReadonlyMap<string, string> {
  return new Map(parseQuery(exchange.query))
}

function modeOf(query: ReadonlyMap<string, string>): PlanMode | Response {
  const mode = query.get('mode') ?? 'plan'
  return isPlanMode(mode) ? mode : problem(400, 'mode must be plan, diff or apply.')
}

async function stream(events: AsyncIterable<PlanEvent>, started: Promise<void>): Promise<Response> {
  return textStream(
    (async function* () {
      for await (const event of events) yield JSON.stringify(event)
    })(),
    started,
  )
}

/** Lines as they come, with what came before `started` kept back. The work goes on as fast as it is read. */
async function textStream(lines: AsyncIterable<string>, started: Promise<void> = Promise.resolve()): Promise<Response> {
  const iterator = lines[Symbol.asyncIterator]()
  const early: string[] = []
  let isStarted = false
  let isOver = false
  void started.then(() => {
    isStarted = true
  })
  do {
    const next = await iterator.next()
    isOver = next.done === true
    if (next.done !== true) early.push(`${next.value}\n`)
    await Promise.resolve()
  } while (!isOver && !isStarted)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(early.join('')))
      if (isOver) controller.close()
    },
    async pull(controller) {
      const next = await iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(encoder.encode(`${next.value}\n`))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
  return new Response(body, { headers: streamHeaders })
}
