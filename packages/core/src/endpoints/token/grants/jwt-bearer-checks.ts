import type { Check } from '../../../checks/check.ts'
import { findTimeProblem } from '../../../client-keys/claim-times.ts'
import type { ParsedJws } from '../../../client-keys/parse-jws.ts'
import { type JudgedJws, refusedFor } from '../../../client-keys/refused-for.ts'
import type { Client } from '../../../clients/client.ts'
import { showJson, showValue } from '../../../trace/show-value.ts'
import type { TrustedIssuer } from '../../../trusted-issuers/trusted-issuer.ts'

/** What clocks may differ by, milliseconds. */
export const bearerSkew = 30_000

/** An assertion of somebody about a person, with what it is held against. Nothing is verified yet. */
export interface BearerAssertion {
  readonly client: Client
  readonly jws: ParsedJws
  /** Whoever it says has made it; `undefined`: nobody whose assertions are taken. */
  readonly issuer: TrustedIssuer | undefined
  /** Any of them as `aud` means this server. */
  readonly audiences: readonly string[]
  /** Thumbprint of the key that the client has proved to hold. */
  readonly jkt: string | undefined
  readonly now: number
}

const at = ['token'] as const

/** What an assertion says, in an order in which nothing costs more than what is before it. */
export const bearerClaimChecks: readonly Check<BearerAssertion, 'token'>[] = [
  {
    name: 'bearer-assertion-issuer',
    spec: 'RFC7523-3',
    at,
    run: ({ jws, issuer }) =>
      issuer === undefined ? { reason: 'bearer_assertion_issuer', received: showJson(jws.claims['iss']) } : undefined,
  },
  {
    name: 'bearer-assertion-client',
    spec: 'RFC7521-4.1.1',
    at,
    run: ({ client, issuer }) =>
      issuer?.clients.includes(client.clientId) === true
        ? undefined
        : { reason: 'bearer_assertion_client', received: showValue(client.clientId) },
  },
  {
    name: 'bearer-assertion-audience',
    spec: 'RFC7523-3',
    at,
    run({ jws: { claims }, audiences }) {
      const named = [claims['aud']].flat().filter((audience) => typeof audience === 'string')
      if (named.some((audience) => audiences.includes(audience))) return undefined
      return { reason: 'bearer_assertion_audience', expected: audiences.join(' or '), received: showValue(named.join(' ')) }
    },
  },
  {
    name: 'bearer-assertion-subject',
    spec: 'RFC7523-3',
    at,
    run: ({ jws: { claims } }) => (isText(claims['sub']) ? undefined : { reason: 'bearer_assertion_subject', expected: 'sub' }),
  },
  {
    name: 'bearer-assertion-times',
    spec: 'RFC7523-3',
    at,
    run({ jws: { claims }, issuer, now }) {
      const maxLife = issuer?.maxAssertionLife ?? 0
      const problem = findTimeProblem(claims, { now, skew: bearerSkew, maxLife, expRequired: true })
      const expected = `exp within ${maxLife / 1_000} seconds, nbf and iat not in the future`
      return problem === undefined ? undefined : { reason: 'bearer_assertion_times', expected, received: problem }
    },
  },
  {
    // Deviation: RFC7523-3 leaves it to the issuer. Without it an assertion that leaked could be used until it expires.
    name: 'bearer-assertion-id',
    spec: 'LATCHKEY-0040-assertions-of-others',
    at,
    run: ({ jws: { claims } }) => (isText(claims['jti']) ? undefined : { reason: 'bearer_assertion_id', expected: 'jti' }),
  },
  {
    // An issuer that says whom it gave the assertion to is taken at its word: nobody else brings it here.
    name: 'bearer-assertion-other-client',
    spec: 'RFC8693-4.3',
    at,
    run({ jws: { claims }, client }) {
      const named = claims['client_id']
      if (named === undefined || named === client.clientId) return undefined
      return { reason: 'bearer_assertion_other_client', expected: showJson(named), received: showValue(client.clientId) }
    },
  },
  {
    name: 'bearer-assertion-key',
    spec: 'RFC7800-3.1',
    at,
    run({ jws: { claims }, jkt }) {
      const { cnf } = claims
      if (cnf === undefined || (jkt !== undefined && thumbprintIn(cnf) === jkt)) return undefined
      return { reason: 'bearer_assertion_key', expected: thumbprintIn(cnf) ?? 'a jkt', received: jkt ?? 'no proof' }
    },
  },
]

/** Whether its issuer made it. */
export const bearerSignatureChecks: readonly Check<JudgedJws, 'token'>[] = [
  {
    name: 'bearer-assertion-type',
    spec: 'RFC8725-3.11',
    at,
    run: refusedFor((problem) => problem === 'type', 'bearer_assertion_type'),
  },
  {
    name: 'bearer-assertion-algorithm',
    spec: 'RFC8725-3.1',
    at,
    run: refusedFor((problem) => problem === 'algorithm', 'bearer_assertion_algorithm'),
  },
  {
    name: 'bearer-assertion-issuer-key',
    spec: 'RFC7523-3',
    at,
    run: refusedFor((problem) => problem === 'no_secret' || problem.startsWith('keys_'), 'bearer_assertion_no_key'),
  },
  {
    name: 'bearer-assertion-signature',
    spec: 'RFC7523-3',
    at,
    run: refusedFor((problem) => problem === 'signature', 'bearer_assertion_signature'),
  },
]

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** RFC9449-6.1: the thumbprint of a key in a `cnf`; another confirmation cannot be proved here. */
function thumbprintIn(cnf: unknown): string | undefined {
  if (typeof cnf !== 'object' || cnf === null) return undefined
  const { jkt, ...others }: { readonly jkt?: unknown } = cnf
  return typeof jkt === 'string' && Object.keys(others).length === 0 ? jkt : undefined
}
