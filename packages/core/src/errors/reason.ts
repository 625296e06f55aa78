import type { SpecReference } from '../spec.ts'

/** A row of the error catalogue: the wire code, the section that prescribes it, the fixed public text. */
export interface Reason {
  /** `error` of the answer. */
  readonly error: string
  readonly spec: SpecReference
  /** Public text: names the parameter first, holds no client input and only characters that RFC6749-5.2 allows. */
  readonly text: string
  /** HTTP status where the answer is not a redirect. Absent: 400. */
  readonly status?: 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 429 | 500 | 503
}
