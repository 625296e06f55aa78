import { isPlanMode, type PlanEvent, type PlanMode, SnapshotRefused, VerificationRefused } from '@latchkey/management'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery } from '../http/form.ts'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'
import { CallsUnderWay } from './calls-under-way.ts'
import { managementHeaders } from './jmap.route.ts'
import { linesOf } from './lines-of.ts'
import { problem, signInAgain } from './problem.ts'

const streamHeaders = { ...jsonHeaders, 'content-type': 'application/x-ndjson', 'cache-control': noStore }

/** Plans and rollbacks of one caller at a time: each holds a whole file, or everything that changed, in memory. */
const mostPerCaller = 2

/** Plans, compares or applies a plan file: NDJSON in, `PlanEvent`s as NDJSON out while the work goes on. */
export function planRoute(parts: ManagementParts): Handler {
  const underWay = new CallsUnderWay(mostPerCaller)
  return authenticated(parts, async (exchange, caller) => {
    const query = queryOf(exchange)
    const mode = modeOf(query)
    if (mode instanceof Response) return mode
    const demand = mode === 'apply' ? parts.management.missingSignIn(caller) : undefined
    if (demand !== undefined) return signInAgain(parts.issuer, demand)
    const name = query.get('name') ?? 'plan'
    if (name.length > 200) return problem(400, 'name must have at most 200 characters.')
    const end = underWay.begin(caller.id)
    if (end === undefined) return tooMany()
    const body = linesOf(exchange.request)
    // The answer begins when the file has arrived: clients of HTTP/1.1 send first and read then.
    return stream(parts.management.plan(body.lines, { mode, name }, caller), { end, started: body.ended })
  })
}

/** Undoes everything that came after a revision. */
export function rollbackRoute(parts: ManagementParts): Handler {
  const underWay = new CallsUnderWay(mostPerCaller)
  return authenticated(parts, async (exchange, caller) => {
    const query = queryOf(exchange)
    const mode = modeOf(query)
    if (mode instanceof Response) return mode
    const demand = mode === 'apply' ? parts.management.missingSignIn(caller) : undefined
    if (demand !== undefined) return signInAgain(parts.issuer, demand)
    const revision = Number(query.get('revision') ?? 'none')
    if (!Number.isSafeInteger(revision) || revision < 0) return problem(400, 'revision must be the number of a revision.')
    const end = underWay.begin(caller.id)
    return end === undefined ? tooMany() : stream(parts.management.rollback(revision, mode, caller), { end })
  })
}

/** The objects of the types that are named, as lines of a plan file. */
export function snapshotRoute(parts: ManagementParts): Handler {
  return authenticated(parts, async (exchange, caller) => {
    const types = (queryOf(exchange).get('types') ?? '').split(',').filter((type) => type !== '')
    // Nobody reads, or ends, the body of an answer that has none.
    if (exchange.request.method === 'HEAD') return new Response(null, { headers: streamHeaders })
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
  const underWay = new CallsUnderWay(mostPerCaller)
  return authenticated(parts, async (_exchange, caller) => {
    const end = underWay.begin(caller.id)
    if (end === undefined) return tooMany()
    try {
      return new Response(JSON.stringify(await parts.management.verifyAudit(caller)), { headers: managementHeaders })
    } catch (error) {
      if (!(error instanceof VerificationRefused)) throw error
      return problem(403, error.message)
    } finally {
      end()
    }
  })
}

function tooMany(): Response {
  return problem(429, `No more than ${mostPerCaller} of these at a time.`, { headers: { 'retry-after': '5' } })
}

function queryOf(exchange: Exchange): ReadonlyMap<string, string> {
  return new Map(parseQuery(exchange.query))
}

function modeOf(query: ReadonlyMap<string, string>): PlanMode | Response {
  const mode = query.get('mode') ?? 'plan'
  return isPlanMode(mode) ? mode : problem(400, 'mode must be plan, diff or apply.')
}

/** @param run `end` is called when the work is over, or nobody reads on */
async function stream(
  events: AsyncIterable<PlanEvent>,
  { end, started }: { readonly end: () => void; readonly started?: Promise<void> },
): Promise<Response> {
  return textStream(
    (async function* () {
      try {
        for await (const event of events) yield JSON.stringify(event)
      } finally {
        end()
      }
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
