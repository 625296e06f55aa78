import { type PendingBackchannel, type Provider, singleValues } from '@latchkey/core'
import type { RequestsView, WaitingRequestView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import { clientView } from '../oidc/client-view.ts'
import { askingHost } from './asking-host.ts'
import type { CsrfProtection } from './csrf.ts'
import { decisionOf } from './form-fields.ts'
import { localSignInPath } from './local-sign-in.ts'
import { type Visitor, type VisitorParts, visitorOf } from './signed-in-visitor.ts'

export interface RequestsParts extends VisitorParts {
  readonly provider: Pick<Provider, 'findSession' | 'pendingBackchannel' | 'decideBackchannel'>
  readonly csrf: CsrfProtection
  readonly frame: PageFrame
}

/** `GET /requests` (CIBA-8): what clients ask of the person while they are elsewhere, one at a time: the first, or the one that `request` names. */
export function showRequests(parts: RequestsParts): Handler {
  return async (exchange) => {
    const visitor = await visitorOf(parts, exchange)
    return visitor === undefined ? signIn(parts) : list(parts, exchange, visitor)
  }
}

/** `POST /requests`: `decision` about one of them is `allow` or `deny`. */
export function submitRequest(parts: RequestsParts): Handler {
  const { provider, csrf } = parts
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const fields = singleValues(sent)
    const visitor = await visitorOf(parts, exchange)
    if (visitor === undefined) return signIn(parts)
    const { session, browser } = visitor
    csrf.check(exchange, 'requests', { fields: sent, subject: session.sessionId, browser })
    const decision = decisionOf(fields, ['allow', 'deny'])
    const requestId = fields.get('request') ?? ''
    const outcome = await provider.decideBackchannel({ requestId, session, decision, address: exchange.remoteAddress })
    return outcome === 'stale' ? signIn(parts) : list(parts, exchange, visitor, outcome)
  }
}

/** Also for somebody who is signed in, but too long ago. */
function signIn({ frame }: RequestsParts): Response {
  return frame.seeOther(localSignInPath(frame.base, 'requests', {}))
}

async function list(
  parts: RequestsParts,
  exchange: Exchange,
  visitor: Visitor,
  outcome?: NonNullable<RequestsView['outcome']>,
): Promise<Response> {
  const { frame, provider } = parts
  const { session, username, setCookies } = visitor
  const pending = await provider.pendingBackchannel(session)
  const chosen = new Map(parseQuery(exchange.query)).get('request')
  const shown = pending.find(({ request }) => request.requestId === chosen) ?? pending[0]
  const view: RequestsView = {
    signedInAs: username,
    others: pending.flatMap((waiting) => (waiting === shown ? [] : [otherView(frame.base, waiting)])),
    ...(shown === undefined ? {} : { request: requestView(parts, shown, visitor) }),
    ...(outcome === undefined ? {} : { outcome }),
  }
  const context = frame.context(exchange)
  return frame.send(exchange, context, frame.pages.requests(context, view), { setCookies })
}

function otherView(base: string, { request, client }: PendingBackchannel): RequestsView['others'][number] {
  const href = `${base}/requests?${new URLSearchParams({ request: request.requestId }).toString()}`
  return { clientName: client.name ?? client.clientId, href, requestedAt: request.createdAt }
}

function requestView({ csrf }: RequestsParts, waiting: PendingBackchannel, { session, browser }: Visitor): WaitingRequestView {
  const { request, client, scopeDescriptions, resources } = waiting
  const { bindingMessage } = request
  const host = askingHost(client, request)
  return {
    client: clientView(client, undefined),
    ...(host === undefined ? {} : { host }),
    hidden: [['request', request.requestId], csrf.field('requests', session.sessionId, browser)],
    ...(bindingMessage === undefined ? {} : { bindingMessage }),
    ...{ scopes: request.scopes, scopeDescriptions, resources },
    ...{ requestedFrom: request.requestedFrom, requestedAt: request.createdAt, validUntil: request.validUntil },
  }
}
