import type { ClientId, TraceId } from '../ids.ts'
import type { Trace } from '../trace/trace.ts'

export interface TraceStore {
  /**
   * Inserts or replaces; keeps at most `perClient` newest traces of each client concerned, and as many of all that have no client or one
   * without a record.
   */
  save(traces: readonly Trace[], perClient: number): Promise<void>
  find(traceId: TraceId): Promise<Trace | undefined>
  /** Those of a client, or all, by the time when they began, newest first, beginning behind `after`. */
  list(
    filter: { readonly clientId?: ClientId },
    page: { readonly after?: TraceId; readonly offset?: number; readonly limit: number },
  ): Promise<readonly Trace[]>
  /** How many there are; with `newerThan` those that stand before that one. */
  count(filter: { readonly clientId?: ClientId; readonly newerThan?: TraceId }): Promise<number>
  /** When the last change of any trace was, milliseconds; 0: there is none. */
  latest(): Promise<number>
}
