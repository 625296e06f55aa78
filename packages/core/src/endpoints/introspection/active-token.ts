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
  const details = detailsHeld(found.token.details, found.grant?.authorizationDetails, { audience, ports })
  // Into one object, since to copy half a dozen small ones into it costs as much as to find the token.
  const members: Record<string, unknown> = mappedClaims(state, asking.issuedTo, told)
  members['active'] = true
  members['iss'] = issuer
  members['client_id'] = found.clientId
  addAccessMembers(members, found.token, found.grant)
  if (told.length > 0) members['scope'] = told.join(' ')
  if (details.length > 0) members['authorization_details'] = details
  const [only, ...others] = audience
  if (only !== undefined) members['aud'] = others.length === 0 ? only : audience
  return members
}

/** Those of the person that the client's record maps into access tokens; none is a member of the protocol. */
function mappedClaims({ account }: TokenState, client: Client | undefined, scopes: readonly string[]): Record<string, unknown> {
  if (account === undefined || client?.claimMapping === undefined) return {}
  return releasedValues({ place: 'access_token', client, account, scopes, withScopeClaims: false })
}

function addAccessMembers(members: Record<string, unknown>, token: AccessToken, grant: Grant | undefined): void {
  const confirmation = confirmationOf(token)
  members['sub'] = token.subject
  members['token_type'] = token.jkt === undefined ? 'Bearer' : 'DPoP'
  if (confirmation !== undefined) members['cnf'] = confirmation
  members['iat'] = seconds(token.issuedAt)
  members['exp'] = seconds(token.expiresAt)
  members['jti'] = token.tokenId
  if (grant !== undefined) {
    members['auth_time'] = seconds(grant.authTime)
    members['acr'] = grant.acr
  }
  if (token.actor !== undefined) members['act'] = token.actor
}

function scopeMember(scopes: readonly string[]): Readonly<Record<string, unknown>> {
  return scopes.length > 0 ? { scope: scopes.join(' ') } : {}
}

function detailsMember(details: readonly AuthorizationDetail[]): Readonly<Record<string, unknown>> {
  return details.length > 0 ? { authorization_details: details } : {}
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000)
}
