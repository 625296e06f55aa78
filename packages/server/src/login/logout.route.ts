import type { LogoutOutcome, Parameters, Provider } from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import { findSession } from '../oidc/authorize.route.ts'
import { clientView } from '../oidc/client-view.ts'
import type { ErrorResponder } from '../oidc/respond-error.ts'
import type { CsrfProtection } from './csrf.ts'
import { decisionOf } from './form-fields.ts'
import { type LoggedOutParts, sendLoggedOut } from './logged-out.ts'

export interface LogoutParts extends LoggedOutParts {
  readonly provider: Pick<Provider, 'logout' | 'findSession'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly csrf: CsrfProtection
  readonly cookies: Cookies
  readonly errors: ErrorResponder
}

/** Fields of the confirmation form that are not parameters of the request. */
const ownFields: ReadonlySet<string> = new Set(['csrf', 'decision'])

/** OIDCRPL-2: the logout endpoint, by GET and by POST. */
export function logoutRoute(parts: LogoutParts): Handler {
  return async (exchange) => {
    const isForm = exchange.request.method === 'POST'
    const parameters = isForm ? await readForm(exchange.request) : parseQuery(exchange.query)
    if (isForm && parts.cookies.isStranger(exchange)) {
      // As at the authorization endpoint: a POST from another site comes without the session.
      const location = `${parts.frame.base}/auth/logout?${new URLSearchParams(parameters.map(([name, value]) => [name, value]))}`
      if (location.length <= 8000) return parts.frame.seeOther(location)
    }
    return answer(parts, exchange, parameters, false)
  }
}

/** `GET /logout`: signing out of the provider itself. */
export function showLogout(parts: LogoutParts): Handler {
  return (exchange) => answer(parts, exchange, [], false)
}

/** `POST /logout`: `decision` is `logout` or `stay`. */
export function submitLogout(parts: LogoutParts): Handler {
  return async (exchange) => {
    const fields = await readForm(exchange.request)
    const browser = parts.cookies.browser(exchange)
    const session = await findSession(parts.provider, parts.cookies, exchange)
    parts.csrf.check(exchange, 'logout', { fields, subject: session?.sessionId ?? '', browser })
    const decision = decisionOf(new Map(fields), ['logout', 'stay'])
    if (decision === 'stay') return parts.frame.seeOther(`${parts.frame.base}/`)
    return answer(parts, exchange, requestOf(fields), true)
  }
}

/** The logout request without what belongs to the form: a link cannot fill in the form's own fields. */
function requestOf(parameters: Parameters): Parameters {
  return parameters.filter(([name]) => !ownFields.has(name))
}

async function answer(parts: LogoutParts, exchange: Exchange, parameters: Parameters, confirmed: boolean): Promise<Response> {
  const session = await findSession(parts.provider, parts.cookies, exchange)
  const outcome = await parts.provider.logout({ parameters, session, confirmed, address: exchange.remoteAddress })
  switch (outcome.kind) {
    case 'page-error':
      return parts.errors.page(exchange, outcome)
    case 'confirm':
      return askFirst(parts, exchange, outcome, parameters)
    case 'signed-out':
      return sendLoggedOut(parts, exchange, outcome, parts.cookies.sessionOver(exchange))
  }
}

async function askFirst(
  { accounts, csrf, cookies, frame }: LogoutParts,
  exchange: Exchange,
  { session, client, traceId, uiLocales }: Extract<LogoutOutcome, { readonly kind: 'confirm' }>,
  parameters: Parameters,
): Promise<Response> {
  const known = cookies.browser(exchange)
  const browser = known ?? cookies.newBrowser()
  const account = await accounts.find(session.accountId)
  const context = frame.context(exchange, { traceId, uiLocales })
  const view = {
    hidden: [...requestOf(parameters), csrf.field('logout', session.sessionId, browser)],
    signedInAs: account?.username ?? '',
    ...(client === undefined ? {} : { client: clientView(client, undefined) }),
  }
  const setCookies = known === undefined ? [cookies.setBrowser(browser)] : []
  return frame.send(exchange, context, frame.pages.logout(context, view), { traceId, setCookies })
}
