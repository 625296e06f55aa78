import type { AccountView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import type { Handler } from '../http/route.ts'
import type { Visitor } from '../login/signed-in-visitor.ts'
import { type AccountPageParts, forVisitor } from './account-pages.ts'

/** `GET /account`: who is signed in, what is known of them, and where to go from here. */
export function showAccount(parts: AccountPageParts): Handler {
  return forVisitor(parts, 'account', (exchange, visitor) => sendAccount(parts, exchange, visitor))
}

export async function sendAccount(
  { frame, management, provider }: AccountPageParts,
  exchange: Exchange,
  { account, session, setCookies }: Pick<Visitor, 'account' | 'session' | 'setCookies'>,
  outcome?: NonNullable<AccountView['outcome']>,
): Promise<Response> {
  const view: AccountView = {
    username: account.username,
    claims: [...(await provider.ownClaims(session))],
    mayChangePassword: await management.mayChangePassword(account),
    ...(outcome !== undefined && { outcome }),
  }
  const context = frame.context(exchange, { self: `${frame.base}/account` })
  return frame.send(exchange, context, frame.pages.account(context, view), { setCookies })
}
