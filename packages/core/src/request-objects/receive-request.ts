import type { AuthorizationEndpoint } from '../authorization-request/check-inputs.ts'
import { readOnce } from '../authorization-request/read-once.ts'
import { onlyValue } from '../authorization-request/resolve-redirect-target.ts'
import { runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Parameters } from '../wire/parameters.ts'
import { fetchRequestObject } from './fetch-request-object.ts'
import type { ObjectUse } from './object-use.ts'
import { openRequestObject, type RequestEngine } from './open-request-object.ts'
import { sourceChecks } from './request-source.ts'

/** The parameters of a request that count, wherever they stood. */
export interface ReceivedRequest {
  readonly parameters: Parameters
  readonly objectUse?: ObjectUse
}

export interface RequestSender {
  readonly client: Client
  readonly endpoint: AuthorizationEndpoint
}

const sources: ReadonlySet<string> = new Set(['request', 'request_uri'])

/**
 * Finds out what a request asks for: the parameters as they were sent, or those of the request object that came with them by value or by
 * reference. None of them is looked at. Not for requests that were pushed before.
 * @see OIDCC-6, RFC9101-5, RFC9126-3
 * @throws OAuthError for what is wrong with the object: it goes where the request outside can be answered
 */
export async function receiveRequest(
  parameters: Parameters,
  { client, endpoint }: RequestSender,
  engine: RequestEngine,
  outcomes: CheckOutcome[],
): Promise<ReceivedRequest> {
  const given = parameters.filter(([name]) => sources.has(name))
  const values: ReadonlyMap<string, string> = given.length === 0 ? new Map() : readOnce(given, outcomes)
  const [request, requestUri] = [values.get('request'), values.get('request_uri')]
  runChecks(
    sourceChecks,
    endpoint,
    { client, security: engine.ports.security?.(), receivedAt: endpoint, request, requestUri },
    outcomes,
  )
  const outside = parameters.filter(([name]) => !sources.has(name))
  const text = requestUri === undefined ? request : await fetchRequestObject(requestUri, engine.ports, outcomes)
  if (text === undefined) return { parameters: outside }
  const outer = { scope: onlyValue(outside, 'scope'), responseType: onlyValue(outside, 'response_type') }
  const way = requestUri === undefined ? 'request' : 'request_uri'
  const opened = await openRequestObject({ text, way, client, endpoint, outer }, engine, outcomes)
  const { inside, onlyInside, objectUse } = opened
  const named = new Set(inside.map(([name]) => name))
  const supplement = onlyInside ? [] : outside.filter(([name]) => !named.has(name))
  return { parameters: [...supplement, ...inside], ...(objectUse === undefined ? {} : { objectUse }) }
}
