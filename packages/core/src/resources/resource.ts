import type { ClientId } from '../ids.ts'
import type { SigningAlgorithm } from '../keys/algorithms.ts'

/** How access tokens look: sealed, which only this server can read, or JWTs that whoever has the keys of the server can read (RFC 9068). */
export type AccessTokenFormat = 'sealed' | 'jwt'

/** An API that access tokens are for, as an administrator defined it (RFC8707-2). */
export interface ResourceDefinition {
  /** Its identifier, an absolute URI without fragment; compared exactly. */
  readonly resource: string
  /** What people read on the consent page. */
  readonly name: string
  readonly description?: string
  /** Scope tokens that mean something to it; empty: all that mean nothing elsewhere. */
  readonly scopes: readonly string[]
  readonly accessTokenFormat: AccessTokenFormat
  /** Of JWTs; absent: the primary algorithm of the settings. */
  readonly accessTokenSigningAlg?: SigningAlgorithm
  /** Milliseconds; absent: as the settings say. */
  readonly accessTokenExpiry?: number
  /** What a sign-in must be worth for its tokens to be taken there (RFC9470-3); absent: anything. */
  readonly requiredAcr?: string
  /** How old the sign-in behind a token may be there, milliseconds (RFC9470-3); absent: any age. */
  readonly maxAuthenticationAge?: number
  /** Clients that answer for it: they may introspect every token that is for it (RFC7662-2.1). */
  readonly introspectionClients: readonly ClientId[]
  /** `false`: no tokens are issued for it. */
  readonly enabled: boolean
}

/** Longest identifier that is taken. */
export const maxResourceLength = 500

/**
 * RFC8707-2: an absolute URI without fragment. One that would be written in another way by every parser of URLs is refused too, so that no two
 * spellings of one API are two APIs.
 */
export function isResourceUri(text: string): boolean {
  return (
    text.length <= maxResourceLength &&
    /^[A-Za-z][A-Za-z0-9+.-]*:[\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/.test(text) &&
    URL.canParse(text)
  )
}
