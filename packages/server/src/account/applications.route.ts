import { type ClientAccess, type DescribedAccess, singleValues } from '@latchkey/core'
import type { AccessView, ClientAccessView, ClientView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import { decisionOf } from '../login/form-fields.ts'
import type { Visitor } from '../login/signed-in-visitor.ts'
import { clientView } from '../oidc/client-view.ts'
import { type AccountPageParts, forVisitor } from './account-pages.ts'

const path = '/account/applications'

/** Apps on one page. */
const pageSize = 20

/** The last page that is looked for. */
const lastPage = 1_000

/** `GET /account/applications`: the apps that have access to the account; with `client` what that one has. */
export function showApplications(parts: AccountPageParts): Handler {
  return forVisitor(parts, 'applications', async (exchange, visitor) => {
    const query = new Map(parseQuery(exchange.query))
    const clientId = query.get('client')
    if (clientId === undefined) return list(parts, exchange, visitor, { page: pageOf(query.get('page')) })
    const found = await parts.provider.accessOfClient(visitor.session, clientId)
    if (found === undefined) return list(parts, exchange, visitor, { outcome: { kind: 'gone' }, status: 404 })
    return showOne(parts, exchange, visitor, found)
  })
}

/** `POST /account/applications`: takes back all that `client` has. */
export function removeApplication(parts: AccountPageParts): Handler {
  const { provider, csrf } = parts
  return async (exchange) => {
    const sent = await readForm(exchange.request)
    const answer = forVisitor(parts, 'applications', async (_, visitor) => {
      const fields = singleValues(sent)
      const { session, browser } = visitor
      csrf.check(exchange, 'applications', { fields: sent, subject: session.sessionId, browser })
      decisionOf(fields, ['remove'])
      const clientId = fields.get('client') ?? ''
      const name = await nameOf(parts, visitor, clientId)
      const isRemoved = await provider.removeAccess({ session, clientId, address: exchange.remoteAddress })
      const removed = { kind: 'removed', ...(name !== undefined && { name }) } as const
      return list(parts, exchange, visitor, { outcome: isRemoved ? removed : { kind: 'gone' } })
    })
    return answer(exchange)
  }
}

async function nameOf({ provider }: AccountPageParts, { session }: Visitor, clientId: string): Promise<string | undefined> {
  const found = await provider.accessOfClient(session, clientId)
  return found && viewOf(found).name
}

function pageOf(text: string | undefined): number {
  return /^[1-9]\d{0,3}$/.test(text ?? '') ? Math.min(Number(text), lastPage) : 1
}

interface Listed {
  readonly page?: number
  readonly outcome?: NonNullable<AccessView['outcome']>
  readonly status?: number
}

async function list(
  { frame, provider }: AccountPageParts,
  exchange: Exchange,
  { session, setCookies }: Visitor,
  { page = 1, outcome, status = 200 }: Listed,
): Promise<Response> {
  const start = `${frame.base}${path}`
  const { clients, total } = await provider.accessOf(session, { offset: (page - 1) * pageSize, limit: pageSize })
  const view: AccessView = {
    clients: clients.map((client) => entryOf(start, client)),
    ...(page > 1 && { previousHref: start }),
    ...(page * pageSize < total && { nextHref: `${start}?page=${page + 1}` }),
    ...(outcome !== undefined && { outcome }),
  }
  const context = frame.context(exchange)
  return frame.send(exchange, context, frame.pages.access(context, view), { status, setCookies })
}

function entryOf(start: string, access: ClientAccess): AccessView['clients'][number] {
  const { clientId, since, lastGrantAt } = access
  const { name, logoUri } = viewOf(access)
  return {
    ...{ name, since, href: `${start}?${new URLSearchParams({ client: clientId })}` },
    ...(logoUri !== undefined && { logoUri }),
    ...(lastGrantAt !== undefined && { lastGrantAt }),
  }
}

/** A client of which there is no record any more is known by its id. */
function viewOf({ clientId, client }: ClientAccess): ClientView {
  return client === undefined
    ? { name: clientId, redirectHost: '', kind: 'web', registered: false }
    : clientView(client, undefined)
}

function showOne(
  { frame, csrf }: AccountPageParts,
  exchange: Exchange,
  { session, browser, setCookies }: Visitor,
  found: DescribedAccess,
): Response {
  const { client: _, released, ...access } = found
  const view: ClientAccessView = {
    ...access,
    client: viewOf(found),
    hidden: [['client', found.clientId], csrf.field('applications', session.sessionId, browser)],
    released: [...released],
  }
  const context = frame.context(exchange)
  return frame.send(exchange, context, frame.pages.accessOfClient(context, view), { setCookies })
}
