import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import type { Target } from '../target.ts'

/**
 * Verifies the ID tokens that a load generator kept, with the provider's published keys: signature, issuer, audience, times.
 *
 * @throws Error when one does not verify.
 */
export async function verifyIdTokens(idTokens: readonly string[], target: Target): Promise<void> {
  const keys = createLocalJWKSet(JSON.parse(target.expected.jwks) as JSONWebKeySet)
  const { issuer } = JSON.parse(target.expected.discovery) as { readonly issuer: string }
  const audience = [target.clients.es256.clientId, target.clients.rs256.clientId]
  for (const idToken of idTokens) await jwtVerify(idToken, keys, { issuer, audience })
}
