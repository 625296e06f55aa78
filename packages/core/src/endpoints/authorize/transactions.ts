import { matchesRegistered } from '../../authorization-request/redirect-uri.ts'
import { requestFromText } from '../../authorization-request/request-text.ts'
import { findClient } from '../../clients/find-client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { Transaction } from '../../ports/stores.ts'
import { takeObject } from '../../request-objects/object-use.ts'
import type { ResumeInput } from '../inputs.ts'
import type { Engine } from './answer.ts'
import type { Begun, Pending } from './pending.ts'

/**
 * The transaction of a page, for the browser that began it, with its client as it is now: a client or redirect URI that was removed
 * meanwhile gets no answer.
 * @throws OAuthError for the person in front of the browser
 */
export async function findBegun({ transactionId, session, browser, address }: ResumeInput, { ports }: Engine): Promise<Begun> {
  const transaction = await ports.stores.transactions.find(transactionId, ports.clock())
  if (transaction === undefined) throw transactionOver()
  if (browser === undefined || !ports.crypto.equalDigests(transaction.browser, ports.crypto.digest(browser))) {
    throw new OAuthError('transaction_other_browser')
  }
  const request = requestFromText(transaction.request)
  const { redirectUri } = request.target
  const client = await findClient(transaction.clientId, ports, { redirectUri })
  if (!client?.redirectUris.some((registered) => matchesRegistered(redirectUri, registered, client.applicationType))) {
    throw new OAuthError('transaction_client_gone')
  }
  return { request, client, traceId: transaction.traceId, session, browser, address, transaction }
}

/**
 * Ends a transaction; of concurrent calls one goes on. Without one there is nothing to end.
 * @throws OAuthError `transaction_unknown` for all others
 */
async function finishTransaction(transaction: Transaction | undefined, { ports }: Engine): Promise<void> {
  if (transaction === undefined) return
  if (!(await ports.stores.transactions.finish(transaction.transactionId, ports.clock()))) throw transactionOver()
}

/**
 * Ends a request before it is answered, with its transaction. A pushed request and a request object with a `jti` may be behind several
 * transactions, and are answered once: for all calls but one there is an error, which the person sees, since the client has its answer.
 * @throws OAuthError `transaction_unknown`
 */
export async function endRequest({ request, transaction }: Pending, engine: Engine): Promise<OAuthError | undefined> {
  await finishTransaction(transaction, engine)
  const { ports } = engine
  const { pushed, objectUse } = request
  if (pushed !== undefined && !(await ports.stores.pushedRequests.use(pushed, ports.clock()))) {
    return new OAuthError('pushed_request_used')
  }
  return takeObject(objectUse, ports)
}

/** The transaction ended or expired, before or while it was worked on. */
export function transactionOver(): OAuthError {
  return new OAuthError('transaction_unknown')
}
