import type { FetchOutcome, FetchPort, OutgoingRequest } from '@latchkey/core'
import { fakeClock } from '@latchkey/testing'
import { createGuardedFetcher, type GuardedFetcherOptions } from '../../src/fetch/guarded-fetcher.ts'
import { Networks } from '../../src/net/networks.ts'

/** A fetcher that may reach this machine, unless told otherwise, with a clock that stands still. */
export function openFetcher(
  options: Partial<Omit<GuardedFetcherOptions, 'allow'>> & { readonly allow?: readonly string[] } = {},
): FetchPort {
  const { allow = ['127.0.0.0/8', '::1'], ...others } = options
  return createGuardedFetcher({ clock: fakeClock().now, ...others, allow: new Networks(allow) })
}

/** `fetched`, or the problem. */
export async function outcomeOf(fetcher: FetchPort, request: string | OutgoingRequest): Promise<string> {
  return shortOf(await fetcher.fetch(typeof request === 'string' ? { url: request } : request))
}

export function shortOf(outcome: FetchOutcome): string {
  return outcome.kind === 'fetched' ? outcome.kind : outcome.problem
}
