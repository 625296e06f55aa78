import type { FetchOutcome, FetchPort, OutgoingRequest } from '@latchkey/core'
import type { JWK } from 'jose'

/** What is at the address of a client's keys, how often it was asked for, and a clock. */
export class RemoteWeb {
  readonly requests: OutgoingRequest[] = []
  readonly ports: { readonly fetch: FetchPort; readonly clock: () => number }
  now = Date.UTC(2026, 0, 15, 12)
  outcome: FetchOutcome = { kind: 'failed', problem: 'unreachable', detail: 'nothing is there' }

  constructor() {
    const fetch = async (request: OutgoingRequest): Promise<FetchOutcome> => {
      this.requests.push(request)
      return this.outcome
    }
    this.ports = { fetch: { fetch }, clock: () => this.now }
  }

  /** @param freshness milliseconds */
  serve(keys: readonly JWK[], freshness = 0): void {
    this.serveText(JSON.stringify({ keys }), freshness)
  }

  serveText(body: string, freshness = 0): void {
    const freshUntil = this.now + freshness
    this.outcome = { kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil }
  }
}
