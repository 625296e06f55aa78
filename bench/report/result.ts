import type { Measurement } from '../measure/measurement.ts'
import type { SigningRate } from '../measure/signing-rate.ts'
import type { BenchRuntime } from '../options.ts'

/** Everything that one run found. */
export interface BenchResult {
  readonly measurements: readonly Measurement[]
  readonly starts: readonly StartFigures[]
  /** `openssl speed`, middle of the rounds. */
  readonly signing: SigningRate
  /** Latchkey on a full database against itself on an empty one. */
  readonly scale?: ScaleResult
}

export interface StartFigures {
  readonly runtime: BenchRuntime
  /** Milliseconds to the first discovery answer on an empty data folder: keys are generated, the schema is made. */
  readonly first: number
  /** The same on an existing data folder, the middle of several. */
  readonly cold: number
  /** Milliseconds of processor time until then, the middle of several: what a start costs, whatever else the machine does. */
  readonly coldCost: number
  /** Resident bytes, a second after that. */
  readonly idleMemory: number
  /** Of the runtime's own cryptography. */
  readonly signing: SigningRate
}

export interface ScaleResult {
  readonly accounts: number
  readonly clients: number
  readonly grants: number
  readonly empty: readonly Measurement[]
  readonly full: readonly Measurement[]
}
