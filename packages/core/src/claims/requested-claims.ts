import { isStandardClaim, type StandardClaim } from './scope-claims.ts'

/**
 * The claims that an accepted `claims` parameter asks for at one place (OIDCC-5.5). Names that we do not know are passed over
 * (OIDCC-5.5.1: a claim that is not available is left out); `essential` and `value` do not change what is released.
 */
export function requestedClaims(claims: string, place: 'userinfo' | 'id_token'): readonly StandardClaim[] {
  const request: unknown = JSON.parse(claims)
  if (!isObject(request)) return []
  const members = request[place]
  return isObject(members) ? Object.keys(members).filter(isStandardClaim) : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
