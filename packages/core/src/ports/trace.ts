import type { ClientId, TraceId } from '../ids.ts'
import type { TraceStep } from '../trace/trace.ts'

/** Takes what happened; never blocks, never throws, keeps a bounded number of traces per client. */
export interface TraceRecorder {
  record(traceId: TraceId, clientId: ClientId | undefined, step: TraceStep): void
}
