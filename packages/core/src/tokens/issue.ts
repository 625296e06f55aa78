import type { Client } from '../clients/client.ts'
import type { Secret } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { PrivateKey } from '../ports/crypto.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import { sealAccessToken } from './access-token.ts'
import { signIdToken } from './id-token.ts'

/** What issuing needs beside the grant. */
export interface Mint {
  readonly issuer: string
  readonly ports: Ports
  readonly keys: KeyRing
}

/** An access token with what is said beside it (RFC6749-5.1, RFC6749-4.2.2). */
export interface Bearer {
  readonly access_token: string
  readonly token_type: 'Bearer' | 'DPoP'
  /** Seconds. */
  readonly expires_in: number
  readonly scope: string
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
  /** Those of this access token: all of the grant's, or fewer (RFC6749-6). */
  readonly scopes: readonly string[]
  readonly nonce?: string
  /** Thumbprint of the DPoP key that the access token is bound to (RFC9449-6). */
  readonly jkt?: string
  /** Already stored; absent: the answer carries none. */
  readonly refreshToken?: Secret<'refreshToken'>
  /** From `signingKeyFor`, asked for before the store is written, so that a failure there costs no code. */
  readonly signingKey: PrivateKey | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The key for the ID token that these scopes ask for; `undefined`: without `openid` there is none (OIDCC-3.1.2.1). */
export async function signingKeyFor(client: Client, scopes: readonly string[], mint: Mint): Promise<PrivateKey | undefined> {
  return scopes.includes('openid') ? mint.keys.keyFor(client) : undefined
}

/** The tokens of a token response. Writes nothing: what must be stored was stored before. */
export async function issueTokens(issue: Issue, mint: Mint): Promise<TokenResponse> {
  const { grant, client, account, scopes, nonce, now } = issue
  const bearer = issueAccessToken(issue, mint.ports)
  const content = {
    ...{ grant, account, scopes, now },
    withScopeClaims: client.claimsInIdToken,
    accessToken: bearer.access_token,
    ...(nonce === undefined ? {} : { nonce }),
  }
  const idToken = issue.signingKey && (await signIdToken(content, issue.signingKey, mint.issuer, mint.ports))
  return {
    ...bearer,
    ...(issue.refreshToken === undefined ? {} : { refresh_token: issue.refreshToken }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
  }
}

/** The only place where access tokens come into being, whichever way they go. */
export function issueAccessToken(
  { grant, scopes, now, jkt }: Pick<Issue, 'grant' | 'scopes' | 'now' | 'jkt'>,
  ports: Ports,
): Bearer {
  const { grantId, clientId, accountId, subject } = grant
  // No token outlives its grant, whose row is swept then.
  const expiresAt = Math.min(now + ports.settings().accessTokenExpiry, grant.expiresAt)
  const content = {
    grantId,
    clientId,
    accountId,
    subject,
    scopes,
    issuedAt: now,
    expiresAt,
    ...(jkt === undefined ? {} : { jkt }),
  }
  return {
    access_token: sealAccessToken(content, ports),
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: Math.floor((expiresAt - now) / 1_000),
    scope: scopes.join(' '),
  }
}
