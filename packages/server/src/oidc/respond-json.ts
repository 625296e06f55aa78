import type { JsonAnswer, Parameters } from '@latchkey/core'
import { openCors } from '../http/cors.ts'
import type { Exchange } from '../http/exchange.ts'
import { readForm } from '../http/form.ts'
import { jsonHeaders, noStore } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'

/** Headers with the name of a trace. Copied for each answer, which is cheaper than to read them from a record each time. */
class TracedHeaders {
  readonly #untraced: Headers
  #last: { readonly traceId: string; readonly headers: Headers } | undefined

  constructor(fields: Readonly<Record<string, string>>) {
    this.#untraced = new Headers({ ...jsonHeaders, ...fields, 'cache-control': noStore })
  }

  /**
   * For an answer without other fields: requests without a person share a trace for a while. A response on Node.js keeps what it is given, so
   * nobody may add to the headers of an answer afterwards, only to a copy.
   */
  of(traceId: string): Headers {
    if (this.#last?.traceId !== traceId) this.#last = { traceId, headers: this.copyFor(traceId) }
    return this.#last.headers
  }

  /** To be added to. */
  copyFor(traceId: string): Headers {
    const headers = new Headers(this.#untraced)
    headers.set('latchkey-trace', traceId)
    return headers
  }
}

const closedHeaders = new TracedHeaders({})
const openHeaders = new TracedHeaders(openCors)

/** Sends the answer of a protocol endpoint; a refusal is logged. `isClosed`: pages of other origins may not read it. */
export function respondJson(exchange: Exchange, answer: JsonAnswer, errors: ErrorResponder, isClosed: boolean = false): Response {
  if (answer.refusal !== undefined) errors.logRefusal(exchange, { error: answer.refusal, traceId: answer.traceId })
  const traced = isClosed ? closedHeaders : openHeaders
  const isPlain =
    answer.challenge === undefined &&
    answer.dpopNonce === undefined &&
    answer.signed === undefined &&
    answer.retryAfter === undefined
  if (isPlain) return new Response(bodyOf(answer), { status: answer.status, headers: traced.of(answer.traceId) })
  const headers = traced.copyFor(answer.traceId)
  if (answer.challenge !== undefined) headers.set('www-authenticate', answer.challenge)
  if (answer.dpopNonce !== undefined) headers.set('dpop-nonce', answer.dpopNonce)
  if (answer.signed !== undefined) {
    headers.set('content-type', answer.signed.mediaType)
    return new Response(answer.signed.jwt, { status: answer.status, headers })
  }
  if (answer.retryAfter !== undefined) headers.set('retry-after', String(answer.retryAfter))
  return new Response(bodyOf(answer), { status: answer.status, headers })
}

function bodyOf({ body }: JsonAnswer): string | null {
  return body === undefined ? null : JSON.stringify(body)
}

/** A route whose engine method takes a request and gives a JSON answer. */
export function jsonRoute(errors: ErrorResponder, ask: (exchange: Exchange) => Promise<JsonAnswer>): Handler {
  return async (exchange) => respondJson(exchange, await ask(exchange), errors)
}

/** The same for one that takes a form (RFC6749-B). */
export function formRoute(errors: ErrorResponder, ask: (exchange: Exchange, form: Parameters) => Promise<JsonAnswer>): Handler {
  return async (exchange) => respondJson(exchange, await ask(exchange, await readForm(exchange.request)), errors)
}

/** The same for servers alone: no page of another origin may read the answer. */
export function closedFormRoute(
  errors: ErrorResponder,
  ask: (exchange: Exchange, form: Parameters) => Promise<JsonAnswer>,
): Handler {
  return async (exchange) => respondJson(exchange, await ask(exchange, await readForm(exchange.request)), errors, true)
}
