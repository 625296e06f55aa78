import { type Check, runChecks } from '../checks/check.ts'
import type { FetchOutcome } from '../ports/fetch.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { statedDigest, withoutFragment } from './request-uri.ts'

/** RFC9101-5.2.3 and what clients send in its place. */
const mediaTypes = ['application/oauth-authz-req+jwt', 'application/jwt', 'application/jose'] as const
/** Octets. */
const maxBytes = 16_384

export interface FetchedInput {
  readonly outcome: FetchOutcome
  /** SHA-256 of the content. */
  readonly digest: string | undefined
  /** What the fragment of the `request_uri` says it is. */
  readonly stated: string | undefined
}

/** What came from a `request_uri`. In their order. */
export const fetchedChecks: readonly Check<FetchedInput, 'authorize'>[] = [
  {
    name: 'request-uri-fetched',
    spec: 'RFC9101-5.2',
    at: ['authorize'],
    run: ({ outcome }) =>
      outcome.kind === 'fetched'
        ? undefined
        : { reason: 'request_uri_not_fetched', received: `${outcome.problem}: ${outcome.detail}` },
  },
  {
    // Never enforced: OIDCC-6.2 uses the digest to tell an old copy from a new one, and clients register it before the content is known.
    name: 'request-uri-digest',
    spec: 'OIDCC-6.2',
    at: ['authorize'],
    posture: () => 'report',
    run: ({ digest, stated }) =>
      stated === undefined || stated === digest ? undefined : { reason: 'request_uri_digest_differs' },
  },
]

/**
 * The text of a request object at a registered address. A copy is used again only for a fragment that is the digest of it.
 * @throws OAuthError `invalid_request_uri`
 */
export async function fetchRequestObject(requestUri: string, ports: Ports, outcomes: CheckOutcome[]): Promise<string> {
  const stated = statedDigest(requestUri)
  const request = { url: withoutFragment(requestUri), accept: mediaTypes, maxBytes }
  let outcome = await ports.fetch.fetch(stated === undefined ? { ...request, cache: 'reload' } : request)
  let digest = digestOf(outcome, ports)
  if (stated !== undefined && digest !== stated) {
    outcome = await ports.fetch.fetch({ ...request, cache: 'reload' })
    digest = digestOf(outcome, ports)
  }
  runChecks(fetchedChecks, 'authorize', { outcome, digest, stated }, outcomes)
  if (outcome.kind !== 'fetched') throw new TypeError('a request object that was not fetched passed the checks')
  return outcome.body.trim()
}

function digestOf(outcome: FetchOutcome, { crypto }: Ports): string | undefined {
  return outcome.kind === 'fetched' ? crypto.digest(outcome.body) : undefined
}
