import type { Provider } from '@latchkey/core'
import type { Credential } from '@latchkey/management'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { findSession } from '../oidc/authorize.route.ts'

/** The header that no form, image or link of another page can send; a script of another origin would have to ask first, which is refused. */
export const consoleHeader = 'latchkey-console'

/** The account for which the console was opened, so that what one person typed is never saved as another who signed in meanwhile. */
const accountHeader = 'latchkey-console-account'

/** What tells who is signed in. */
export interface SignedInBrowserParts {
  readonly provider: Pick<Provider, 'findSession'>
  readonly cookies: Cookies
}

/**
 * Whether a request says that the console sent it. A cookie alone never does, and neither does a request that brings another credential,
 * which is judged by that one.
 */
export function isOfConsole(exchange: Exchange): boolean {
  return exchange.header(consoleHeader) === '1' && exchange.header('authorization') === undefined
}

/**
 * Whether a page of this server's own origin made the request. Browsers say so in `Sec-Fetch-Site`, and in `Origin` whenever something may
 * change; what is said must be right, and what can change something must say it.
 * @param issuer whose origin counts
 */
export function isOfOwnOrigin(exchange: Exchange, issuer: string): boolean {
  const origin = exchange.header('origin')
  const site = exchange.header('sec-fetch-site')
  if (origin !== undefined && origin !== new URL(issuer).origin) return false
  if (site !== undefined && site !== 'same-origin') return false
  const { method } = exchange.request
  const isReading = method === 'GET' || method === 'HEAD'
  return origin !== undefined || (isReading && site !== undefined)
}

/** The sign-in of the browser that sent a request; `undefined`: nobody is signed in there, or somebody else than the console was opened for. */
export async function credentialOfBrowser(
  { provider, cookies }: SignedInBrowserParts,
  exchange: Exchange,
): Promise<Credential | undefined> {
  const session = await findSession(provider, cookies, exchange)
  const expected = exchange.header(accountHeader)
  if (session === undefined || (expected !== undefined && expected !== session.accountId)) return undefined
  return { kind: 'session', session }
}
