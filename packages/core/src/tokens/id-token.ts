import { base64url, UnsecuredJWT } from 'jose'
import { type InformedClient, releasedValues } from '../claims/release-claims.ts'
import { encryptFor } from '../encryption/recipient.ts'
import { jwsHeader } from '../keys/jws-header.ts'
import type { PrivateKey } from '../ports/crypto.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import { sidFor } from '../sessions/session-name.ts'
import type { IdTokenKeys } from './id-token-keys.ts'

export interface IdTokenContent {
  readonly grant: Grant
  readonly account: SubjectRecord
  readonly client: InformedClient
  readonly scopes: readonly string[]
  /** Of the authorization request; absent in an answer to a refresh. */
  readonly nonce?: string
  /** Claims of the scopes go in, beside those that the `claims` parameter names. */
  readonly withScopeClaims: boolean
  /** Issued beside it, for `at_hash`. */
  readonly accessToken?: string | undefined
  /** Issued beside it through the browser, for `c_hash`. */
  readonly code?: string | undefined
  /** Of the request, in an answer through the browser, for `s_hash`. */
  readonly state?: string | undefined
  /** Of a backchannel request whose tokens are pushed, with the refresh token beside it (CIBA-10.3.1). */
  readonly pushed?: { readonly authReqId: string; readonly refreshToken?: string | undefined } | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * The ID token of a token response or of an answer through the browser: signed, and then encrypted if its client wants it so.
 * @see OIDCC-2, OIDCC-16.14
 */
export async function makeIdToken(content: IdTokenContent, keys: IdTokenKeys, issuer: string, ports: Ports): Promise<string> {
  const { signing, recipient } = keys
  const token =
    signing === 'none'
      ? new UnsecuredJWT(idTokenClaims(content, undefined, issuer, ports)).encode()
      : await signIdToken(content, signing, issuer, ports)
  return recipient === undefined ? token : encryptFor(recipient, token, 'jwt')
}

/**
 * Signs the ID token of a token response or of an answer through the browser.
 * @see OIDCC-2, OIDCC-3.1.3.6, OIDCC-3.2.2.10, OIDCC-3.3.2.11, OIDCC-12.2, CIBA-10.3.1
 */
export function signIdToken(content: IdTokenContent, key: PrivateKey, issuer: string, ports: Ports): Promise<string> {
  return ports.crypto.signJwt(key, jwsHeader(key), idTokenClaims(content, key, issuer, ports))
}

/**
 * What the ID token says.
 * @param key absent: the token is not signed, and has no hashes, which would have no algorithm either (OIDCC-3.1.3.6)
 */
export function idTokenClaims(
  content: IdTokenContent,
  key: PrivateKey | undefined,
  issuer: string,
  ports: Ports,
): Readonly<Record<string, unknown>> {
  const { grant, account, nonce, now } = content
  const claims = releasedValues({
    ...{ place: 'id_token', client: content.client, account, scopes: content.scopes },
    ...{ withScopeClaims: content.withScopeClaims, claims: grant.claims, locales: grant.claimsLocales },
  })
  claims['iss'] = issuer
  claims['sub'] = grant.subject
  claims['aud'] = grant.clientId
  claims['iat'] = seconds(now)
  claims['exp'] = seconds(now + ports.settings().idTokenExpiry)
  // Always there: OIDCC-2 asks for it with max_age, and nobody is hurt by knowing it.
  claims['auth_time'] = seconds(grant.authTime)
  if (nonce !== undefined) claims['nonce'] = nonce
  claims['acr'] = grant.acr
  if (grant.amr.length > 0) claims['amr'] = grant.amr
  if (content.pushed !== undefined) claims['urn:openid:params:jwt:claim:auth_req_id'] = content.pushed.authReqId
  const bound = {
    at_hash: content.accessToken,
    c_hash: content.code,
    s_hash: content.state,
    'urn:openid:params:jwt:claim:rt_hash': content.pushed?.refreshToken,
  }
  for (const [name, value] of Object.entries(bound)) {
    if (value !== undefined && key !== undefined) claims[name] = halfHash(value, key, ports)
  }
  if (grant.sessionId !== undefined) claims['sid'] = sidFor(grant.sessionId, grant.sector, ports)
  return claims
}

/** OIDCC-3.1.3.6, FAPI1A-5.2.2.1: the left half of the hash that belongs to the signature's algorithm. */
function halfHash(value: string, key: PrivateKey, ports: Ports): string {
  const hash = ports.crypto.hash(key.algorithm.hash, value)
  return base64url.encode(hash.subarray(0, hash.length / 2))
}

/** RFC7519-2 NumericDate. */
function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000)
}
