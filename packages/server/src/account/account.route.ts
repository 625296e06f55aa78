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
  { frame, management }: AccountPageParts,
  exchange: Exchange,
  { account, setCookies }: Pick<Visitor, 'account' | 'setCookies'>,
  outcome?: NonNullable<AccountView['outcome']>,
): Promise<Response> {
  const { username, claims, localized = {} } = account
  const view: AccountView = {
    username,
    claims: [...Object.entries(claims), ...Object.entries(localized)],
    mayChangePassword: await management.mayChangePassword(account),
    ...(outcome !== undefined && { outcome }),
  }
  const context = frame.context(exchange, { self: `${frame.base}/account` })
  return frame.send(exchange, context, frame.pages.account(context, view), { setCookies })
}
