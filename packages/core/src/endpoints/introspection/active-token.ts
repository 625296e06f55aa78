import { releasedValues } from '../../claims/release-claims.ts'
import type { Client } from '../../clients/client.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Grant } from '../../ports/stores.ts'
import type { ResourceDefinition } from '../../resources/resource.ts'
import { scopesSayingSomething } from '../../resources/token-target.ts'
import type { AuthorizationDetail } from '../../rich-authorization/detail-type.ts'
import { detailsInForce } from '../../rich-authorization/details-in-force.ts'
import { detailsHeld } from '../../rich-authorization/details-of-token.ts'
import type { AccessToken } from '../../tokens/access-token.ts'
import { confirmationOf } from '../../tokens/confirmation.ts'
import { liveScopes, type TokenState } from '../../tokens/token-state.ts'
import { audienceFor } from './checks.ts'

interface Asking {
  readonly client: Client
  readonly answersFor: readonly ResourceDefinition[]
  /** Whom the token was issued to: its record maps claims into access tokens. */
  readonly issuedTo: Client | undefined
  readonly issuer: string
  readonly ports: Ports
}

/**
 * What is told of an active token. Its client is told everything; who answers for a resource is told of that resource and of the scopes that
 * say something to it, details among them (RFC7662-2.2: what is told may differ by who asks). Times are in seconds.
 * @see RFC7662-2.2, RFC8693-4.1, RFC9396-9.2, RFC9449-6.2, RFC8705-3.2, RFC9470-6.2
 */
export function activeToken(state: TokenState, asking: Asking): Readonly<Record<string, unknown>> {
  const { found } = state
  const { issuer, ports } = asking
  const base = { active: true, iss: issuer, client_id: found.clientId }
  const scopes = liveScopes(state, ports)
  // A refresh token has no type: it is used nowhere but here.
  if (found.kind === 'refresh') {
    const times = { iat: seconds(found.token.createdAt), exp: seconds(found.token.expiresAt) }
    const details = detailsInForce(found.grant?.authorizationDetails, ports)
    return { ...base, sub: found.grant?.subject, ...scopeMember(scopes), ...detailsMember(details), ...times }
  }
  const isOwn = found.clientId === asking.client.clientId
  const audience = isOwn ? found.token.audience : audienceFor(found, asking.answersFor)
  const told = isOwn ? scopes : scopesSayingSomething(scopes, audience, { issuer, ports })
  return {
    ...mappedClaims(state, asking.issuedTo, told),
    ...base,
    ...accessMembers(found.token, found.grant),
    ...scopeMember(told),
    ...detailsMember(detailsHeld(found.token.details, found.grant?.authorizationDetails, { audience, ports })),
    ...audienceMember(audience),
  }
}

/** Those of the person that the client's record maps into access tokens; none is a member of the protocol. */
function mappedClaims(
  { account }: TokenState,
  client: Client | undefined,
  scopes: readonly string[],
): Readonly<Record<string, unknown>> {
  if (account === undefined || client === undefined) return {}
  return releasedValues({ place: 'access_token', client, account, scopes, withScopeClaims: false })
}

function accessMembers(
  { subject, tokenId, issuedAt, expiresAt, jkt, x5tS256, actor }: AccessToken,
  grant: Grant | undefined,
): Readonly<Record<string, unknown>> {
  const confirmation = confirmationOf({ ...(jkt !== undefined && { jkt }), ...(x5tS256 !== undefined && { x5tS256 }) })
  return {
    sub: subject,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    ...(confirmation !== undefined && { cnf: confirmation }),
    iat: seconds(issuedAt),
    exp: seconds(expiresAt),
    jti: tokenId,
    ...(grant !== undefined && { auth_time: seconds(grant.authTime), acr: grant.acr }),
    ...(actor !== undefined && { act: actor }),
  }
}

function scopeMember(scopes: readonly string[]): Readonly<Record<string, unknown>> {
  return scopes.length > 0 ? { scope: scopes.join(' ') } : {}
}

function detailsMember(details: readonly AuthorizationDetail[]): Readonly<Record<string, unknown>> {
  return details.length > 0 ? { authorization_details: details } : {}
}

function audienceMember(audience: readonly string[]): Readonly<Record<string, unknown>> {
  const [only, ...others] = audience
  return only === undefined ? {} : { aud: others.length === 0 ? only : audience }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000)
}
