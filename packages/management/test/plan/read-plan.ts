import { objectCatalogue } from '../../src/object-catalogue.ts'
import { authenticationSettings } from '../../src/objects/authentication/settings.ts'
import type { PlanEvent, PlanMistake } from '../../src/plan/contract.ts'
import { Mistakes } from '../../src/plan/mistakes.ts'
import type { ParsedPlan } from '../../src/plan/operation.ts'
import { parsePlan } from '../../src/plan/parse-plan.ts'
import type { AnyDefinition } from '../../src/plan/plan-ports.ts'
import type { JsonValue } from '../../src/ports/json.ts'

/** The objects of the product, without anything behind them. */
export const catalogue = objectCatalogue({
  crypto: { digest: () => 'digest' as ReturnType<Parameters<typeof objectCatalogue>[0]['crypto']['digest']> },
  policy: () => authenticationSettings('{}'),
})
export const definitions = Object.values(catalogue.definitions) as unknown as readonly AnyDefinition[]

/** Lines as a file gives them; values become JSON. */
export async function* linesOf(lines: readonly JsonValue[]): AsyncGenerator<string, void> {
  for (const line of lines) yield typeof line === 'string' ? line : JSON.stringify(line)
}

export interface ReadPlan {
  readonly plan: ParsedPlan
  readonly mistakes: readonly PlanMistake[]
  readonly events: readonly PlanEvent[]
}

/** What the lines of a file say. */
export async function readPlan(lines: readonly JsonValue[]): Promise<ReadPlan> {
  const mistakes = new Mistakes()
  const events: PlanEvent[] = []
  const reading = parsePlan(linesOf(lines), { definitions }, mistakes)
  for (;;) {
    const next = await reading.next()
    if (next.done === true) return { plan: next.value, mistakes: mistakes.list, events }
    events.push(next.value)
  }
}
