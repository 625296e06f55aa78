import { type Client, OAuthError, type TraceId } from '@latchkey/core'
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

  constructor(frame: PageFrame, log: Log) {
    this.#frame = frame
    this.#log = log
  }

  /** Anything that is not a refusal of the catalogue is a bug of ours: logged in full, told to nobody. */
  toRefusal(cause: unknown, exchange: Exchange): OAuthError {
    if (cause instanceof OAuthError) return cause
    this.#log.write({ level: 'error', event: 'failure', at: exchange.path, cause })
    return new OAuthError('internal', { cause })
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
