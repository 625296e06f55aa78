import type { ReasonId } from '../errors/reasons.ts'
import type { ClientId, TraceId } from '../ids.ts'
import type { SpecReference } from '../spec.ts'

export interface CheckOutcome {
  readonly check: string
  readonly spec: SpecReference
  readonly outcome: 'passed' | 'failed' | 'would-fail'
  readonly reason?: ReasonId
  readonly expected?: string
  readonly received?: string
}

/** One request of a transaction, or one act of its user. */
export interface TraceStep {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** `authorize`, `login`, `consent`, `token`, `userinfo`, ... */
  readonly endpoint: string
  readonly outcome: 'completed' | 'refused' | 'interaction'
  /** Why it was refused. */
  readonly reason?: ReasonId
  /** Why the user has to act, or what was decided; fixed words, no client input. */
  readonly note?: string
  readonly checks: readonly CheckOutcome[]
}

export interface Trace {
  readonly traceId: TraceId
  readonly clientId?: ClientId
  readonly startedAt: number
  readonly updatedAt: number
  /** Steps that came after the ring's limit of one trace are counted, not kept. */
  readonly droppedSteps: number
  readonly steps: readonly TraceStep[]
}
