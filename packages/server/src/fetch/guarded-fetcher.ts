import type { Clock, FetchOutcome, FetchPort, OutgoingRequest } from '@latchkey/core'
import type { Networks } from '../net/networks.ts'
import { AnswerCache } from './answer-cache.ts'
import { freshnessOf } from './freshness.ts'
import { contentTypeOf, type ExchangeBody, type ExchangeOutcome, exchange } from './one-exchange.ts'
import { networkOf } from './public-address.ts'
import { type Resolve, resolveHost, systemResolve } from './resolve-host.ts'
import { Slots } from './slots.ts'
import { zoneOf } from './zone-of.ts'

/** Milliseconds and octets where a request does not say. */
const defaultTimeout = 5_000
const defaultMaxBytes = 64 * 1_024
const maxUrlLength = 2_048

const connections = { perKey: 6, overall: 64 } as const
/**
 * Few, because Node resolves names in the threads that hash passwords too. Anybody can name hosts whose name servers never answer: those of one
 * zone do not take what others need.
 */
const resolutions = { perKey: 1, overall: 2 } as const

export interface GuardedFetcherOptions {
  /** Networks that may be called although they are private, and without TLS. */
  readonly allow: Networks
  readonly clock: Clock
  readonly resolve?: Resolve
  /** PEM certificates trusted instead of those of the runtime (to which `NODE_EXTRA_CA_CERTS` adds). */
  readonly ca?: string
}

/**
 * Requests to addresses that clients name, held to the rules of design section 8: https, public addresses, each checked before a connection to just
 * that address is made, bounded in time, size and number. Equal requests at one time are sent once.
 */
export function createGuardedFetcher({ allow, clock, resolve = systemResolve, ca }: GuardedFetcherOptions): FetchPort {
  const cache = new AnswerCache()
  const running = new Map<string, Promise<FetchOutcome>>()
  const resolving = new Slots(resolutions)
  const connecting = new Slots(connections)

  async function run(request: OutgoingRequest): Promise<FetchOutcome> {
    const ending = new AbortController()
    const timer = setTimeout(() => ending.abort(), request.timeout ?? defaultTimeout)
    try {
      return await follow(request, ending.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  async function follow(request: OutgoingRequest, signal: AbortSignal): Promise<FetchOutcome> {
    let url = parseUrl(request.url)
    for (let redirects = isPost(request) ? 0 : (request.maxRedirects ?? 0); ; redirects--) {
      if (url === undefined) return failed('url_not_allowed', 'not an absolute https URL without credentials')
      const outcome = await ask(url, request, signal)
      if (outcome.kind === 'not_connected') return failed('unreachable', `${url.host} cannot be reached`)
      if (outcome.kind === 'failed') return outcome
      const { status, headers, body } = outcome
      if (body !== undefined) {
        const freshUntil = clock() + freshnessOf(headers['cache-control'], headers.age)
        return { kind: 'fetched', status, contentType: contentTypeOf(headers), body, freshUntil }
      }
      const { location } = headers
      if (![301, 302, 303, 307, 308].includes(status)) {
        return { kind: 'failed', problem: 'status', status, detail: `${url.host} answered ${status}` }
      }
      if (redirects <= 0 || location === undefined) {
        return { kind: 'failed', problem: 'redirected', status, detail: `${url.host} answered with a redirect` }
      }
      url = parseUrl(location, url)
    }
  }

  async function ask(url: URL, request: OutgoingRequest, signal: AbortSignal): Promise<ExchangeOutcome> {
    const host = await within(signal, url, async () => {
      const done = await resolving.take(zoneOf(url.hostname), signal)
      if (done === undefined) return tooSlow(url)
      // Given back when the resolver is done, not when we stop waiting: until then its thread is taken.
      return resolveHost(url, allow, resolve).finally(done)
    })
    if (host.kind === 'failed') return host
    if (host.kind === 'refused') return failed(host.problem, host.detail)
    let outcome: ExchangeOutcome = { kind: 'not_connected' }
    for (const address of host.addresses) {
      const done = await connecting.take(networkOf(address), signal)
      if (done === undefined) return tooSlow(url)
      const { accept, maxBytes = defaultMaxBytes, bearer } = request
      outcome = await exchange({ url, address, accept, body: bodyOf(request), bearer, maxBytes, signal, ca }).finally(done)
      if (outcome.kind !== 'not_connected') return outcome
    }
    return outcome
  }

  return {
    async fetch(request) {
      if (isPost(request)) return run(request)
      const { url, accept, maxBytes, maxRedirects } = request
      const key = JSON.stringify([url.replace(/#.*$/s, ''), accept, maxBytes, maxRedirects])
      const known = request.cache === 'reload' ? undefined : cache.find(key, clock())
      if (known !== undefined) return known
      const started = running.get(key)
      if (started !== undefined) return started
      const asking = run(request)
        .then((outcome) => {
          if (outcome.kind === 'fetched') cache.keep(key, outcome, clock())
          else cache.forget(key)
          return outcome
        })
        .finally(() => running.delete(key))
      running.set(key, asking)
      return asking
    },
  }
}

function isPost({ form, json }: OutgoingRequest): boolean {
  return form !== undefined || json !== undefined
}

function bodyOf({ form, json }: OutgoingRequest): ExchangeBody | undefined {
  if (json !== undefined) return { type: 'application/json', text: JSON.stringify(json) }
  if (form === undefined) return undefined
  return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams({ ...form }).toString() }
}

function parseUrl(text: string, base?: URL): URL | undefined {
  if (text.length > maxUrlLength) return undefined
  const url = URL.parse(text, base?.href)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  return url.username === '' && url.password === '' ? url : undefined
}

/** What a piece of work that cannot be stopped answers, unless the time is over before. */
async function within<Outcome>(
  signal: AbortSignal,
  url: URL,
  work: () => Promise<Outcome>,
): Promise<Outcome | ReturnType<typeof tooSlow>> {
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof tooSlow>>()
  const abort = (): void => resolve(tooSlow(url))
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work(), promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function tooSlow(url: URL): Extract<FetchOutcome, { kind: 'failed' }> {
  return failed('too_slow', `${url.host} did not answer in time`)
}

function failed(
  problem: Extract<FetchOutcome, { kind: 'failed' }>['problem'],
  detail: string,
): Extract<FetchOutcome, { kind: 'failed' }> {
  return { kind: 'failed', problem, detail }
}
