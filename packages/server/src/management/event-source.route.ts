import { type Management, PushSubscriptions, parseEventSourceParameters } from '@latchkey/management'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'
import { CallsUnderWay } from './calls-under-way.ts'
import { problem } from './problem.ts'

const headers = {
  ...jsonHeaders,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': noStore,
  'x-accel-buffering': 'no',
}

/** Milliseconds after which a connection ends, so that its client comes back and is authenticated anew. */
const longestLife = 600_000

/** Event sources that one caller may hold open. */
const mostPerCaller = 10

/** RFC8620-7.3: tells of changes as long as the connection is open. */
export function eventSourceRoute(parts: ManagementParts & { readonly push: PushSubscriptions }): Handler {
  const { management, push } = parts
  const open = new CallsUnderWay(mostPerCaller)
  return authenticated(parts, (exchange, caller) => {
    const parameters = parseEventSourceParameters(new URLSearchParams(exchange.query))
    if ('mistake' in parameters) return problem(400, parameters.mistake)
    // Nobody reads, or ends, the body of an answer that has none.
    if (exchange.request.method === 'HEAD') return new Response(null, { headers })
    const end = open.begin(caller.id)
    if (end === undefined) return problem(429, 'Too many event sources are open.')
    const lastEventId = exchange.header('last-event-id')
    const encoder = new TextEncoder()
    let stop = (): void => {}
    let close = (): void => {}
    const timer = setTimeout(() => close(), longestLife)
    timer.unref()
    const release = (): void => {
      stop()
      clearTimeout(timer)
      end()
    }
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        close = () => {
          release()
          controller.close()
        }
        stop = push.open({
          parameters,
          accountId: caller.id,
          ...(lastEventId === undefined ? {} : { lastEventId }),
          states: () => management.states(caller),
          write: (text) => controller.enqueue(encoder.encode(text)),
          end: () => close(),
        })
      },
      cancel: release,
    })
    return new Response(body, { headers })
  })
}

/** Lets event sources hear of every change. */
export function pushOf(
  management: Pick<Management, 'onStateChange'>,
  onError: (error: unknown) => void,
): PushSubscriptions & Disposable {
  const push = new PushSubscriptions({
    startTimer: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds)
      return () => clearTimeout(timer)
    },
    onError,
  })
  const stop = management.onStateChange((type) => push.changed(type))
  return Object.assign(push, {
    [Symbol.dispose]: () => {
      stop()
      push.close()
    },
  })
}
