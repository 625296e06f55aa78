import type { OperationName } from '../operations/operation.ts'

export type ServerName = 'latchkey-bun' | 'latchkey-node' | 'bare-bun' | 'bare-node' | 'oidc-provider'

/** One operation on one server, all rounds. */
export interface Measurement {
  readonly server: ServerName
  readonly operation: OperationName
  readonly rounds: readonly Round[]
  /** Milliseconds, over all rounds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Bytes, the highest of all samples under this load. */
  readonly memory: number
}

export interface Round {
  /** Operations a second. */
  readonly rate: number
  /** Milliseconds of the server's processor time for one operation. */
  readonly cost: number
  /** Shares of one core, 0 to 1. */
  readonly serverBusy: number
  readonly generatorBusy: number
  /** What anything else took of the server's core. */
  readonly othersBusy: number
}

export function findMeasurement(
  measurements: readonly Measurement[],
  server: ServerName,
  operation: OperationName,
): Measurement | undefined {
  return measurements.find((one) => one.server === server && one.operation === operation)
}

/** The middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

export function rateOf(measurement: Measurement): number {
  return median(measurement.rounds.map(({ rate }) => rate))
}

/**
 * How many times as fast `one` is as `other`: the middle of the ratios of each round. The two were measured one after the other in every round,
 * so whatever else the machine did in that round weighs on both.
 */
export function ratio(one: Measurement, other: Measurement): number {
  return median(one.rounds.map(({ rate }, index) => rate / (other.rounds[index]?.rate ?? Number.NaN)))
}

/** The same for the processor time of one operation: how little `one` costs against `other`. */
export function costRatio(one: Measurement, other: Measurement): number {
  return median(one.rounds.map(({ cost }, index) => (other.rounds[index]?.cost ?? Number.NaN) / cost))
}

/** With more than this share of the core in other hands, a rate also says something of them. */
const sharedFrom = 0.05

/** Whether so much else ran on the server's core that the figures are rough. */
export function wasShared({ rounds }: Measurement): boolean {
  return median(rounds.map(({ othersBusy }) => othersBusy)) > sharedFrom
}
