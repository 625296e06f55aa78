import type { LogoutDelivery, LogoutOutcome, ToldClient } from '@latchkey/core'
import type { LoggedOutView, ToldClientView } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { LogoutSender } from '../logout/logout-sender.ts'
import { needsGesture, toAscii } from '../oidc/redirect-location.ts'
import { sendHandOver } from '../oidc/send-hand-over.ts'

export interface LoggedOutParts {
  readonly frame: PageFrame
  readonly sender: Pick<LogoutSender, 'settled'>
}

type SignedOut = Extract<LogoutOutcome, { readonly kind: 'signed-out' }>

/** How long the page waits for clients that are told by their servers, milliseconds. Of those that take longer it says so. */
const patience = 1_500

/**
 * The answer to a logout: back to the client where it asked and nothing is left to do in this browser; else a page that says which clients
 * were told, loads what front channels need, and then goes back. Nobody waits for servers of clients on the way back.
 * @see OIDCRPL-3, OIDCFCL-3
 */
export async function sendLoggedOut(
  { frame, sender }: LoggedOutParts,
  exchange: Exchange,
  outcome: SignedOut,
  setCookies: readonly string[],
): Promise<Response> {
  const { traceId, client, told, follow } = outcome
  const context = frame.context(exchange, { traceId, uiLocales: outcome.uiLocales })
  const location = outcome.location === undefined ? undefined : toAscii(outcome.location)
  const back = client === undefined || location === undefined ? undefined : { name: client.name ?? client.clientId, location }
  const frames = told.flatMap((one) => one.frame ?? [])
  const options = { traceId, setCookies }
  if (back !== undefined && follow && frames.length === 0) {
    return sendHandOver(frame, exchange, context, { clientName: back.name, location: back.location }, options)
  }
  const goesOn = back !== undefined && follow && !needsGesture(back.location)
  const deliveries = await deliveriesOf(outcome, sender, goesOn ? 0 : patience)
  const view: LoggedOutView = {
    ...(back === undefined ? {} : { client: back }),
    goesOn,
    told: told.map((one) => toldView(one, deliveries)),
    frames: frames.map(toAscii),
  }
  return frame.send(exchange, context, frame.pages.loggedOut(context, view), options)
}

async function deliveriesOf(
  { sessionId, told }: SignedOut,
  sender: Pick<LogoutSender, 'settled'>,
  limit: number,
): Promise<readonly LogoutDelivery[]> {
  if (sessionId === undefined || !told.some(({ isToldByServer }) => isToldByServer)) return []
  return sender.settled(sessionId, limit)
}

function toldView({ client, isToldByServer }: ToldClient, deliveries: readonly LogoutDelivery[]): ToldClientView {
  const name = client.name ?? client.clientId
  if (!isToldByServer) return { name, state: 'in-browser' }
  // A client whose access was removed before was told of this session then, too.
  const delivery = deliveries.findLast(({ clientId }) => clientId === client.clientId)
  switch (delivery?.state) {
    case 'delivered':
    case 'failed':
      return { name, state: delivery.state }
    case 'waiting':
    case undefined:
      return { name, state: delivery?.problem === undefined ? 'pending' : 'later' }
  }
}
