import { personOrigin } from '../../audit/origins.ts'
import { recordEvent } from '../../audit/record-event.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import type { ResumeInput, UserDecision } from '../inputs.ts'
import type { AuthorizeOutcome } from '../outcomes.ts'
import { type Answer, type Engine, record, sendError, showError } from './answer.ts'
import { decideNext, loadSituation } from './decide-next.ts'
import { interactionNeeded } from './interaction.ts'
import type { Begun } from './pending.ts'
import { endRequest, findBegun, transactionOver } from './transactions.ts'

/** After a page: decides from stored state what is next. */
export async function resume(input: ResumeInput, engine: Engine): Promise<AuthorizeOutcome> {
  return record(await attempt(input, engine, (begun) => decideNext(begun, engine)), 'resume', engine)
}

/** The user's answer on a page. */
export async function decide(input: ResumeInput, decision: UserDecision, engine: Engine): Promise<AuthorizeOutcome> {
  const act = acts[decision.kind]
  const endpoint = decision.kind === 'select' ? 'select-account' : 'consent'
  return record(await attempt(input, engine, (begun) => act(begun, input, engine)), endpoint, engine)
}

/** Counts a failed sign-in; the one that reaches the limit ends the transaction (LATCHKEY-0008-authcode-max-attempts). */
export async function failSignIn(input: ResumeInput, engine: Engine): Promise<'alive' | AuthorizeOutcome> {
  const { ports } = engine
  const answer = await attempt(input, engine, async ({ transaction, client, traceId }) => {
    const limit = ports.settings().authCodeMaxAttempts
    const state = await ports.stores.transactions.countFailedSignIn(transaction.transactionId, limit, ports.clock())
    if (state === 'absent') throw transactionOver()
    if (state === 'dead') return showError(new OAuthError('sign_in_attempts_exhausted'), traceId, client)
    const step = { at: ports.clock(), endpoint: 'login', outcome: 'interaction', note: 'sign-in failed', checks: [] } as const
    ports.trace.record(traceId, client.clientId, step)
    return 'alive' as const
  })
  return answer === 'alive' ? answer : record(answer, 'login', engine)
}

type Act = (begun: Begun, input: ResumeInput, engine: Engine) => Promise<Answer>

const acts: Readonly<Record<UserDecision['kind'], Act>> = { allow, select, deny }

/** The choice counts only where it was asked for, and for the account that is signed in. */
async function select(begun: Begun, _input: ResumeInput, engine: Engine): Promise<Answer> {
  const { ports } = engine
  const situation = await loadSituation(begun, engine)
  const { session, now } = situation
  if (session === undefined || interactionNeeded(situation)?.page !== 'select-account') return decideNext(begun, engine)
  const step = { selectedBy: session.accountId }
  if (!(await ports.stores.transactions.record(begun.transaction.transactionId, step, now))) throw transactionOver()
  return decideNext({ ...begun, transaction: { ...begun.transaction, ...step } }, engine)
}

/** Consent counts only where it was the next thing asked for: nobody allows what they were not shown. */
async function allow(begun: Begun, input: ResumeInput, engine: Engine): Promise<Answer> {
  const { ports } = engine
  const situation = await loadSituation(begun, engine)
  const { session, now } = situation
  if (session === undefined || interactionNeeded(situation)?.page !== 'consent') return decideNext(begun, engine)
  const step = { consentedAt: now, consentedBy: session.accountId }
  if (!(await ports.stores.transactions.record(begun.transaction.transactionId, step, now))) throw transactionOver()
  // Begun before the writes of the answer, so that it shares their commit.
  const recorded = recordDecision('consent', begun, input, engine)
  const [answer] = await Promise.all([decideNext({ ...begun, transaction: { ...begun.transaction, ...step } }, engine), recorded])
  return answer
}

async function deny(begun: Begun, input: ResumeInput, engine: Engine): Promise<Answer> {
  const { client, traceId, request } = begun
  const over = await endRequest(begun, engine)
  if (over !== undefined) return showError(over, traceId, client)
  await recordDecision('consent-denied', begun, input, engine)
  return sendError(new OAuthError('user_denied'), { client, traceId, target: request.target }, engine)
}

async function recordDecision(
  kind: 'consent' | 'consent-denied',
  { client, session, traceId }: Begun,
  { address }: ResumeInput,
  { ports }: Engine,
): Promise<void> {
  const origin = await personOrigin(session?.accountId, { address, traceId }, ports)
  const outcome = kind === 'consent' ? 'done' : 'refused'
  const person = session === undefined ? {} : { accountId: session.accountId, sessionId: session.sessionId }
  await recordEvent({ at: ports.clock(), kind, outcome, origin, clientId: client.clientId, ...person }, ports)
}

/** What becomes of the browser's transaction; a failure is shown, since the client may have its answer already. */
async function attempt<Result>(
  input: ResumeInput,
  engine: Engine,
  act: (begun: Begun) => Promise<Result>,
): Promise<Result | Answer> {
  let begun: Begun | undefined
  try {
    begun = await findBegun(input, engine)
    return await act(begun)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    // A transaction that this browser may not see does not lend it its trace.
    const traceId = begun?.traceId ?? newTraceId({ randomBytes: engine.ports.crypto.randomBytes, clock: engine.ports.clock })
    return showError(error, traceId, begun?.client)
  }
}
