import type { CorsClass } from './cors.ts'
import type { Exchange } from './exchange.ts'

export type Handler = (exchange: Exchange) => Response | Promise<Response>

/** A row of the route table. */
export interface Route {
  /** `HEAD` follows from `GET`; `OPTIONS` is answered for all. */
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[]
  /** Below the issuer's path; with `at: 'root'` below the host. */
  readonly path: string
  readonly at?: 'root'
  readonly handle: Handler
  readonly cors: CorsClass
  /** `no-store`: never kept; `revalidate`: kept shortly and compared by `ETag`; `immutable`: kept for ever. The handler sets it. */
  readonly cache: 'no-store' | 'revalidate' | 'immutable'
  /** How a failure is shown: to a program or to a person. */
  readonly failure: 'json' | 'page'
}
