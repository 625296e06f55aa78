import type { AuthorizeOutcome, InteractionPage, Respond, TransactionId } from '@latchkey/core'
import type { Exchange } from '../http/exchange.ts'
import type { PageFrame, PageOptions } from '../http/page-frame.ts'
import { redirectLocation } from './redirect-location.ts'
import type { ErrorResponder } from './respond-error.ts'
import { sendHandOver } from './send-hand-over.ts'

/**
 * How the browser got here. After a form of ours a redirect to another origin is blocked by `form-action 'self'`, so the answer is a
 * page that goes on by itself.
 */
export type Arrival = 'link' | 'form'

/** Turns what the engine decided about an authorization request into a response. */
export class OutcomeResponder {
  readonly #frame: PageFrame
  readonly #errors: ErrorResponder

  constructor(frame: PageFrame, errors: ErrorResponder) {
    this.#frame = frame
    this.#errors = errors
  }

  respond(exchange: Exchange, outcome: AuthorizeOutcome, arrival: Arrival, setCookies: readonly string[] = []): Response {
    const { traceId } = outcome
    switch (outcome.kind) {
      case 'page-error':
        return this.#errors.page(exchange, outcome, { setCookies })
      case 'interact':
        return this.#frame.seeOther(this.pagePath(outcome.page, outcome.transaction.transactionId), { traceId, setCookies })
      case 'respond':
        return this.#deliver(exchange, outcome, arrival, { traceId, setCookies })
    }
  }

  /** Where the page of a transaction is. */
  pagePath(page: InteractionPage, transactionId: TransactionId): string {
    return `${this.#frame.base}/${page}?transaction=${transactionId}`
  }

  #deliver(exchange: Exchange, { response, client, traceId }: Respond, arrival: Arrival, options: PageOptions): Response {
    const clientName = client.name ?? client.clientId
    if (response.mode === 'form_post') {
      const view = { clientName, action: response.redirectUri, fields: response.parameters }
      const context = this.#frame.context(exchange, { traceId })
      return this.#frame.send(exchange, context, this.#frame.pages.formPost(context, view), options)
    }
    const location = redirectLocation(response)
    if (arrival === 'link') return this.#frame.seeOther(location, options)
    return sendHandOver(this.#frame, exchange, this.#frame.context(exchange, { traceId }), { clientName, location }, options)
  }
}
