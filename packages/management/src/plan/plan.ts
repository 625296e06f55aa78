import type { Caller } from '../access/caller.ts'
import { checkPlan } from './check-plan.ts'
import type { PlanEvent, PlanOptions } from './contract.ts'
import { Mistakes } from './mistakes.ts'
import { isPlannable } from './natural-key.ts'
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
  if (!readsAny(ports, caller)) {
    // Before the first line: reading a file costs more than who may use none of it should be able to ask for.
    mistakes.add({
      text: 'You are not authorized to read anything that a plan can name.',
      error: { type: 'forbidden', description: 'You are not authorized to perform this action' },
    })
    yield { type: 'refused', mistakes: mistakes.list }
    return
  }
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

function readsAny({ definitions, authorizer }: PlanPorts, caller: Caller): boolean {
  return definitions.some(
    (definition) => isPlannable(definition) && authorizer.refusal(`x:${definition.object}`, 'Get', caller) === undefined,
  )
}
