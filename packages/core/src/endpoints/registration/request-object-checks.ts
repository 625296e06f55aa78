import type { Check } from '../../checks/check.ts'
import { algorithmNamed } from '../../keys/algorithms.ts'
import type { RegistrationRequest } from './parse-metadata.ts'

/** The rules about how a client says that it sends its requests. */
export const requestObjectChecks: readonly Check<Pick<RegistrationRequest, 'metadata'>, 'registration'>[] = [
  {
    name: 'registration-request-object-signed',
    spec: 'RFC9101-10.5',
    at: ['registration'],
    run: ({ metadata: { requireSignedRequestObject, requestObjectSigningAlg } }) =>
      requireSignedRequestObject === true && requestObjectSigningAlg === 'none'
        ? { reason: 'request_object_none_refused' }
        : undefined,
  },
  {
    name: 'registration-request-object-alg',
    spec: 'OIDCC-10.1',
    at: ['registration'],
    run: ({ metadata: { requestObjectSigningAlg = 'none', tokenEndpointAuthMethod } }) =>
      tokenEndpointAuthMethod === 'none' && algorithmNamed(requestObjectSigningAlg)?.family === 'hmac'
        ? { reason: 'request_object_signing_alg_needs_secret', received: requestObjectSigningAlg }
        : undefined,
  },
]
