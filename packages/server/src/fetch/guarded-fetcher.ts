import type { FetchPort } from '@latchkey/core'
import type { Networks } from '../net/networks.ts'

/** Requests to addresses that clients name, held to the rules of design section 8. */
export function createGuardedFetcher(_options: { readonly allow: Networks }): FetchPort {
  return {
    fetch: async () => ({ kind: 'failed', problem: 'unreachable', detail: 'no request leaves this server' }),
  }
}
