import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { Mint } from '../tokens/issue.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { endpointPaths } from '../wire/paths.ts'
import { acceptProof, type ProofRequest } from './accept-proof.ts'

/**
 * The key that the client of a token request has proved to hold; `undefined`: there is no proof, and the client may get tokens that are bound
 * to none.
 * @param proof The `DPoP` header as sent.
 * @see RFC9449-5
 * @throws OAuthError as `acceptProof`; `dpop_proof_missing` for a client that registered `dpop_bound_access_tokens`
 */
export async function proofKeyOf(
  client: Client,
  proof: string | undefined,
  { ports, issuer }: Pick<Mint, 'ports' | 'issuer'>,
  outcomes: CheckOutcome[],
): Promise<string | undefined> {
  if (proof === undefined) {
    if (client.dpopBoundAccessTokens !== true) return undefined
    outcomes.push({ check: 'dpop-proof-required', spec: 'RFC9449-5.2', outcome: 'failed', expected: 'a DPoP header' })
    throw new OAuthError('dpop_proof_missing')
  }
  return acceptProof('token', formRequest(client, proof, issuer + endpointPaths.token), ports, outcomes)
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
    formRequest(client, proof, issuer + endpointPaths.pushedAuthorizationRequest),
    ports,
    outcomes,
  )
  const agrees = jkt === undefined || jkt === proved
  outcomes.push({ check: 'dpop-jkt-agrees', spec: 'RFC9449-10.1', outcome: agrees ? 'passed' : 'failed' })
  if (!agrees) throw new OAuthError('dpop_jkt_mismatch')
  return proved
}

function formRequest(client: Client, proof: string, address: string): ProofRequest {
  return { proof, method: 'POST', address, noncePosture: client.postures['dpop-proof-nonce'] ?? 'off' }
}
