import { personOrigin } from '../audit/origins.ts'
import { recordEvent } from '../audit/record-event.ts'
import { newId, newSecret, type Secret } from '../ids.ts'
import type { Origin } from '../ports/origin.ts'
import type { Ports } from '../ports/ports.ts'
import type { Session } from '../ports/stores.ts'
import type { SignInInput } from '../provider-contract.ts'
import { definedMembers } from '../wire/defined-members.ts'
import { sessionLife } from './session-life.ts'

export interface SignedIn {
  readonly cookie: Secret<'sessionCookie'>
  readonly session: Session
}

/**
 * Signs a browser in after the person was verified. The same account goes on with its session (`sid` stays, for single sign-on), another
 * one begins a new session and ends the previous. The cookie is new in any case, so that a planted one is worth nothing; the transaction,
 * if there is one, learns that its user proved who they are.
 * @see OIDCC-3.1.2.3
 */
export async function signIn(input: SignInInput, ports: Ports): Promise<SignedIn> {
  const now = ports.clock()
  const cookie = newSecret('sessionCookie', ports.crypto.randomBytes)
  const { accountId, address, transaction } = input
  const origin = await personOrigin(accountId, { address, traceId: transaction?.traceId }, ports)
  const session = await store(
    input,
    { ports, origin, now },
    {
      digest: ports.crypto.digest(cookie),
      authTime: now,
      acr: input.acr,
      amr: input.amr,
      ...definedMembers({ credentialVersion: input.credentialVersion }),
      expiresAt: now + (ports.sessionLife?.() ?? sessionLife),
    },
  )
  if (transaction !== undefined) {
    await ports.stores.transactions.record(transaction.transactionId, { authenticatedAt: now }, now)
    const step = { at: now, endpoint: 'login', outcome: 'completed', note: 'signed in', checks: [] } as const
    ports.trace.record(transaction.traceId, transaction.clientId, step)
  }
  return { cookie, session }
}

type Proof = Pick<Session, 'digest' | 'authTime' | 'acr' | 'amr' | 'expiresAt' | 'credentialVersion'>

interface Moment {
  readonly ports: Ports
  readonly origin: Origin
  readonly now: number
}

async function store(input: SignInInput, moment: Moment, proof: Proof): Promise<Session> {
  const { previous, accountId, subject } = input
  const { ports, origin, now } = moment
  const { sessions } = ports.stores
  if (previous?.accountId === accountId) {
    const renewed = { ...previous, ...proof }
    if (await sessions.renew(renewed, now)) {
      await recordSignIn(renewed, input, moment)
      return renewed
    }
  }
  const sessionId = newId('ses', { randomBytes: ports.crypto.randomBytes, now })
  const session = { sessionId, accountId, subject, createdAt: now, ...proof }
  // Begun at once, so that they share a commit.
  await Promise.all([
    sessions.insert(session),
    recordSignIn(session, input, moment),
    previous === undefined ? undefined : sessions.end(previous.sessionId, origin, ports.grantsAtLogout?.() ?? 'revoke-online'),
  ])
  return session
}

/** The event has the time of the sign-in: of a session that began with it, that is the time in its id. */
function recordSignIn(
  { accountId, sessionId }: Session,
  { transaction }: SignInInput,
  { ports, origin, now: at }: Moment,
): Promise<void> {
  const client = transaction === undefined ? {} : { clientId: transaction.clientId }
  return recordEvent({ at, kind: 'sign-in', outcome: 'done', origin, accountId, sessionId, ...client }, ports)
}
