/** Where the `claims` parameter can ask for a claim. */
export type RequestPlace = 'userinfo' | 'id_token'

/**
 * The names that an accepted `claims` parameter asks for at one place, with their language tags (OIDCC-5.5). `essential`, `value` and
 * `values` do not change what is released; those of `acr` and `sub` were looked at when the request was accepted.
 */
export function requestedClaims(claims: string, place: RequestPlace): readonly string[] {
  const request: unknown = JSON.parse(claims)
  if (!isObject(request)) return []
  const members = request[place]
  return isObject(members) ? Object.keys(members) : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
