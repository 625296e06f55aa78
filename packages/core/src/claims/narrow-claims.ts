import { splitTag } from './localized-claims.ts'
import { type InformedClient, mayRequestClaim } from './release-claims.ts'
import { isStandardClaim } from './scope-claims.ts'

/**
 * A `claims` parameter without the claims that the client may not ask for, as it was sent if there are none: what nobody was asked about is
 * not released later either, when the client may have more.
 */
export function narrowClaims(claims: string, client: InformedClient): string {
  const request: Readonly<Record<string, unknown>> = JSON.parse(claims)
  let isNarrower = false
  const places = Object.entries(request).map(([place, members]) => {
    if (typeof members !== 'object' || members === null) return [place, members] as const
    const kept = Object.entries(members).filter(([name]) => {
      const { base } = splitTag(name)
      return !isStandardClaim(base) || mayRequestClaim(client, base)
    })
    isNarrower ||= kept.length < Object.keys(members).length
    return [place, Object.fromEntries(kept)] as const
  })
  return isNarrower ? JSON.stringify(Object.fromEntries(places)) : claims
}
