import {
  type Client,
  type Clock,
  newTraceId,
  OAuthError,
  type RandomBytes,
  type TraceId,
  type TraceRecorder,
} from '@latchkey/core'
import type { ErrorView } from '@latchkey/pages'
import { openCors } from '../http/cors.ts'
import type { Exchange } from '../http/exchange.ts'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { PageFrame, PageOptions } from '../http/page-frame.ts'
import type { Log } from '../log/log.ts'
import { clientView } from './client-view.ts'

export interface Refusal {
  readonly error: OAuthError
  readonly traceId?: TraceId | undefined
  readonly client?: Client | undefined
}

/** The one place where failures become responses. */
export class ErrorResponder {
  readonly #frame: PageFrame
  readonly #log: Log
  readonly #trace: TraceRecorder
  readonly #clock: Clock
  readonly #randomBytes: RandomBytes

  constructor(parts: {
    readonly frame: PageFrame
    readonly log: Log
    readonly trace: TraceRecorder
    readonly clock: Clock
    readonly randomBytes: RandomBytes
  }) {
    this.#frame = parts.frame
    this.#log = parts.log
    this.#trace = parts.trace
    this.#clock = parts.clock
    this.#randomBytes = parts.randomBytes
  }

  /**
   * What was thrown outside the engine, as a transaction of its own. Anything that is not a refusal of the catalogue is a bug of ours:
   * logged in full, told to nobody.
   */
  refusalOf(cause: unknown, exchange: Exchange): Refusal {
    const traceId = newTraceId({ randomBytes: this.#randomBytes, clock: this.#clock })
    const isRefusal = cause instanceof OAuthError
    if (!isRefusal) this.#log.write({ level: 'error', event: 'failure', at: exchange.path, cause, traceId })
    const error = isRefusal ? cause : new OAuthError('internal', { cause })
    const [endpoint = ''] = exchange.path
      .slice(this.#frame.base.length)
      .replace(/^\/(auth\/)?/, '')
      .split('/', 1)
    this.#trace.record(traceId, undefined, {
      at: this.#clock(),
      endpoint,
      outcome: 'refused',
      reason: error.reason,
      checks: [],
    })
    return { error, traceId }
  }

  logRefusal(exchange: Exchange, { error, traceId, client }: Refusal): void {
    this.#log.write({
      level: 'info',
      event: 'refused',
      path: exchange.path,
      error,
      ...(traceId === undefined ? {} : { traceId }),
      ...(client === undefined ? {} : { clientId: client.clientId }),
    })
  }

  /** RFC6749-5.2, for an endpoint that programs ask. `isOpen`: any origin may read it. */
  json(exchange: Exchange, refusal: Refusal, isOpen: boolean): Response {
    this.logRefusal(exchange, refusal)
    const { error } = refusal
    const headers = new Headers({ ...jsonHeaders, 'cache-control': noStore, ...(isOpen ? openCors : {}) })
    if (refusal.traceId !== undefined) headers.set('latchkey-trace', refusal.traceId)
    const body = JSON.stringify({ error: error.error, error_description: error.publicText })
    return new Response(body, { status: error.status, headers })
  }

  /** For the person in front of the browser. Never redirects. */
  page(exchange: Exchange, refusal: Refusal, options: PageOptions = {}): Response {
    this.logRefusal(exchange, refusal)
    const { error, traceId, client } = refusal
    const context = this.#frame.context(exchange, { traceId })
    const view: ErrorView = {
      error: error.error,
      description: error.publicText,
      reason: error.reason,
      ...(error.detail?.expected === undefined ? {} : { expected: error.detail.expected }),
      ...(error.detail?.received === undefined ? {} : { received: error.detail.received }),
      ...(client === undefined ? {} : { client: clientView(client, undefined) }),
    }
    return this.#frame.send(exchange, context, this.#frame.pages.error(context, view), {
      ...options,
      status: error.status,
      traceId,
    })
  }
}
