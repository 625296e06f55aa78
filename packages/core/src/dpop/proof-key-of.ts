import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { Mint } from '../tokens/issue.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { endpointPaths } from '../wire/paths.ts'
import { acceptProof } from './accept-proof.ts'

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
  const noncePosture = client.postures['dpop-proof-nonce'] ?? 'off'
  const request = { proof, method: 'POST', address: issuer + endpointPaths.token, noncePosture }
  return acceptProof('token', request, ports, outcomes)
}
