import type { ClientId, Digest, TraceId } from '../ids.ts'

/** An authorization request that its client pushed, and that waits for a browser (RFC9126-2). */
export interface PushedRequest {
  /** Of the handle in its `request_uri`. */
  readonly digest: Digest
  readonly traceId: TraceId
  /** Who pushed it: nobody else can open it. */
  readonly clientId: ClientId
  /** The accepted request, as `authorization-request/` serialises it. */
  readonly request: string
  readonly createdAt: number
  /** Until then a browser can open it. */
  readonly opensUntil: number
  /** Until then one that was opened in time can be answered. */
  readonly expiresAt: number
}

export interface PushedRequestStore {
  insert(request: PushedRequest): Promise<void>
  /** One that can still be opened and was not answered; any number of times (RFC9126-4 is about the answer, see `use`). */
  find(digest: Digest, now: number): Promise<PushedRequest | undefined>
  /**
   * Uses a request up, whether it can still be opened or not; it counts as absent from then on. One conditional statement: of any number
   * of concurrent calls exactly one gets `true`, and only that one may answer the client.
   */
  use(digest: Digest, now: number): Promise<boolean>
}
