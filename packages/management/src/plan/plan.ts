import type { Caller } from '../access/caller.ts'
import { checkPlan } from './check-plan.ts'
import type { PlanEvent, PlanOptions } from './contract.ts'
import { Mistakes } from './mistakes.ts'
import { parsePlan } from './parse-plan.ts'
import type { PlanPorts } from './plan-ports.ts'
import { runDraft } from './run-draft.ts'

/**
 * Plans, compares or applies a plan file. Events come as the work goes on; nothing is changed unless the last one is `done`. Applying the same
 * file again changes nothing.
 * @param lines of the file, without line ends
 */
export async function* runPlan(
  ports: PlanPorts,
  lines: AsyncIterable<string>,
  { mode, name, madeSecrets = 'tell' }: PlanOptions,
  caller: Caller,
): AsyncGenerator<PlanEvent, void> {
  const mistakes = new Mistakes()
  const plan = yield* parsePlan(lines, ports, mistakes)
  if (!mistakes.isEmpty) {
    yield { type: 'refused', mistakes: mistakes.list }
    return
  }
  const reason = `apply of ${name.replaceAll(/\p{Cc}/gu, ' ')}`
  yield* runDraft(ports, { mode, caller, through: 'file', reason, madeSecrets }, (drafting, found) =>
    checkPlan(plan, { ports, drafting, mistakes: found }),
  )
}
