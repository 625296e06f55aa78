/** A row of the response type table: what the authorization endpoint hands out. */
export interface ResponseType {
  /** The value of `response_type` with its words in the order of OMRT. */
  readonly name: ResponseTypeName
  readonly code: boolean
  readonly idToken: boolean
  /** An access token through the browser. */
  readonly token: boolean
  /** What the client's `grant_types` must hold beside it (OIDCR-2). */
  readonly grantTypes: readonly string[]
}

export type ResponseTypeName =
  | 'code'
  | 'id_token'
  | 'id_token token'
  | 'code id_token'
  | 'code token'
  | 'code id_token token'
  | 'none'

/** An answer through the browser alone is the implicit grant; `none` hands out nothing, so it needs no grant. */
const hybrid = ['authorization_code', 'implicit'] as const

/**
 * What a request can ask for. `token` alone is not there: who has no ID token beside it cannot tell whom it was issued to (OMRT-5).
 * @see OMRT-3, OMRT-4, OMRT-5, OIDCC-3
 */
export const responseTypes: readonly ResponseType[] = [
  { name: 'code', code: true, idToken: false, token: false, grantTypes: ['authorization_code'] },
  { name: 'id_token', code: false, idToken: true, token: false, grantTypes: ['implicit'] },
  { name: 'id_token token', code: false, idToken: true, token: true, grantTypes: ['implicit'] },
  { name: 'code id_token', code: true, idToken: true, token: false, grantTypes: hybrid },
  { name: 'code token', code: true, idToken: false, token: true, grantTypes: hybrid },
  { name: 'code id_token token', code: true, idToken: true, token: true, grantTypes: hybrid },
  { name: 'none', code: false, idToken: false, token: false, grantTypes: [] },
]

export const responseTypeNames: readonly ResponseTypeName[] = responseTypes.map(({ name }) => name)

const byName: ReadonlyMap<string, ResponseType> = new Map(responseTypes.map((row) => [row.name, row]))
const byWords: ReadonlyMap<string, ResponseType> = new Map(responseTypes.map((row) => [sorted(row.name), row]))

/** The row of a `response_type`; the order of its words does not matter (RFC6749-3.1.1). `undefined`: not one of ours. */
export function parseResponseType(text: string): ResponseType | undefined {
  return byName.get(text) ?? byWords.get(sorted(text))
}

/** The row of a name that was accepted before. */
export function responseTypeOf(name: ResponseTypeName): ResponseType {
  const row = byName.get(name)
  if (row === undefined) throw new TypeError(`no response type ${name}`)
  return row
}

/** Grant types that a client with these response types lacks (OIDCR-2). Types that are not in the table need none. */
export function missingGrantTypes(types: readonly string[], grantTypes: readonly string[]): readonly string[] {
  const needed = types.flatMap((type) => parseResponseType(type)?.grantTypes ?? [])
  return [...new Set(needed)].filter((grantType) => !grantTypes.includes(grantType))
}

function sorted(text: string): string {
  return text.split(' ').sort().join(' ')
}
