import type { Awaitable } from '../awaitable.ts'
import { type Check, runChecks } from '../checks/check.ts'
import type { ServerPosture } from '../checks/posture.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { Ports } from '../ports/ports.ts'
import { postureOf } from '../posture/posture-of.ts'
import type { Mint } from '../tokens/issue.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { endpointPaths } from '../wire/paths.ts'
import { acceptProof, type ProofRequest } from './accept-proof.ts'

/** A token request without proof. */
export interface UnprovedRequest {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  /** Its tokens are bound to its certificate. */
  readonly isBoundToCertificate: boolean
}

/** Whether a client may get tokens that are bound to no key. To the rule a certificate is as good (FAPI2SP-5.3.2.1). */
export const proofPresenceChecks: readonly Check<UnprovedRequest, 'token'>[] = [
  {
    name: 'dpop-proof-required',
    spec: 'RFC9449-5.2',
    at: ['token'],
    posture({ client, security, isBoundToCertificate }) {
      if (client.dpopBoundAccessTokens === true) return 'enforce'
      return isBoundToCertificate ? 'off' : postureOf('dpop-proof-required', client, security)
    },
    run: () => ({ reason: 'dpop_proof_missing', expected: 'a DPoP header' }),
  },
]

/**
 * The key that the client of a token request has proved to hold; `undefined`: there is no proof, and the client may get tokens that are bound
 * to none.
 * @param proof The `DPoP` header as sent.
 * @see RFC9449-5
 * @throws OAuthError as `acceptProof`; `dpop_proof_missing` for a client that registered `dpop_bound_access_tokens`
 */
export function proofKeyOf(
  client: Client,
  proof: string | undefined,
  { ports, issuer, x5tS256 }: Pick<Mint, 'ports' | 'issuer' | 'x5tS256'>,
  outcomes: CheckOutcome[],
): Awaitable<string | undefined> {
  if (proof === undefined) {
    const unproved = { client, security: ports.security?.(), isBoundToCertificate: x5tS256 !== undefined }
    runChecks(proofPresenceChecks, 'token', unproved, outcomes)
    return undefined
  }
  return acceptProof('token', formRequest({ client, proof, issuer, path: endpointPaths.token }, ports), ports, outcomes)
}

/**
 * The key to which the code of a pushed request will be bound: that of its proof, which must be the one that `dpop_jkt` names where both are
 * there; `undefined`: neither is.
 * @param proof The `DPoP` header as sent.
 * @see RFC9449-10.1
 * @throws OAuthError as `acceptProof`; `dpop_jkt_mismatch`
 */
export async function codeKeyOf(
  { client, jkt, proof }: { readonly client: Client; readonly jkt: string | undefined; readonly proof: string | undefined },
  { ports, issuer }: Pick<Mint, 'ports' | 'issuer'>,
  outcomes: CheckOutcome[],
): Promise<string | undefined> {
  if (proof === undefined) return jkt
  const proved = await acceptProof(
    'par',
    formRequest({ client, proof, issuer, path: endpointPaths.pushedAuthorizationRequest }, ports),
    ports,
    outcomes,
  )
  const agrees = jkt === undefined || jkt === proved
  outcomes.push({ check: 'dpop-jkt-agrees', spec: 'RFC9449-10.1', outcome: agrees ? 'passed' : 'failed' })
  if (!agrees) throw new OAuthError('dpop_jkt_mismatch')
  return proved
}

interface FormWithProof {
  readonly client: Client
  readonly proof: string
  readonly issuer: string
  readonly path: string
}

function formRequest({ client, ...rest }: FormWithProof, { security }: Pick<Ports, 'security'>): ProofRequest {
  return { ...rest, method: 'POST', noncePosture: postureOf('dpop-proof-nonce', client, security?.()) }
}
