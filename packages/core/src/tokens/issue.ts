import { type Awaitable, whenThere } from '../awaitable.ts'
import type { Client } from '../clients/client.ts'
import type { Secret } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import type { AuthorizationDetail } from '../rich-authorization/detail-type.ts'
import { type AccessToken, newTokenId, sealAccessToken } from './access-token.ts'
import { makeIdToken } from './id-token.ts'
import { type IdTokenKeys, idTokenKeysFor } from './id-token-keys.ts'
import { type JwtOwner, signAccessToken } from './jwt-access-token.ts'
import type { PlannedToken } from './plan-access-token.ts'

/** What issuing needs beside the grant. */
export interface Mint {
  readonly issuer: string
  readonly ports: Ports
  readonly keys: KeyRing
  /** Thumbprint of the certificate that everything it makes is bound to (RFC8705-3); absent: none. */
  readonly x5tS256?: string | undefined
}

/** An access token with what is said beside it (RFC6749-5.1, RFC6749-4.2.2). */
export type Bearer = {
  readonly access_token: string
  readonly token_type: 'Bearer' | 'DPoP'
  /** Seconds. */
  readonly expires_in: number
  /** Absent: none. */
  readonly scope?: string
  /** RFC9396-7; absent: none. */
  readonly authorization_details?: readonly AuthorizationDetail[]
}

/** The successful answer of the token endpoint, RFC6749-5.1 and OIDCC-3.1.3.3, in its wire form. */
export interface TokenResponse extends Bearer, Readonly<Record<string, unknown>> {
  readonly refresh_token?: string
  readonly id_token?: string
}

export interface Issue {
  readonly grant: Grant
  readonly client: Client
  readonly account: SubjectRecord
  /** All of the grant's, or fewer (RFC6749-6). Those of the access token are in `planned`. */
  readonly scopes: readonly string[]
  readonly nonce?: string
  /** Of a backchannel request whose tokens are pushed (CIBA-10.3.1). */
  readonly authReqId?: string
  /** What the access token is for. */
  readonly planned: PlannedToken
  /** Thumbprint of the DPoP key that the access token is bound to (RFC9449-6). */
  readonly jkt?: string
  /** Already stored; absent: the answer carries none. */
  readonly refreshToken?: Secret<'refreshToken'>
  /** From `signingKeyFor`, asked for before the store is written, so that a failure there costs no code. */
  readonly signingKey: IdTokenKeys | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The keys for the ID token that these scopes ask for; `undefined`: without `openid` there is none (OIDCC-3.1.2.1). */
export async function signingKeyFor(client: Client, scopes: readonly string[], mint: Mint): Promise<IdTokenKeys | undefined> {
  return scopes.includes('openid') ? idTokenKeysFor(client, 'token-endpoint', mint) : undefined
}

/** The tokens of a token response. Writes nothing: what must be stored was stored before. */
export async function issueTokens(issue: Issue, mint: Mint): Promise<TokenResponse> {
  const { grant, client, account, scopes, nonce, now } = issue
  const bearer = await issueAccessToken(issue, mint)
  const content = {
    ...{ grant, account, client, scopes, now },
    withScopeClaims: client.claimsInIdToken,
    accessToken: bearer.access_token,
    ...(nonce === undefined ? {} : { nonce }),
    ...(issue.authReqId === undefined ? {} : { pushed: { authReqId: issue.authReqId, refreshToken: issue.refreshToken } }),
  }
  const idToken = issue.signingKey && (await makeIdToken(content, issue.signingKey, mint.issuer, mint.ports))
  return {
    ...bearer,
    ...(issue.refreshToken === undefined ? {} : { refresh_token: issue.refreshToken }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
  }
}

/** The access token of a grant. */
export function issueAccessToken(
  { grant, account, client, planned, now, jkt }: Pick<Issue, 'grant' | 'account' | 'client' | 'planned' | 'now' | 'jkt'>,
  mint: Mint,
): Awaitable<Bearer> {
  const { grantId, clientId, accountId, subject } = grant
  // No token outlives its grant, whose row is swept then.
  const expiresAt = Math.min(now + planned.life, grant.expiresAt)
  const bound = jkt === undefined ? {} : { jkt }
  const token = {
    grantId,
    clientId,
    accountId,
    subject,
    ...plannedContent(planned, mint.ports),
    issuedAt: now,
    expiresAt,
    ...bound,
  }
  return bearerOf(token, planned, mint, { grant, account, client })
}

/** What the plan says of a token, and a name for it. */
export function plannedContent(
  { scopes, audience, details }: PlannedToken,
  ports: Ports,
): Pick<AccessToken, 'scopes' | 'audience' | 'tokenId' | 'details'> {
  return { scopes, audience, tokenId: newTokenId(ports), details: details?.isNarrowed === true ? details.details : undefined }
}

/**
 * The only place where access tokens come into being, whichever way they go.
 * @param owner of a token for a person
 */
export function bearerOf(
  content: AccessToken,
  { key, details: planned }: PlannedToken,
  mint: Mint,
  owner?: JwtOwner,
): Awaitable<Bearer> {
  const { issuer, ports, x5tS256 } = mint
  const token = x5tS256 === undefined ? content : { ...content, x5tS256 }
  const details = planned?.details ?? []
  // Whoever reads a JWT cannot ask its grant.
  const open = details.length > 0 ? { ...token, details } : token
  const text = key === undefined ? sealAccessToken(token, ports) : signAccessToken(open, owner, { key, issuer, ports })
  return whenThere(text, (accessToken) => {
    const bearer: Bearer = {
      access_token: accessToken,
      token_type: token.jkt === undefined ? 'Bearer' : 'DPoP',
      expires_in: Math.floor((token.expiresAt - token.issuedAt) / 1_000),
    }
    if (token.scopes.length === 0 && details.length === 0) return bearer
    return {
      ...bearer,
      ...(token.scopes.length > 0 && { scope: token.scopes.join(' ') }),
      ...(details.length > 0 && { authorization_details: details }),
    }
  })
}
