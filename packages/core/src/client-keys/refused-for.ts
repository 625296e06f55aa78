import type { Finding } from '../checks/check.ts'
import type { ReasonId } from '../errors/reasons.ts'
import { showValue } from '../trace/show-value.ts'
import type { ParsedJws } from './parse-jws.ts'
import type { JwsProblem, VerifiedJws } from './verify-client-jws.ts'

/** What verifying a JWS came to, with what it says of itself. */
export interface JudgedJws {
  readonly jws: ParsedJws
  readonly outcome: VerifiedJws
}

/** The rule that a JWS is not refused for one kind of problem, as the `run` of a check. */
export function refusedFor(isIt: (problem: JwsProblem) => boolean, reason: ReasonId) {
  return ({ outcome, jws }: JudgedJws): Finding | undefined => {
    if (outcome.kind === 'verified' || !isIt(outcome.problem)) return undefined
    const received = outcome.problem === 'type' ? jws.type : outcome.problem === 'algorithm' ? jws.algorithm : outcome.problem
    const { expected } = outcome
    return {
      reason,
      ...(expected === undefined ? {} : { expected }),
      ...(received === undefined ? {} : { received: showValue(received) }),
    }
  }
}
