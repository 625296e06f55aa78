import type { Check } from '../checks/check.ts'
import type { ServerPosture } from '../checks/posture.ts'
import { findTimeProblem } from '../client-keys/claim-times.ts'
import type { ParsedJws } from '../client-keys/parse-jws.ts'
import { type JudgedJws, refusedFor } from '../client-keys/refused-for.ts'
import { checkStrongAlgorithm } from '../client-keys/strong-algorithms.ts'
import type { Client } from '../clients/client.ts'
import { postureOf } from '../posture/posture-of.ts'
import { showJson, showValue } from '../trace/show-value.ts'
import { type ClientEndpoint, clientEndpoints } from './client-endpoints.ts'

/** What clocks may differ by, milliseconds (FAPI 2 asks for 10 to 60 seconds). */
export const assertionSkew = 30_000
/** How far ahead an assertion may expire, milliseconds: its `jti` is remembered for so long. */
const maxLife = 60 * 60 * 1_000

/** An assertion with what it is held against. Nothing is verified yet. */
export interface PresentedAssertion {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  readonly jws: ParsedJws
  readonly issuer: string
  /** The parameter of the request. */
  readonly clientId: string | undefined
  /** Any of them as `aud` means this server. */
  readonly audiences: readonly string[]
  readonly now: number
}

/** What an assertion says, in an order in which nothing costs more than what is before it. */
export const assertionClaimChecks: readonly Check<PresentedAssertion, ClientEndpoint>[] = [
  {
    name: 'client-assertion-issuer',
    spec: 'RFC7523-3',
    at: clientEndpoints,
    run: ({ jws: { claims } }) =>
      claims['iss'] === claims['sub']
        ? undefined
        : { reason: 'client_auth_assertion_issuer', expected: 'iss is the same as sub' },
  },
  {
    name: 'client-assertion-client-id',
    spec: 'RFC7521-4.2',
    at: clientEndpoints,
    run: ({ jws: { claims }, clientId }) =>
      clientId === undefined || clientId === claims['sub']
        ? undefined
        : { reason: 'client_auth_assertion_client_id', expected: 'client_id is the same as sub', received: showValue(clientId) },
  },
  {
    name: 'client-assertion-audience',
    spec: 'RFC7523-3',
    at: clientEndpoints,
    run({ jws: { claims }, audiences }) {
      const named = [claims['aud']].flat()
      if (named.some((audience) => typeof audience === 'string' && audiences.includes(audience))) return undefined
      const received = showValue(named.filter((audience) => typeof audience === 'string').join(' '))
      return { reason: 'client_auth_assertion_audience', expected: audiences.join(' or '), received }
    },
  },
  {
    name: 'client-assertion-issuer-audience',
    spec: 'FAPI2SP-5.3.2.1',
    at: clientEndpoints,
    posture: ({ client, security }) => postureOf('client-assertion-issuer-audience', client, security),
    run: ({ jws: { claims }, issuer }) =>
      claims['aud'] === issuer
        ? undefined
        : {
            reason: 'client_auth_assertion_not_issuer',
            expected: `${issuer} as a text`,
            received: Array.isArray(claims['aud']) ? 'a list' : showJson(claims['aud']),
          },
  },
  {
    name: 'client-assertion-strong-algorithm',
    spec: 'FAPI2SP-5.4.1',
    at: clientEndpoints,
    posture: ({ client, security }) => postureOf('client-assertion-strong-algorithm', client, security),
    run: ({ jws }) => checkStrongAlgorithm(jws.algorithm, 'client_auth_assertion_weak_algorithm'),
  },
  {
    name: 'client-assertion-times',
    spec: 'RFC7523-3',
    at: clientEndpoints,
    run({ jws: { claims }, now }) {
      const problem = findTimeProblem(claims, { now, skew: assertionSkew, maxLife, expRequired: true })
      const expected = `exp within ${maxLife / 60_000} minutes, nbf and iat not in the future`
      return problem === undefined ? undefined : { reason: 'client_auth_assertion_times', expected, received: problem }
    },
  },
  {
    name: 'client-assertion-id',
    spec: 'OIDCC-9',
    at: clientEndpoints,
    run: ({ jws: { claims } }) =>
      typeof claims['jti'] === 'string' && claims['jti'] !== ''
        ? undefined
        : { reason: 'client_auth_assertion_id', expected: 'jti' },
  },
]

/** Whether its client made it. */
export const assertionSignatureChecks: readonly Check<JudgedJws, ClientEndpoint>[] = [
  {
    name: 'client-assertion-explicit-type',
    spec: 'RFC8725-3.11',
    at: clientEndpoints,
    run: refusedFor((problem) => problem === 'type', 'client_auth_assertion_typ'),
  },
  {
    name: 'client-assertion-algorithm',
    spec: 'RFC8725-3.1',
    at: clientEndpoints,
    run: refusedFor((problem) => problem === 'algorithm', 'client_auth_assertion_algorithm'),
  },
  {
    name: 'client-assertion-key',
    spec: 'OIDCC-10.1',
    at: clientEndpoints,
    run: refusedFor((problem) => problem === 'no_secret' || problem.startsWith('keys_'), 'client_auth_assertion_key'),
  },
  {
    name: 'client-assertion-signature',
    spec: 'RFC7523-3',
    at: clientEndpoints,
    run: refusedFor((problem) => problem === 'signature', 'client_auth_assertion_signature'),
  },
]
