import type { ReasonId } from '../../errors/reasons.ts'
import type { UserinfoInput } from '../../provider-contract.ts'

const scheme = 'bearer '

export type Presented = { readonly token: string } | { readonly mistake: ReasonId }

/**
 * The one access token of a request: in the header or in the form body, never in the URL.
 * @see RFC6750-2.1, RFC6750-2.2, RFC9700-4.3.2
 */
export function presentedToken(input: UserinfoInput): Presented {
  if (input.tokenInQuery) return { mistake: 'access_token_in_query' }
  const fromHeader = bearerText(input.authorization)
  const [fromBody, ...others] = input.bodyTokens
  if (others.length > 0 || (fromHeader !== undefined && fromBody !== undefined)) return { mistake: 'access_token_repeated' }
  if (fromHeader !== undefined && (fromHeader === '' || fromHeader.includes(' '))) return { mistake: 'access_token_malformed' }
  const token = fromHeader ?? fromBody
  return token === undefined || token === '' ? { mistake: 'access_token_missing' } : { token }
}

/** The scheme is compared without case (RFC9110-11.1). Another scheme is not for this endpoint. */
function bearerText(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.slice(0, scheme.length).toLowerCase() !== scheme) return undefined
  return authorization.slice(scheme.length).trim()
}
