import {
  type Client,
  type ClientStore,
  type Clock,
  initiateLoginLocation,
  type Provider,
  startOrderOf,
  startOrderText,
} from '@latchkey/core'
import { type Account, type AccountStore, isAdministrator } from '@latchkey/identity'
import type { HomePersonView } from '@latchkey/pages'
import type { Cookies } from '../http/cookies.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery } from '../http/form.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'
import { findSession } from '../oidc/authorize.route.ts'
import { clientView } from '../oidc/client-view.ts'
import { isStillOf } from './signed-in-visitor.ts'

export interface HomeParts {
  readonly frame: PageFrame
  readonly provider: Pick<Provider, 'findSession'>
  readonly accounts: Pick<AccountStore, 'find' | 'hasAdministrator'>
  readonly clients: Pick<ClientStore, 'listStartable'>
  readonly cookies: Cookies
  readonly clock: Clock
  readonly issuer: string
  readonly version: string
}

/** Apps on one page. */
const pageSize = 24

/** Longest place in the order of apps that is looked for. */
const longestPlace = 1024

/** `GET /`: what this is and where to go; for who is signed in also the apps that begin a sign-in when they are opened (OIDCC-4). */
export function homeRoute(parts: HomeParts): Handler {
  const { frame, accounts, issuer, version } = parts
  return async (exchange) => {
    const account = await findPerson(parts, exchange)
    const context = frame.context(exchange)
    const needsSetup = !(await accounts.hasAdministrator())
    const person = account && (await viewOf(parts, exchange, account))
    const view = { issuer, version, needsSetup, ...(person && { person }) }
    return frame.send(exchange, context, frame.pages.home(context, view))
  }
}

async function findPerson({ provider, cookies, accounts }: HomeParts, exchange: Exchange): Promise<Account | undefined> {
  const session = await findSession(provider, cookies, exchange)
  const account = session && (await accounts.find(session.accountId))
  return session !== undefined && account !== undefined && isStillOf(account, session) ? account : undefined
}

async function viewOf(
  { frame, clients, clock, issuer }: HomeParts,
  exchange: Exchange,
  account: Account,
): Promise<HomePersonView> {
  const asked = new Map(parseQuery(exchange.query)).get('after')
  const after = asked === undefined ? undefined : startOrderText(asked.slice(0, longestPlace))
  // One more than is shown tells whether there are more.
  const found = await clients.listStartable({ limit: pageSize + 1, now: clock(), ...(after !== undefined && { after }) })
  const shown = found.slice(0, pageSize)
  const last = shown.at(-1)
  const place = found.length > pageSize && last !== undefined ? startOrderOf(last) : undefined
  return {
    name: account.claims.name ?? account.username,
    isAdministrator: isAdministrator(account),
    apps: shown.flatMap((client) => appOf(client, issuer)),
    ...(after === undefined ? {} : { firstHref: `${frame.base}/` }),
    ...(place === undefined ? {} : { nextHref: `${frame.base}/?${new URLSearchParams({ after: place })}` }),
  }
}

function appOf(client: Client, issuer: string): HomePersonView['apps'] {
  if (client.initiateLoginUri === undefined) return []
  const { name, logoUri } = clientView(client, undefined)
  const href = initiateLoginLocation(client.initiateLoginUri, issuer)
  return [{ name, href, ...(logoUri === undefined ? {} : { logoUri }) }]
}
