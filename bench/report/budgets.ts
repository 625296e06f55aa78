import { findMeasurement, rateOf, ratio } from '../measure/measurement.ts'
import type { OperationName } from '../operations/operation.ts'
import type { BenchRuntime } from '../options.ts'
import { bareListenerOf } from './print-measurements.ts'
import type { BenchResult } from './result.ts'

/** One budget on one runtime, with what was reached. */
export interface BudgetOutcome {
  readonly title: string
  readonly runtime: BenchRuntime
  readonly required: number
  readonly reached: number
  /** Whether more is better. */
  readonly atLeast: boolean
  readonly unit: '' | 'x' | 'ms' | 'MB'
}

interface Budget {
  readonly title: string
  readonly required: number
  readonly atLeast: boolean
  readonly unit: BudgetOutcome['unit']
  /** `undefined`: not measured in this run. */
  reached(result: BenchResult, runtime: BenchRuntime): number | undefined
}

const budgets: readonly Budget[] = [
  ratioToBare('discovery', 0.85),
  ratioToBare('jwks', 0.85),
  ratioToBare('userinfo', 0.5),
  ratioToPeer('userinfo', 5),
  ratioToPeer('refresh-es256', 5),
  ratioToPeer('code-flow', 4),
  {
    title: 'refresh-rs256 against the RSA-2048 signing rate of the core',
    required: 0.85,
    atLeast: true,
    unit: 'x',
    reached: ({ measurements, signing }, runtime) => {
      const measured = findMeasurement(measurements, `latchkey-${runtime}`, 'refresh-rs256')
      return measured && rateOf(measured) / signing.rs256
    },
  },
  startFigure('cold start to the first discovery answer', 400, 'ms', ({ cold }) => cold),
  startFigure('resident memory idle', 70, 'MB', ({ idleMemory }) => idleMemory / 1e6),
  {
    title: 'resident memory under load',
    required: 160,
    atLeast: false,
    unit: 'MB',
    reached: ({ measurements }, runtime) => {
      const own = measurements.filter(({ server }) => server === `latchkey-${runtime}`)
      return own.length === 0 ? undefined : Math.max(...own.map(({ memory }) => memory)) / 1e6
    },
  },
  {
    title: 'slowest operation on the full database against the empty one',
    required: 1.3,
    atLeast: false,
    unit: 'x',
    reached: ({ scale }, runtime) => {
      const slowdowns = (scale?.full ?? []).flatMap((full) => {
        const empty = scale && findMeasurement(scale.empty, full.server, full.operation)
        return empty && full.server === `latchkey-${runtime}` ? [ratio(empty, full)] : []
      })
      return slowdowns.length === 0 ? undefined : Math.max(...slowdowns)
    },
  },
]

/** Every budget that this run says something about. */
export function judge(result: BenchResult, runtimes: readonly BenchRuntime[]): readonly BudgetOutcome[] {
  return budgets.flatMap(({ reached, ...budget }) =>
    runtimes.flatMap((runtime) => {
      const figure = reached(result, runtime)
      return figure === undefined ? [] : [{ ...budget, runtime, reached: figure }]
    }),
  )
}

export function isMet({ atLeast, reached, required }: BudgetOutcome): boolean {
  return atLeast ? reached >= required : reached <= required
}

function ratioToBare(operation: OperationName, required: number): Budget {
  return {
    title: `${operation} against the bare listener`,
    required,
    atLeast: true,
    unit: 'x',
    reached: ({ measurements }, runtime) => {
      const server = `latchkey-${runtime}` as const
      const measured = findMeasurement(measurements, server, operation)
      const bareName = bareListenerOf[server]
      const bare = bareName && findMeasurement(measurements, bareName, operation)
      return measured && bare && ratio(measured, bare)
    },
  }
}

function ratioToPeer(operation: OperationName, required: number): Budget {
  return {
    title: `${operation} against oidc-provider`,
    required,
    atLeast: true,
    unit: 'x',
    reached: ({ measurements }, runtime) => {
      const measured = findMeasurement(measurements, `latchkey-${runtime}`, operation)
      const peer = findMeasurement(measurements, 'oidc-provider', operation)
      return measured && peer && ratio(measured, peer)
    },
  }
}

function startFigure(
  title: string,
  required: number,
  unit: 'ms' | 'MB',
  pick: (figures: BenchResult['starts'][number]) => number,
): Budget {
  return {
    title,
    required,
    atLeast: false,
    unit,
    reached: ({ starts }, runtime) => {
      const figures = starts.find((one) => one.runtime === runtime)
      return figures && pick(figures)
    },
  }
}
