import type { ReasonId } from '../errors/reasons.ts'
import type { ClientId, TraceId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import { newTraceId } from './new-trace-id.ts'
import type { CheckOutcome } from './trace.ts'

export interface RecordedStep {
  readonly endpoint: string
  /** Of the transaction that the request belongs to; absent: the request is a transaction of its own. */
  readonly traceId: TraceId | undefined
  readonly clientId: ClientId | undefined
  readonly checks: readonly CheckOutcome[]
  /** Why it was refused; absent: it completed. */
  readonly reason?: ReasonId
  readonly note?: string
}

/** Records one request to an endpoint and answers the trace that it is now part of. */
export function recordStep(step: RecordedStep, ports: Ports): TraceId {
  const traceId = step.traceId ?? newTraceId({ randomBytes: ports.crypto.randomBytes, clock: ports.clock })
  ports.trace.record(traceId, step.clientId, {
    at: ports.clock(),
    endpoint: step.endpoint,
    outcome: step.reason === undefined ? 'completed' : 'refused',
    checks: step.checks,
    ...(step.reason === undefined ? {} : { reason: step.reason }),
    ...(step.note === undefined ? {} : { note: step.note }),
  })
  return traceId
}
