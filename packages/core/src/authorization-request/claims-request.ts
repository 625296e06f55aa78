/** What the `claims` parameter says of one claim (OIDCC-5.5.1). */
export interface ClaimRequest {
  readonly essential: boolean
  /** `value`, or the members of `values`; absent: any. */
  readonly values?: readonly unknown[]
}

/** The `claims` parameter (OIDCC-5.5) as far as the authorization endpoint acts on it. */
export interface ClaimsRequest {
  readonly userinfo: ReadonlyMap<string, ClaimRequest>
  readonly idToken: ReadonlyMap<string, ClaimRequest>
}

type JsonObject = Readonly<Record<string, unknown>>

/** `undefined`: not JSON, or not of the form of OIDCC-5.5. Members that the specification does not know are ignored, as it says. */
export function parseClaimsRequest(text: string): ClaimsRequest | undefined {
  const json = parseJson(text)
  if (!isObject(json)) return undefined
  const userinfo = parsePlace(json['userinfo'])
  const idToken = parsePlace(json['id_token'])
  return userinfo === undefined || idToken === undefined ? undefined : { userinfo, idToken }
}

function parsePlace(place: unknown): ReadonlyMap<string, ClaimRequest> | undefined {
  if (place === undefined) return new Map()
  if (!isObject(place)) return undefined
  const claims = new Map<string, ClaimRequest>()
  for (const [name, member] of Object.entries(place)) {
    const claim = parseClaim(member)
    if (claim === undefined) return undefined
    claims.set(name, claim)
  }
  return claims
}

function parseClaim(member: unknown): ClaimRequest | undefined {
  if (member === null) return { essential: false }
  if (!isObject(member)) return undefined
  const { essential = false, value, values } = member
  if (typeof essential !== 'boolean' || (values !== undefined && !Array.isArray(values))) return undefined
  if (value !== undefined) return { essential, values: [value] }
  return values === undefined ? { essential } : { essential, values: [...values] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
