import type { AuthorizationRequest } from '../authorization-request/authorization-request.ts'
import { clientChecks } from '../authorization-request/checks.ts'
import { readOnce } from '../authorization-request/read-once.ts'
import { matchesRegistered } from '../authorization-request/redirect-uri.ts'
import { requestFromText } from '../authorization-request/request-text.ts'
import { type Check, runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { lookUpClient } from '../clients/find-client.ts'
import type { TraceId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { PushedRequest } from '../ports/pushed-requests.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Parameters } from '../wire/parameters.ts'
import { handleOf } from './request-form.ts'

export interface PushedInput {
  readonly client: Client
  /** `undefined`: none that can still be opened. */
  readonly pushed: PushedRequest | undefined
  /** Where its answer would go. */
  readonly redirectUri: string | undefined
}

/** Whether a pushed request may be opened by whoever names it. In their order; every failure is shown to the person. */
export const pushedChecks: readonly Check<PushedInput, 'authorize'>[] = [
  {
    name: 'pushed-request-live',
    spec: 'RFC9126-4',
    at: ['authorize'],
    run: ({ pushed }) => (pushed === undefined ? { reason: 'pushed_request_unknown' } : undefined),
  },
  {
    name: 'pushed-request-client',
    spec: 'RFC9126-4',
    at: ['authorize'],
    run: ({ pushed, client }) =>
      pushed === undefined || pushed.clientId === client.clientId ? undefined : { reason: 'pushed_request_client_mismatch' },
  },
  {
    name: 'pushed-request-redirect-uri',
    spec: 'LATCHKEY-0017-record-as-it-is-now',
    at: ['authorize'],
    run: ({ redirectUri, client }) =>
      redirectUri === undefined ||
      client.redirectUris.some((registered) => matchesRegistered(redirectUri, registered, client.applicationType))
        ? undefined
        : { reason: 'pushed_request_redirect_uri_gone' },
  },
]

export interface OpenedRequest {
  readonly request: AuthorizationRequest
  readonly client: Client
  /** Of the push: what follows belongs to it. */
  readonly traceId: TraceId
}

/**
 * The request that a client pushed before; everything beside `client_id` and `request_uri` is ignored. It was checked when it was pushed,
 * and is not used up by being opened: a person may reload the page.
 * @see RFC9126-4
 * @throws OAuthError for the person in front of the browser
 */
export async function openPushed(parameters: Parameters, ports: Ports, outcomes: CheckOutcome[]): Promise<OpenedRequest> {
  const values = readOnce(
    parameters.filter(([name]) => name === 'client_id' || name === 'request_uri'),
    outcomes,
  )
  const handle = handleOf(values.get('request_uri') ?? '')
  const digest = handle === undefined ? undefined : ports.crypto.digest(handle)
  const pushed = digest === undefined ? undefined : await ports.stores.pushedRequests.find(digest, ports.clock())
  const accepted = pushed === undefined ? undefined : requestFromText(pushed.request)
  const redirectUri = accepted?.target.redirectUri
  const clientId = values.get('client_id')
  const lookup = clientId === undefined ? undefined : await lookUpClient(clientId, ports, { redirectUri })
  runChecks(clientChecks, 'authorize', { lookup }, outcomes)
  if (lookup?.kind !== 'found') throw new TypeError('a client that was not found passed the checks')
  const { client } = lookup
  runChecks(pushedChecks, 'authorize', { client, pushed, redirectUri }, outcomes)
  if (pushed === undefined || accepted === undefined) throw new TypeError('a request that was not pushed passed the checks')
  return { request: { ...accepted, pushed: pushed.digest }, client, traceId: pushed.traceId }
}
