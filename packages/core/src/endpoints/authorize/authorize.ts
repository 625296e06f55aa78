import type { CheckOutcome } from '../../trace/trace.ts'
import type { AuthorizeInput } from '../inputs.ts'
import type { AuthorizeOutcome } from '../outcomes.ts'
import { type Engine, record } from './answer.ts'
import { decideNext } from './decide-next.ts'
import { readRequest } from './read-request.ts'

/**
 * The authorization endpoint: what is asked by whom, then what is next.
 * @see RFC6749-4.1.1, OIDCC-3.1.2
 */
export async function authorize(input: AuthorizeInput, engine: Engine): Promise<AuthorizeOutcome> {
  const checks: CheckOutcome[] = []
  return record(await answer(input, engine, checks), 'authorize', engine, checks)
}

async function answer({ parameters, session, browser, address }: AuthorizeInput, engine: Engine, checks: CheckOutcome[]) {
  const read = await readRequest(parameters, engine, checks)
  if (read.kind === 'refused') return read.answer
  const { request, client, traceId } = read
  return decideNext({ request, client, traceId, session, browser, address, transaction: undefined }, engine)
}
