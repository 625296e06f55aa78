import type { OperationName } from '../operations/operation.ts'
import type { Target } from '../target.ts'

/** What the load generator is told, as JSON on its standard input. */
export interface Job {
  readonly operation: OperationName
  readonly target: Target
  readonly connections: number
  /** Milliseconds. */
  readonly warmUpFor: number
  /** Milliseconds. */
  readonly measureFor: number
  /** Process of the server: its processor time is read at both ends of the measurement. */
  readonly serverPid: number
  readonly serverCore: number
}

/** What it answers, as JSON on its standard output. */
export interface JobResult {
  /** Operations that ended within the measurement, every answer right. */
  readonly completed: number
  /** Operations with a wrong answer, by what was wrong; also those of the warm-up. */
  readonly problems: Readonly<Record<string, number>>
  /** Milliseconds between the two ends. */
  readonly lasted: number
  /** Milliseconds of processor time within the measurement. */
  readonly serverCpu: number
  /** Milliseconds that anything else used the server's core within the measurement. */
  readonly othersCpu: number
  readonly generatorCpu: number
  /** Buckets of `Histogram`, durations of the completed operations. */
  readonly durations: readonly number[]
  /** ID tokens picked from the answers. */
  readonly idTokens: readonly string[]
  /** Resident memory of the server in bytes: the highest of the samples taken within the measurement. */
  readonly serverMemory: number
}
