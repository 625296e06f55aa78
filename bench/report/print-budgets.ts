import { type BudgetOutcome, isMet } from './budgets.ts'
import { textTable } from './text-table.ts'

const columns = [
  { heading: 'budget', figures: false },
  { heading: 'Latchkey on', figures: false },
  { heading: 'required', figures: true },
  { heading: 'reached', figures: true },
  { heading: 'by cpu', figures: true },
  { heading: '', figures: false },
] as const

/** The table of budgets: each met, or by how much it was missed. Rates decide; what processor times say stands beside. */
export function budgetTable(outcomes: readonly BudgetOutcome[]): string {
  return textTable(
    columns,
    outcomes.map((outcome) => [
      outcome.title,
      outcome.runtime,
      `${outcome.atLeast ? '>=' : '<='} ${figure(outcome, outcome.required)}`,
      figure(outcome, outcome.reached),
      outcome.byCost === undefined ? '' : figure(outcome, outcome.byCost),
      `${isMet(outcome) ? 'met' : `missed by ${missedBy(outcome)} %`}${outcome.wasShared ? '; the core was shared, measure again' : ''}`,
    ]),
  )
}

function figure({ unit }: BudgetOutcome, value: number): string {
  if (unit === 'ms' || unit === 'MB') return `${Math.round(value)} ${unit}`
  return `${value.toFixed(2)}${unit}`
}

/** Per cent of what was required. */
function missedBy({ reached, required }: BudgetOutcome): string {
  return ((Math.abs(reached - required) / required) * 100).toFixed(0)
}
