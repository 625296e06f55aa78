import { isOfCredential, type Provider, type Secret, type Session } from '@latchkey/core'
import type { Account, AccountStore } from '@latchkey/identity'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { findSession } from '../oidc/authorize.route.ts'

/** Somebody who is signed in and may still be, in a browser that holds our cookie. */
export interface Visitor {
  readonly session: Session
  readonly username: string
  readonly account: Account
  readonly browser: Secret<'browserCookie'>
  readonly setCookies: readonly string[]
}

export interface VisitorParts {
  readonly provider: Pick<Provider, 'findSession'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly cookies: Cookies
}

/** Who looks at a page of our own; `undefined`: nobody who is signed in, or whose account may still be used. */
export async function visitorOf({ provider, cookies, accounts }: VisitorParts, exchange: Exchange): Promise<Visitor | undefined> {
  const session = await findSession(provider, cookies, exchange)
  const account = session && (await accounts.find(session.accountId))
  if (session === undefined || account === undefined || !isStillOf(account, session)) return undefined
  const { username } = account
  const known = cookies.browser(exchange)
  if (known !== undefined) return { session, username, account, browser: known, setCookies: [] }
  const browser = cookies.newBrowser()
  return { session, username, account, browser, setCookies: [cookies.setBrowser(browser)] }
}

/** Whether an account may be used in a session of it that lives. */
export function isStillOf({ disabled, passwordChangedAt }: Account, session: Session): boolean {
  return !disabled && isOfCredential(passwordChangedAt === undefined ? {} : { credentialVersion: passwordChangedAt }, session)
}
