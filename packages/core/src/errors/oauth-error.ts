import type { Reason } from './reason.ts'
import { type ReasonId, reasons } from './reasons.ts'

/** For the log and the trace only, never for the answer. No secrets. */
export interface ErrorDetail {
  readonly expected?: string
  readonly received?: string
}

/**
 * A refused request, by its row of the catalogue. Anything else that is thrown is a bug of ours and becomes `internal`.
 */
export class OAuthError extends Error {
  readonly reason: ReasonId
  readonly detail: ErrorDetail | undefined
  readonly error: string
  readonly status: number
  readonly publicText: string

  constructor(reason: ReasonId, options: { readonly detail?: ErrorDetail; readonly cause?: unknown } = {}) {
    const row: Reason = reasons[reason]
    super(reason, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'OAuthError'
    this.reason = reason
    this.detail = options.detail
    this.error = row.error
    this.status = row.status ?? 400
    this.publicText = row.text
  }
}
