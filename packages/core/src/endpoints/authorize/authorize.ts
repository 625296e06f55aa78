import { acceptRequest } from '../../authorization-request/accept-request.ts'
import { identifyClient } from '../../authorization-request/identify-client.ts'
import type { RedirectTarget } from '../../authorization-request/redirect-target.ts'
import { resolveRedirectTarget } from '../../authorization-request/resolve-redirect-target.ts'
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import type { AuthorizeInput } from '../inputs.ts'
import type { AuthorizeOutcome } from '../outcomes.ts'
import { type Answer, type Engine, record, refuse, showError } from './answer.ts'
import { decideNext } from './decide-next.ts'

/**
 * The authorization endpoint in four phases: who asks, where the answer may go, what is asked, what is next. Until the second is settled
 * a failure is shown to the person; afterwards it is sent to the client.
 * @see RFC6749-4.1.1, OIDCC-3.1.2
 */
export async function authorize(input: AuthorizeInput, engine: Engine): Promise<AuthorizeOutcome> {
  const checks: CheckOutcome[] = []
  return record(await answer(input, engine, checks), 'authorize', engine, checks)
}

async function answer(input: AuthorizeInput, engine: Engine, checks: CheckOutcome[]): Promise<Answer> {
  const { parameters, session, browser, address } = input
  const { ports, options } = engine
  const traceId = newTraceId({ randomBytes: ports.crypto.randomBytes, clock: ports.clock })
  let client: Client | undefined
  let target: RedirectTarget | undefined
  try {
    const identified = await identifyClient(parameters, ports, checks)
    client = identified.client
    target = resolveRedirectTarget(identified, parameters, checks)
    const request = await acceptRequest(parameters, { client, target }, { ports, issuer: options.issuer }, checks)
    return await decideNext({ request, client, traceId, session, browser, address, transaction: undefined }, engine)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    if (client === undefined || target === undefined) return showError(error, traceId, client)
    return await refuse(error, { client, target, traceId }, engine)
  }
}
