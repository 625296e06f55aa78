import { type PendingRequest, type ResumeInput, singleValues } from '@latchkey/core'
import type { ConsentView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import { clientView } from '../oidc/client-view.ts'
import type { DecisionPageParts } from './decision-page-parts.ts'
import { withSession } from './dispatcher.ts'
import { decisionOf } from './form-fields.ts'

/** `GET /consent`: asks whether the client may have what it wants. */
export function showConsent(parts: DecisionPageParts): Handler {
  return async (exchange) => {
    const input = await parts.dispatcher.identify(exchange, new Map(parseQuery(exchange.query)).get('transaction'))
    const pending = await parts.provider.openTransaction(input)
    const elsewhere = await parts.dispatcher.elsewhere(exchange, input, ['consent'])
    return elsewhere ?? renderConsent(parts, exchange, input, pending)
  }
}

/** `POST /consent`: `decision` is `allow`, `deny` or `switch`. */
export function submitConsent(parts: DecisionPageParts): Handler {
  const { provider, dispatcher, csrf, cookies } = parts
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const fields = singleValues(sent)
    const input = await dispatcher.identify(exchange, fields.get('transaction'))
    csrf.check(exchange, 'consent', { fields: sent, subject: subjectOf(input), browser: input.browser })
    const decision = decisionOf(fields, ['allow', 'deny', 'switch'])
    if (decision !== 'switch') return dispatcher.answer(exchange, await provider.decide(input, { kind: decision }), 'form')
    // The person goes on as somebody else.
    if (input.session !== undefined) await provider.endSession(input.session, { address: exchange.remoteAddress })
    return dispatcher.next(exchange, withSession(input, undefined), cookies.sessionOver(exchange))
  }
}

async function renderConsent(
  parts: DecisionPageParts,
  exchange: Exchange,
  input: ResumeInput,
  pending: PendingRequest,
): Promise<Response> {
  const { frame, csrf } = parts
  const { transaction, client, redirectUri, scopes, newScopes, claims, newClaims, resources, newResources, details } = pending
  const account = input.session === undefined ? undefined : await parts.accounts.find(input.session.accountId)
  const { traceId, transactionId } = transaction
  const context = frame.context(exchange, {
    traceId,
    uiLocales: pending.uiLocales,
    self: `${frame.base}/consent?transaction=${transactionId}`,
  })
  const token = input.browser === undefined ? [] : [csrf.field('consent', subjectOf(input), input.browser)]
  // Where all is new, nothing stands out.
  const newOnes = [newScopes, newClaims, newResources, details.filter(({ isNew }) => isNew)].flat().length
  const isPartNew = newOnes < [scopes, claims, resources, details].flat().length
  const view: ConsentView = {
    client: clientView(client, redirectUri),
    hidden: [['transaction', transactionId], ...token],
    signedInAs: account?.username ?? '',
    scopes: scopes.map((scope) => ({ scope, isNew: isPartNew && newScopes.includes(scope) })),
    claims: claims.map((claim) => ({ claim, isNew: isPartNew && newClaims.includes(claim) })),
    resources: resources.map((named) => ({ ...named, isNew: isPartNew && newResources.includes(named.resource) })),
    details: details.map((detail) => ({ ...detail, isNew: isPartNew && detail.isNew })),
    asksAgain: pending.asksForDetailsAlways,
    scopeDescriptions: pending.scopeDescriptions,
    canSwitchAccount: true,
  }
  return frame.send(exchange, context, frame.pages.consent(context, view), { traceId })
}

/** Bound to the account, too: what one person was shown, another who signed in meanwhile cannot have allowed. */
function subjectOf({ transactionId, session }: ResumeInput): string {
  return `${transactionId} ${session?.accountId ?? ''}`
}
