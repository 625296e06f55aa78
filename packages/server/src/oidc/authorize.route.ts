import type { AuthorizeInput, Parameters, Provider } from '@latchkey/core'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import type { OutcomeResponder } from './respond-outcome.ts'

export interface AuthorizeParts {
  readonly provider: Pick<Provider, 'authorize' | 'findSession' | 'browserState'>
  readonly cookies: Cookies
  readonly frame: PageFrame
  readonly outcomes: OutcomeResponder
}

/** Longest request that is repeated by GET. */
const longestUrl = 8000

/** OIDCC-3.1.2.1: the authorization endpoint, by GET and by POST. */
export function authorizeRoute({ provider, cookies, frame, outcomes }: AuthorizeParts): Handler {
  return async (exchange) => {
    const isForm = exchange.request.method === 'POST'
    const parameters = isForm ? await readForm(exchange.request) : parseQuery(exchange.query)
    if (isForm && cookies.isStranger(exchange)) {
      // Browsers leave SameSite=Lax cookies out of a POST from another site, but not out of the GET that follows it.
      const location = `${frame.base}/auth/authorize?${encodeQuery(parameters)}`
      if (location.length <= longestUrl) return frame.seeOther(location)
    }
    const known = cookies.browser(exchange)
    const browser = known ?? cookies.newBrowser()
    const session = await findSession(provider, cookies, exchange)
    const outcome = await provider.authorize({ parameters, session, browser, address: exchange.remoteAddress })
    const state = cookies.stateOf(exchange, session === undefined ? undefined : provider.browserState(session))
    const setCookies = [...state, ...(known === undefined && outcome.kind === 'interact' ? [cookies.setBrowser(browser)] : [])]
    return outcomes.respond(exchange, outcome, isForm ? 'form' : 'link', setCookies)
  }
}

/** The signed-in browser, if it is one. */
export async function findSession(
  provider: Pick<Provider, 'findSession'>,
  cookies: Cookies,
  exchange: Exchange,
): Promise<AuthorizeInput['session']> {
  const cookie = cookies.session(exchange)
  return cookie === undefined ? undefined : provider.findSession(cookie)
}

function encodeQuery(parameters: Parameters): string {
  return new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()
}
