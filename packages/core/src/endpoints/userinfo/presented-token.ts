import type { ReasonId } from '../../errors/reasons.ts'
import type { UserinfoInput } from '../../provider-contract.ts'

/** Of the `Authorization` header, compared without case (RFC9110-11.1). */
export type TokenScheme = 'Bearer' | 'DPoP'

const schemes: readonly TokenScheme[] = ['Bearer', 'DPoP']

export type Presented = { readonly token: string; readonly scheme: TokenScheme } | { readonly mistake: ReasonId }

/**
 * The one access token of a request: in the header or in the form body, never in the URL.
 * @see RFC6750-2.1, RFC6750-2.2, RFC9449-7.1, RFC9700-4.3.2
 */
export function presentedToken(input: UserinfoInput): Presented {
  if (input.tokenInQuery) return { mistake: 'access_token_in_query' }
  const inHeader = credentialsOf(input.authorization)
  const fromHeader = inHeader?.text
  const [fromBody, ...others] = input.bodyTokens
  if (others.length > 0 || (fromHeader !== undefined && fromBody !== undefined)) return { mistake: 'access_token_repeated' }
  if (fromHeader !== undefined && (fromHeader === '' || fromHeader.includes(' '))) return { mistake: 'access_token_malformed' }
  const token = fromHeader ?? fromBody
  return token === undefined || token === ''
    ? { mistake: 'access_token_missing' }
    : { token, scheme: inHeader?.scheme ?? 'Bearer' }
}

/** Another scheme is not for this endpoint. */
function credentialsOf(authorization: string | undefined): { readonly scheme: TokenScheme; readonly text: string } | undefined {
  if (authorization === undefined) return undefined
  const scheme = schemes.find((name) => authorization.slice(0, name.length + 1).toLowerCase() === `${name.toLowerCase()} `)
  return scheme && { scheme, text: authorization.slice(scheme.length + 1).trim() }
}
