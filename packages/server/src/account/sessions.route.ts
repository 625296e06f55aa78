import { type SessionId, singleValues } from '@latchkey/core'
import type { SessionsView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import { readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import { decisionOf } from '../login/form-fields.ts'
import type { Visitor } from '../login/signed-in-visitor.ts'
import { type AccountPageParts, forVisitor } from './account-pages.ts'

export interface SessionPageParts extends AccountPageParts {
  /** From which network address the last sign-in of each of these sessions came, as far as that is known. */
  readonly signInAddresses: (session: Visitor['session']) => Promise<ReadonlyMap<SessionId, string>>
}

/** `GET /account/sessions`: where the person is signed in. */
export function showSessions(parts: SessionPageParts): Handler {
  return forVisitor(parts, 'sessions', (exchange, visitor) => list(parts, exchange, visitor))
}

/** `POST /account/sessions`: ends the sign-in that `session` names, or with `decision=others` all but this one. */
export function endSessions(parts: SessionPageParts): Handler {
  const { provider, csrf } = parts
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const answer = forVisitor(parts, 'sessions', async (_, visitor) => {
      const fields = singleValues(sent)
      const { session, browser } = visitor
      csrf.check(exchange, 'sessions', { fields: sent, subject: session.sessionId, browser })
      const which = fields.get('session') ?? decisionOf(fields, ['others'])
      const ended = await provider.endOwnSessions({ session, which, address: exchange.remoteAddress })
      return list(parts, exchange, visitor, ended)
    })
    return answer(exchange)
  }
}

async function list(parts: SessionPageParts, exchange: Exchange, visitor: Visitor, ended?: number): Promise<Response> {
  const { frame, provider, csrf, signInAddresses } = parts
  const { session, browser, setCookies } = visitor
  const [sessions, addresses] = await Promise.all([provider.ownSessions(session), signInAddresses(session)])
  const entries = sessions.map(({ sessionId, createdAt, authTime, expiresAt }) => {
    const address = addresses.get(sessionId)
    const isThis = sessionId === session.sessionId
    return { sessionId, isThis, since: createdAt, authTime, expiresAt, ...(address !== undefined && { address }) }
  })
  const view: SessionsView = {
    hidden: [csrf.field('sessions', session.sessionId, browser)],
    sessions: entries.sort((a, b) => Number(b.isThis) - Number(a.isThis)),
    ...(ended !== undefined && { ended }),
  }
  const context = frame.context(exchange)
  return frame.send(exchange, context, frame.pages.sessions(context, view), { setCookies })
}
