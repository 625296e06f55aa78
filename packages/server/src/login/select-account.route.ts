import { type ResumeInput, type Session, singleValues } from '@latchkey/core'
import type { SelectAccountView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import { clientView } from '../oidc/client-view.ts'
import type { DecisionPageParts } from './decision-page-parts.ts'
import { withSession } from './dispatcher.ts'
import { decisionOf } from './form-fields.ts'

/** `GET /select-account` (`prompt=select_account`, OIDCC-3.1.2.1): asks which account to go on with. */
export function showSelectAccount(parts: DecisionPageParts): Handler {
  return async (exchange) => {
    const input = await parts.dispatcher.identify(exchange, new Map(parseQuery(exchange.query)).get('transaction'))
    const elsewhere = await parts.dispatcher.elsewhere(exchange, input, ['select-account'])
    return elsewhere ?? renderSelection(parts, exchange, input)
  }
}

/** `POST /select-account`: `decision` is `allow` to go on as who is signed in, `switch` or `deny`. */
export function submitSelectAccount(parts: DecisionPageParts): Handler {
  const { provider, dispatcher, csrf, cookies } = parts
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const fields = singleValues(sent)
    const input = await dispatcher.identify(exchange, fields.get('transaction'))
    csrf.check(exchange, 'select-account', { fields: sent, subject: subjectOf(input), browser: input.browser })
    const decision = decisionOf(fields, ['allow', 'switch', 'deny'])
    if (decision === 'switch') {
      if (input.session !== undefined) await provider.endSession(input.session, { address: exchange.remoteAddress })
      return dispatcher.next(exchange, withSession(input, undefined), cookies.sessionOver(exchange))
    }
    const kind = decision === 'allow' ? 'select' : 'deny'
    return dispatcher.answer(exchange, await provider.decide(input, { kind }), 'form')
  }
}

async function renderSelection(parts: DecisionPageParts, exchange: Exchange, input: ResumeInput): Promise<Response> {
  const { provider, frame, csrf } = parts
  const { transaction, client, redirectUri, uiLocales } = await provider.openTransaction(input)
  const { traceId, transactionId } = transaction
  const context = frame.context(exchange, {
    traceId,
    uiLocales,
    self: `${frame.base}/select-account?transaction=${transactionId}`,
  })
  const token = input.browser === undefined ? [] : [csrf.field('select-account', subjectOf(input), input.browser)]
  const view: SelectAccountView = {
    client: clientView(client, redirectUri),
    hidden: [['transaction', transactionId], ...token],
    ...(await personOf(parts, input.session)),
  }
  return frame.send(exchange, context, frame.pages.selectAccount(context, view), { traceId })
}

async function personOf(
  { accounts }: DecisionPageParts,
  session: Session | undefined,
): Promise<Pick<SelectAccountView, 'username' | 'name'>> {
  const account = session && (await accounts.find(session.accountId))
  const { name } = account?.claims ?? {}
  return { username: account?.username ?? '', ...(name === undefined ? {} : { name }) }
}

/** Bound to the account, too: who signed in meanwhile was not chosen. */
function subjectOf({ transactionId, session }: ResumeInput): string {
  return `${transactionId} ${session?.accountId ?? ''}`
}
