import type { ClaimPlace } from '../claims/claim-mapping.ts'
import { type Release, type ReleaseReason, releaseClaims } from '../claims/release-claims.ts'
import { scopesInForce } from '../consent/granted-scopes.ts'
import type { AccountId, ClientId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import { scopeTable } from '../scopes/known-scopes.ts'
import { passwordContext } from '../sessions/authentication-context.ts'
import { subjectFor } from '../subjects/subject-for.ts'
import { idTokenClaims } from './id-token.ts'

export interface PreviewInput {
  readonly clientId: ClientId
  readonly accountId: AccountId
  /** Those that would be asked for; absent: all that the client may have. */
  readonly scopes?: readonly string[]
}

/** A claim with why it is there. */
export interface PreviewedClaim {
  readonly place: ClaimPlace
  readonly name: string
  readonly value: unknown
  readonly reason: ReleaseReason | { readonly kind: 'protocol' }
}

/** What a client would learn of an account that signs in now with its password. */
export interface TokenPreview {
  /** Those that would be granted. */
  readonly scopes: readonly string[]
  /** In the order of the places; without `openid` there is neither ID token nor UserInfo. */
  readonly claims: readonly PreviewedClaim[]
}

/**
 * What tokens would say, by the code that makes them; nothing is issued and nothing is stored.
 * @returns `undefined`: there is no such client or account
 */
export async function previewTokens(
  input: PreviewInput,
  { issuer, ports }: { readonly issuer: string; readonly ports: Ports },
): Promise<TokenPreview | undefined> {
  const now = ports.clock()
  const [client, account] = await Promise.all([
    ports.stores.clients.find(input.clientId, now),
    ports.subjects.find(input.accountId),
  ])
  if (client === undefined || account === undefined) return undefined
  const known = scopeTable(ports.scopes?.())
  const scopes = scopesInForce(input.scopes ?? known.names, client, known)
  const grant: Grant = {
    ...{ grantId: 'gra_preview', traceId: 'trc_preview', clientId: client.clientId, accountId: account.accountId, scopes },
    ...(await subjectFor(client, account.subject, ports)),
    ...{ ...passwordContext, authTime: now, authTimeRequested: false, createdAt: now, expiresAt: now },
  }
  const release = { client, account, scopes }
  const idToken: Release = { ...release, place: 'id_token', withScopeClaims: client.claimsInIdToken }
  const content = { grant, now, ...release, withScopeClaims: client.claimsInIdToken }
  const sub = grant.subject
  const ofAccessToken = { iss: issuer, sub, client_id: client.clientId, ...(scopes.length > 0 && { scope: scopes.join(' ') }) }
  const ofOpenid = [
    ...explained(idToken, idTokenClaims(content, undefined, issuer, ports)),
    ...explained({ ...release, place: 'userinfo', withScopeClaims: true }, { sub }),
  ]
  return {
    scopes,
    claims: [
      ...(scopes.includes('openid') ? ofOpenid : []),
      ...explained({ ...release, place: 'access_token', withScopeClaims: false }, ofAccessToken),
    ],
  }
}

/** @param protocol What the protocol says there; it wins. */
function explained(release: Release, protocol: Readonly<Record<string, unknown>>): readonly PreviewedClaim[] {
  const { place } = release
  const released = releaseClaims(release)
  const said = Object.entries(protocol).filter(([name]) => !released.has(name))
  return [
    ...said.map(([name, value]) => ({ place, name, value, reason: { kind: 'protocol' } }) as const),
    ...[...released].map(([name, { value, reason }]) => ({ place, name, value, reason })),
  ]
}
