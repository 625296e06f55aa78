import { type Client, isConfidential } from '../clients/client.ts'
import type { Secret } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant, RefreshToken } from '../ports/stores.ts'
import { longestAccessTokenLife } from '../resources/token-target.ts'
import { scopeTable } from '../scopes/known-scopes.ts'
import { definedMembers } from '../wire/defined-members.ts'
import { newRefreshToken, yieldsRefreshToken } from './refresh-token.ts'

/** A grant at the moment of its redemption, without scopes that are no more. */
export interface PreparedGrant {
  /** With the end of what it yields. */
  readonly grant: Grant
  readonly refreshToken: Secret<'refreshToken'> | undefined
  /** What is stored of the refresh token. */
  readonly record: RefreshToken | undefined
}

/** Thumbprints of a DPoP key and of a certificate. */
interface Binding {
  readonly jkt?: string | undefined
  readonly x5tS256?: string | undefined
}

/**
 * Decides whether a grant yields a refresh token, and how long it lives. Writes nothing.
 * @param binding What the request proved to hold: the refresh token of a public client is bound to it (RFC9449-5, RFC8705-4).
 */
export function prepareGrant(client: Client, asked: Grant, ports: Ports, now: number, binding: Binding = {}): PreparedGrant {
  const known = scopeTable(ports.scopes?.())
  const grant = asked.scopes.every(known.has) ? asked : { ...asked, scopes: asked.scopes.filter(known.has) }
  const { refreshTokenExpiry } = ports.settings()
  const accessTokenExpiry = longestAccessTokenLife(grant.resources, ports)
  if (!yieldsRefreshToken(client, grant.scopes)) {
    return { grant: { ...grant, expiresAt: now + accessTokenExpiry }, refreshToken: undefined, record: undefined }
  }
  const refreshToken = newRefreshToken(ports.crypto.randomBytes)
  const expiresAt = now + refreshTokenExpiry
  return {
    // The last access token can be issued in the last moment of the refresh token.
    grant: { ...grant, expiresAt: expiresAt + accessTokenExpiry },
    refreshToken,
    record: {
      digest: ports.crypto.digest(refreshToken),
      grantId: grant.grantId,
      clientId: grant.clientId,
      createdAt: now,
      expiresAt,
      ...(isConfidential(client) ? {} : definedMembers({ jkt: binding.jkt, x5tS256: binding.x5tS256 })),
    },
  }
}
