import { newId, newSecret, type Secret } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Session } from '../ports/stores.ts'
import type { SignInInput } from '../provider-contract.ts'
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
  const session = await store(input, ports, now, {
    digest: ports.crypto.digest(cookie),
    authTime: now,
    acr: input.acr,
    amr: input.amr,
    expiresAt: now + (ports.sessionLife?.() ?? sessionLife),
  })
  const { transaction } = input
  if (transaction !== undefined) {
    await ports.stores.transactions.record(transaction.transactionId, { authenticatedAt: now }, now)
    const step = { at: now, endpoint: 'login', outcome: 'completed', note: 'signed in', checks: [] } as const
    ports.trace.record(transaction.traceId, transaction.clientId, step)
  }
  return { cookie, session }
}

type Proof = Pick<Session, 'digest' | 'authTime' | 'acr' | 'amr' | 'expiresAt'>

async function store(input: SignInInput, ports: Ports, now: number, proof: Proof): Promise<Session> {
  const { previous, accountId, subject } = input
  const { sessions } = ports.stores
  if (previous?.accountId === accountId) {
    const renewed = { ...previous, ...proof }
    if (await sessions.renew(renewed, now)) return renewed
  }
  const sessionId = newId('ses', { randomBytes: ports.crypto.randomBytes, now })
  const session = { sessionId, accountId, subject, createdAt: now, ...proof }
  await sessions.insert(session)
  if (previous !== undefined) await sessions.end(previous.sessionId)
  return session
}
