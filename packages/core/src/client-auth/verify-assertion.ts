import { runChecks } from '../checks/check.ts'
import { verifyClientJws } from '../client-keys/verify-client-jws.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { assertionAlgorithms } from './assertion-algorithms.ts'
import { assertionClaimChecks, assertionSignatureChecks, assertionSkew } from './assertion-checks.ts'
import { audiencesAt, type ClientEndpoint } from './client-endpoints.ts'
import type { AssertionCredentials } from './credentials.ts'

/** A JWT without a type is what RFC7523-3 describes; `client-authentication+jwt` is its later explicit one. */
const types = ['jwt', 'client-authentication+jwt'] as const

export interface AssertionUse {
  readonly client: Client
  readonly credentials: AssertionCredentials
  readonly endpoint: ClientEndpoint
  /** The `client_id` parameter. */
  readonly clientId: string | undefined
  readonly issuer: string
}

/**
 * Decides whether an assertion proves its client, and takes its `jti` for used. What it says is looked at first, so that nothing is fetched or
 * computed for one that would be refused anyway; it is remembered only when its signature is right, so that nobody can use up a `jti` of others.
 * @see RFC7523-3, OIDCC-9
 * @throws OAuthError `invalid_client` with one public text
 */
export async function verifyAssertion(use: AssertionUse, ports: Ports, outcomes: CheckOutcome[]): Promise<void> {
  const { client, credentials, endpoint, clientId, issuer } = use
  const { jws } = credentials
  const now = ports.clock()
  const audiences = audiencesAt(endpoint, issuer)
  const security = ports.security?.()
  runChecks(assertionClaimChecks, endpoint, { client, security, issuer, jws, clientId, audiences, now }, outcomes)
  const rules = { signer: client, algorithms: assertionAlgorithms(credentials.method, client.tokenEndpointAuthSigningAlg), types }
  const outcome = await verifyClientJws(jws, rules, ports)
  runChecks(assertionSignatureChecks, endpoint, { jws, outcome }, outcomes)
  const { jti, exp } = jws.claims
  const isFirst = await ports.stores.singleUse.claim({
    purpose: 'client-assertion',
    digest: ports.crypto.digest(JSON.stringify([client.clientId, jti])),
    expiresAt: Number(exp) * 1_000 + assertionSkew,
    now,
  })
  const row = { check: 'client-assertion-single-use', spec: 'OIDCC-9' } as const
  outcomes.push(isFirst ? { ...row, outcome: 'passed' } : { ...row, outcome: 'failed', reason: 'client_auth_assertion_replayed' })
  if (!isFirst) throw new OAuthError('client_auth_assertion_replayed')
}
