import { matchesRegistered } from '../../authorization-request/redirect-uri.ts'
import { requestFromText } from '../../authorization-request/request-text.ts'
import { findClient } from '../../clients/find-client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { Transaction } from '../../ports/stores.ts'
import type { ResumeInput } from '../inputs.ts'
import type { Engine } from './answer.ts'
import type { Begun } from './pending.ts'

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
export async function finishTransaction(transaction: Transaction | undefined, { ports }: Engine): Promise<void> {
  if (transaction === undefined) return
  if (!(await ports.stores.transactions.finish(transaction.transactionId, ports.clock()))) throw transactionOver()
}

/** The transaction ended or expired, before or while it was worked on. */
export function transactionOver(): OAuthError {
  return new OAuthError('transaction_unknown')
}
