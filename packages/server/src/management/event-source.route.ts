import { type Management, PushSubscriptions, parseEventSourceParameters } from '@latchkey/management'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'
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
  const open = new Map<string, number>()
  return authenticated(parts, (exchange, caller) => {
    const parameters = parseEventSourceParameters(new URLSearchParams(exchange.query))
    if ('mistake' in parameters) return problem(400, parameters.mistake)
    const held = open.get(caller.id) ?? 0
    if (held >= mostPerCaller) return problem(429, 'Too many event sources are open.')
    open.set(caller.id, held + 1)
    const lastEventId = exchange.header('last-event-id')
    const encoder = new TextEncoder()
    let stop = (): void => {}
    let end = (): void => {}
    const timer = setTimeout(() => end(), longestLife)
    timer.unref()
    const release = (): void => {
      stop()
      clearTimeout(timer)
      const left = (open.get(caller.id) ?? 1) - 1
      if (left === 0) open.delete(caller.id)
      else open.set(caller.id, left)
    }
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        end = () => {
          release()
          controller.close()
        }
        stop = push.open({
          parameters,
          accountId: caller.id,
          ...(lastEventId === undefined ? {} : { lastEventId }),
          states: () => management.states(caller),
          write: (text) => controller.enqueue(encoder.encode(text)),
          end: () => end(),
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
