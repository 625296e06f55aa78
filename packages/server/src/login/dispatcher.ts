import type { AuthorizeOutcome, InteractionPage, Provider, ResumeInput, Session } from '@latchkey/core'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { findSession } from '../oidc/authorize.route.ts'
import type { Arrival, OutcomeResponder } from '../oidc/respond-outcome.ts'
import { transactionIdOf } from './form-fields.ts'

type Asked = Pick<Provider, 'resume' | 'findSession'>

/**
 * Leads a browser through the pages of a transaction. A page does its own step and comes back here; what is next is decided by the
 * engine from stored state, so reload, back button, a second tab and a double submit all end where they should.
 */
export class Dispatcher {
  readonly #provider: Asked
  readonly #cookies: Cookies
  readonly #outcomes: OutcomeResponder

  constructor(parts: { readonly provider: Asked; readonly cookies: Cookies; readonly outcomes: OutcomeResponder }) {
    this.#provider = parts.provider
    this.#cookies = parts.cookies
    this.#outcomes = parts.outcomes
  }

  /** Which transaction a request means, and who asks. `id`: from the query or the form. */
  async identify(exchange: Exchange, id: string | null | undefined): Promise<ResumeInput> {
    return {
      transactionId: transactionIdOf(id),
      session: await findSession(this.#provider, this.#cookies, exchange),
      browser: this.#cookies.browser(exchange),
      address: exchange.remoteAddress,
    }
  }

  /** Before a page is shown: `undefined` if it is the turn of one of `pages`, else where to go instead. */
  async elsewhere(exchange: Exchange, input: ResumeInput, pages: readonly InteractionPage[]): Promise<Response | undefined> {
    const outcome = await this.#provider.resume(input)
    if (outcome.kind === 'interact' && pages.includes(outcome.page)) return undefined
    return this.#outcomes.respond(exchange, outcome, 'link')
  }

  /** After a step was done. */
  async next(exchange: Exchange, input: ResumeInput, setCookies: readonly string[]): Promise<Response> {
    return this.answer(exchange, await this.#provider.resume(input), 'form', setCookies)
  }

  answer(exchange: Exchange, outcome: AuthorizeOutcome, arrival: Arrival, setCookies: readonly string[] = []): Response {
    return this.#outcomes.respond(exchange, outcome, arrival, setCookies)
  }
}

/** The same request by somebody who is signed in now, or no more. */
export function withSession(input: ResumeInput, session: Session | undefined): ResumeInput {
  return { ...input, session }
}
