/** What is asked of a server that a client named. Every such request goes through this one port (design section 8). */
export interface OutgoingRequest {
  /** As the client gave it; nothing is known of it but that it is a text. */
  readonly url: string
  /** Media types without parameters of which the answer must be one; absent: the content type does not matter. */
  readonly accept?: readonly string[]
  /** Sent as `application/x-www-form-urlencoded` by POST; absent: a GET. */
  readonly form?: Readonly<Record<string, string>>
  /** Sent as `application/json` by POST, instead of a form. */
  readonly json?: Readonly<Record<string, unknown>>
  /** Sent as `Authorization: Bearer` with `json`; never follows a redirect, as no POST does. */
  readonly bearer?: string
  /** Longest body that is read, octets; absent: 64 KiB. A longer one is refused. */
  readonly maxBytes?: number
  /** For everything together, name resolution included, milliseconds; absent: 5,000. */
  readonly timeout?: number
  /** How many redirects are followed, each held to the same rules; absent: none. Never followed for a POST. */
  readonly maxRedirects?: number
  /** Absent: an answer may come from the cache for as long as its `Cache-Control` says, at most an hour. `reload`: it must be asked for anew. */
  readonly cache?: 'reload'
}

/** Why nothing was fetched, or what came was not taken. */
export type FetchProblem =
  /** Not an absolute https URL without credentials (http only where the address is allowed by `LATCHKEY_FETCH_ALLOW`). */
  | 'url_not_allowed'
  /** The name leads to a private, loopback, link-local or otherwise special address that `LATCHKEY_FETCH_ALLOW` does not name. */
  | 'address_not_allowed'
  /** No such name, no connection, or TLS failed. */
  | 'unreachable'
  | 'redirected'
  | 'too_slow'
  | 'too_large'
  | 'content_type'
  /** An answer that is no success. */
  | 'status'

export type FetchOutcome =
  | {
      readonly kind: 'fetched'
      readonly status: number
      /** Lower case, without parameters; empty if the answer had none. */
      readonly contentType: string
      readonly body: string
      /** Milliseconds since the epoch; until then the answer is as good as a new one. */
      readonly freshUntil: number
    }
  | {
      readonly kind: 'failed'
      readonly problem: FetchProblem
      /** Of the answer, where there was one. */
      readonly status?: number
      /** A sentence for the trace and the log: no query string, no credentials, nothing of a body. */
      readonly detail: string
    }

/** Requests to addresses that others chose. Never throws for what a server does or does not do. */
export interface FetchPort {
  fetch(request: OutgoingRequest): Promise<FetchOutcome>
}
