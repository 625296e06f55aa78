import { base64url } from 'jose'
import type { TraceId } from '../ids.ts'
import type { RandomBytes } from '../ports/crypto.ts'

/** The id of a transaction that begins, or of a request that belongs to none: 96 random bits. */
export function newTraceId(randomBytes: RandomBytes): TraceId {
  return `trc_${base64url.encode(randomBytes(12))}`
}
