import type { AuthorizationEndpoint } from '../authorization-request/check-inputs.ts'
import type { Check } from '../checks/check.ts'
import type { ServerPosture } from '../checks/posture.ts'
import type { Client } from '../clients/client.ts'
import { postureOf } from '../posture/posture-of.ts'
import { matchesRequestUri } from './request-uri.ts'
import { signedRequestPosture } from './signed-request-posture.ts'

/** In which form the parameters of a request come, before anything of a request object is read. */
export interface SourceInput {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  readonly receivedAt: AuthorizationEndpoint
  /** By value. */
  readonly request: string | undefined
  /** By reference; never that of a pushed request. */
  readonly requestUri: string | undefined
}

const both: readonly AuthorizationEndpoint[] = ['authorize', 'par']

/** Whether a request may come as it does. In their order. */
export const sourceChecks: readonly Check<SourceInput, AuthorizationEndpoint>[] = [
  {
    name: 'pushed-without-request-uri',
    spec: 'RFC9126-2.1',
    at: ['par'],
    run: ({ requestUri }) => (requestUri === undefined ? undefined : { reason: 'pushed_request_uri_inside' }),
  },
  {
    name: 'request-or-request-uri',
    spec: 'RFC9101-5',
    at: ['authorize'],
    run: ({ request, requestUri }) =>
      request === undefined || requestUri === undefined ? undefined : { reason: 'request_parameters_both' },
  },
  {
    name: 'pushed-request-required',
    spec: 'RFC9126-6',
    at: ['authorize'],
    posture: ({ client, security }) =>
      client.requirePushedAuthorizationRequests === true ? 'enforce' : postureOf('pushed-request-required', client, security),
    // The endpoint opens what was pushed before; that does not come here.
    run: ({ receivedAt }) => (receivedAt === 'authorize' ? { reason: 'pushed_request_required' } : undefined),
  },
  {
    name: 'signed-request-object-required',
    spec: 'RFC9101-10.5',
    at: both,
    posture: signedRequestPosture,
    run: ({ request, requestUri }) =>
      request === undefined && requestUri === undefined ? { reason: 'signed_request_object_required' } : undefined,
  },
  {
    name: 'request-object-of-registered-client',
    spec: 'OIDCC-6.1',
    at: both,
    run: ({ client, request }) =>
      client.origin === 'unregistered' && request !== undefined ? { reason: 'request_object_unsupported' } : undefined,
  },
  {
    name: 'request-uri-of-registered-client',
    spec: 'OIDCC-6.2',
    at: ['authorize'],
    run: ({ client, requestUri }) =>
      client.origin === 'unregistered' && requestUri !== undefined ? { reason: 'request_uri_unsupported' } : undefined,
  },
  {
    name: 'request-uri-registered',
    spec: 'OIDCR-2',
    at: ['authorize'],
    run: ({ client: { requestUris = [] }, requestUri }) =>
      requestUri === undefined || requestUris.some((registered) => matchesRequestUri(requestUri, registered))
        ? undefined
        : { reason: 'request_uri_not_registered', expected: `one of ${requestUris.length} registered` },
  },
]
