import type { AccessToken } from './access-token.ts'

/** What a token is bound to: a key that is proved by DPoP, a certificate, or both, and then both are needed. */
export type TokenBinding = Pick<AccessToken, 'jkt' | 'x5tS256'>

/**
 * What a token is bound to, as `cnf` says it; `undefined`: to nothing.
 * @see RFC7800-3.1, RFC9449-6.1, RFC8705-3.1
 */
export function confirmationOf({ jkt, x5tS256 }: TokenBinding): Readonly<Record<string, string>> | undefined {
  if (jkt === undefined && x5tS256 === undefined) return undefined
  return { ...(jkt !== undefined && { jkt }), ...(x5tS256 !== undefined && { 'x5t#S256': x5tS256 }) }
}

/** The same, read from the claim of a token of ours. */
export function bindingOf(cnf: unknown): TokenBinding {
  if (typeof cnf !== 'object' || cnf === null) return {}
  const { jkt, 'x5t#S256': x5tS256 }: { readonly jkt?: unknown; readonly 'x5t#S256'?: unknown } = cnf
  return { ...(typeof jkt === 'string' && { jkt }), ...(typeof x5tS256 === 'string' && { x5tS256 }) }
}
