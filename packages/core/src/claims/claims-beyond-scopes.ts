import { splitTag } from './localized-claims.ts'
import { type InformedClient, mayRequestClaim } from './release-claims.ts'
import { requestedClaims } from './requested-claims.ts'
import { scopeClaims } from './scope-claims.ts'

/**
 * The claims that a `claims` parameter asks for beside those of the scopes, each once and without language: what the person must be told of,
 * since no scope says it (OIDCC-5.5, OIDCC-3.1.2.4).
 */
export function claimsBeyondScopes(
  claims: string | undefined,
  client: InformedClient,
  scopes: readonly string[],
): readonly string[] {
  if (claims === undefined) return []
  const covered = new Set<string>(scopes.flatMap((scope) => scopeClaims.get(scope) ?? []))
  const names = (['userinfo', 'id_token'] as const).flatMap((place) => requestedClaims(claims, place))
  const bases = names.map((name) => splitTag(name).base).filter((base) => mayRequestClaim(client, base) && !covered.has(base))
  return [...new Set(bases)]
}
