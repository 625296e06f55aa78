import type { Provider } from '@latchkey/core'
import type { Management } from '@latchkey/management'
import type { Exchange } from '../http/exchange.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import type { CsrfProtection } from '../login/csrf.ts'
import { localSignInPath } from '../login/local-sign-in.ts'
import { type Visitor, type VisitorParts, visitorOf } from '../login/signed-in-visitor.ts'

/** What the pages of somebody who is signed in work with. */
export interface AccountPageParts extends VisitorParts {
  readonly provider: Pick<
    Provider,
    | 'findSession'
    | 'signIn'
    | 'browserState'
    | 'ownClaims'
    | 'accessOf'
    | 'accessOfClient'
    | 'removeAccess'
    | 'ownSessions'
    | 'endOwnSessions'
  >
  readonly management: Pick<Management, 'changePassword' | 'mayChangePassword'>
  readonly csrf: CsrfProtection
  readonly frame: PageFrame
}

/**
 * A page for somebody who is signed in; anybody else signs in first and comes back to it.
 * @param next of `localSignInPath`
 */
export function forVisitor<Parts extends AccountPageParts>(
  parts: Parts,
  next: string,
  answer: (exchange: Exchange, visitor: Visitor) => Promise<Response>,
): Handler {
  return async (exchange) => {
    const visitor = await visitorOf(parts, exchange)
    return visitor === undefined ? parts.frame.seeOther(localSignInPath(parts.frame.base, next, {})) : answer(exchange, visitor)
  }
}
