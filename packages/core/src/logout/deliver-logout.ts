import type { Client } from '../clients/client.ts'
import { findClient } from '../clients/find-client.ts'
import { encryptFor, recipientFor } from '../encryption/recipient.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { FetchOutcome } from '../ports/fetch.ts'
import type { LogoutAttempt, LogoutDelivery, LogoutProblem } from '../ports/logout-deliveries.ts'
import type { Ports } from '../ports/ports.ts'
import { signLogoutToken } from './logout-token.ts'
import { maxAttempts, retryDelay } from './retry-delay.ts'

/** For the whole request, milliseconds. Whoever claims deliveries must hold them for longer. */
export const deliveryTimeout = 5_000
/** Nothing in an answer matters but its status. */
const maxAnswer = 16 * 1024

const lasting: ReadonlySet<LogoutProblem> = new Set(['client_gone', 'no_address', 'refused'])

/**
 * Makes one attempt of a claimed delivery and records what came of it: one POST of a logout token, as the client is registered now. A client
 * that answers 400 has refused for good (OIDCBCL-2.8); other failures are tried again, later each time, until `maxAttempts`.
 * @see OIDCBCL-2.5
 */
export async function deliverLogout(
  delivery: LogoutDelivery,
  engine: { readonly issuer: string; readonly ports: Ports; readonly keys: Pick<KeyRing, 'keyFor'> },
): Promise<LogoutAttempt> {
  const { clock, crypto, stores } = engine.ports
  let problem: LogoutProblem | undefined
  try {
    problem = await send(delivery, engine)
  } catch (cause) {
    await record(delivery, 'failed_here')
    throw cause
  }
  return record(delivery, problem)

  async function record({ attempts }: LogoutDelivery, found: LogoutProblem | undefined): Promise<LogoutAttempt> {
    const now = clock()
    const attempt = ((): LogoutAttempt => {
      if (found === undefined) return { state: 'delivered' }
      if (lasting.has(found) || attempts >= maxAttempts) return { state: 'failed', problem: found }
      return { state: 'waiting', problem: found, nextAttemptAt: now + retryDelay(attempts, crypto.randomBytes) }
    })()
    await stores.logoutDeliveries.report(delivery, attempt, now)
    return attempt
  }
}

/** `undefined`: the client has been told. */
async function send(
  delivery: LogoutDelivery,
  engine: { readonly issuer: string; readonly ports: Ports; readonly keys: Pick<KeyRing, 'keyFor'> },
): Promise<LogoutProblem | undefined> {
  const { ports } = engine
  const client = await findClient(delivery.clientId, ports)
  if (client === undefined) return 'client_gone'
  if (client.backchannelLogoutUri === undefined) return 'no_address'
  const token = await protectedToken(delivery, client, engine)
  if (token === undefined) return 'no_encryption_key'
  const outcome = await ports.fetch.fetch({
    url: client.backchannelLogoutUri,
    form: { logout_token: token },
    timeout: deliveryTimeout,
    maxBytes: maxAnswer,
  })
  return outcome.kind === 'fetched' ? undefined : problemOf(outcome)
}

/**
 * OIDCBCL-2.4: encrypted where the ID tokens of the client are, to the same key. `undefined`: that cannot be had now, and such a client never
 * gets a plain token instead.
 */
async function protectedToken(
  delivery: LogoutDelivery,
  client: Client,
  engine: { readonly issuer: string; readonly ports: Ports; readonly keys: Pick<KeyRing, 'keyFor'> },
): Promise<string | undefined> {
  try {
    const recipient = await recipientFor(client, 'idToken', engine.ports)
    const signed = await signLogoutToken(delivery, client, engine)
    return recipient === undefined ? signed : await encryptFor(recipient, signed, 'jwt')
  } catch (error) {
    if (error instanceof OAuthError) return undefined
    throw error
  }
}

function problemOf({ problem, status }: Extract<FetchOutcome, { readonly kind: 'failed' }>): LogoutProblem {
  switch (problem) {
    case 'status':
      return status === 400 ? 'refused' : 'status'
    case 'redirected':
    case 'content_type':
      return 'status'
    case 'url_not_allowed':
    case 'address_not_allowed':
      return 'address_not_allowed'
    case 'unreachable':
    case 'too_slow':
    case 'too_large':
      return problem
  }
}
