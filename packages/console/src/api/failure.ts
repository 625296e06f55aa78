/** Why a request to management had no answer. */
export type FailureKind = 'signed-out' | 'too-old' | 'forbidden' | 'throttled' | 'unreachable' | 'refused' | 'conflict'

/** A request that had no answer. `detail`: a sentence of the server, to be shown as text. */
export class RequestFailure extends Error {
  readonly kind: FailureKind
  readonly detail: string

  constructor(kind: FailureKind, detail: string) {
    super(`${kind}: ${detail}`)
    this.name = 'RequestFailure'
    this.kind = kind
    this.detail = detail
  }
}
