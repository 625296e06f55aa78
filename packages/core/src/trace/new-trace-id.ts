import { newId, type TraceId } from '../ids.ts'
import type { Clock, RandomBytes } from '../ports/crypto.ts'

/** The id of a transaction that begins, or of a request that belongs to none. */
export function newTraceId(ports: { readonly randomBytes: RandomBytes; readonly clock: Clock }): TraceId {
  return newId('trc', { randomBytes: ports.randomBytes, now: ports.clock() })
}
