import { costRatio, findMeasurement, type Measurement, median, rateOf, ratio, wasShared } from '../measure/measurement.ts'
import type { SigningRate } from '../measure/signing-rate.ts'
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
  /** The same by processor time instead of rate, where that can be said. */
  readonly byCost?: number
  /** Something else used the core while this was measured: both figures are rough. */
  readonly wasShared?: boolean
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
  reached(result: BenchResult, runtime: BenchRuntime): Reached | undefined
}

type Reached = Pick<BudgetOutcome, 'reached' | 'byCost' | 'wasShared'>

const budgets: readonly Budget[] = [
  ratioToBare('discovery', 0.85),
  ratioToBare('jwks', 0.85),
  ratioToBare('userinfo', 0.5),
  ratioToPeer('userinfo', 5),
  ratioToPeer('introspection', 4),
  ratioToPeer('client-credentials', 4),
  ratioToPeer('refresh-es256', 5),
  ratioToPeer('code-flow', 4),
  signingShare('refresh-rs256 against RSA-2048 of openssl', ({ signing }) => signing),
  // Not a budget of the design: says how much of a miss above is the runtime's cryptography.
  signingShare('refresh-rs256 against RSA-2048 of the runtime', ({ starts }, runtime) => signingOf(starts, runtime)),
  startFigure('cold start to the first discovery answer', 400, 'ms', ({ cold }) => cold),
  startFigure('resident memory idle', 70, 'MB', ({ idleMemory }) => idleMemory / 1e6),
  {
    title: 'resident memory under load',
    required: 160,
    atLeast: false,
    unit: 'MB',
    reached: ({ measurements }, runtime) => {
      const own = measurements.filter(({ server }) => server === `latchkey-${runtime}`)
      return own.length === 0 ? undefined : { reached: Math.max(...own.map(({ memory }) => memory)) / 1e6 }
    },
  },
  {
    title: 'slowest operation on the full database against the empty one',
    required: 1.3,
    atLeast: false,
    unit: 'x',
    reached: ({ scale }, runtime) => {
      const pairs = (scale?.full ?? []).flatMap((full) => {
        const empty = scale && findMeasurement(scale.empty, full.server, full.operation)
        return empty && full.server === `latchkey-${runtime}` ? [{ empty, full }] : []
      })
      if (pairs.length === 0) return undefined
      return {
        reached: Math.max(...pairs.map(({ empty, full }) => ratio(empty, full))),
        byCost: Math.max(...pairs.map(({ empty, full }) => costRatio(empty, full))),
        wasShared: pairs.some(({ empty, full }) => wasShared(empty) || wasShared(full)),
      }
    },
  },
]

/** Every budget that this run says something about. */
export function judge(result: BenchResult, runtimes: readonly BenchRuntime[]): readonly BudgetOutcome[] {
  return budgets.flatMap(({ reached, ...budget }) =>
    runtimes.flatMap((runtime) => {
      const figures = reached(result, runtime)
      return figures === undefined ? [] : [{ ...budget, runtime, ...figures }]
    }),
  )
}

export function isMet({ atLeast, reached, required }: BudgetOutcome): boolean {
  return atLeast ? reached >= required : reached <= required
}

function compare(one: Measurement, other: Measurement): Reached {
  return { reached: ratio(one, other), byCost: costRatio(one, other), wasShared: wasShared(one) || wasShared(other) }
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
      return measured && bare && compare(measured, bare)
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
      return measured && peer && compare(measured, peer)
    },
  }
}

function signingShare(title: string, pick: (result: BenchResult, runtime: BenchRuntime) => SigningRate | undefined): Budget {
  return {
    title,
    required: 0.85,
    atLeast: true,
    unit: 'x',
    reached: (result, runtime) => {
      const measured = findMeasurement(result.measurements, `latchkey-${runtime}`, 'refresh-rs256')
      const signing = pick(result, runtime)
      if (measured === undefined || signing === undefined) return undefined
      const cost = median(measured.rounds.map((round) => round.cost))
      return { reached: rateOf(measured) / signing.rs256, byCost: 1000 / cost / signing.rs256, wasShared: wasShared(measured) }
    },
  }
}

function signingOf(starts: BenchResult['starts'], runtime: BenchRuntime): SigningRate | undefined {
  return starts.find((one) => one.runtime === runtime)?.signing
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
      return figures && { reached: pick(figures) }
    },
  }
}
