import { base64url } from 'jose'
import { type Client, isConfidential } from '../clients/client.ts'
import { type Secret, secretPrefix } from '../ids.ts'
import type { RandomBytes } from '../ports/crypto.ts'
import type { Ports } from '../ports/ports.ts'
import type { RefreshToken } from '../ports/stores.ts'

/** How long a rotated refresh token may be repeated and yields the same successor (decision 0003), milliseconds. */
const rotationGrace = 10_000
/** The same where a token alone is of no use, as who sends it has to prove more: a lost answer can be asked for again (FAPI2SP-5.3.2.1). */
const provedRotationGrace = 60_000

/** @see rotationGrace */
export function rotationGraceOf(client: Client, { jkt }: Pick<RefreshToken, 'jkt'>): number {
  return isConfidential(client) || jkt !== undefined ? provedRotationGrace : rotationGrace
}

/** The first token of a family: 256 random bits. */
export function newRefreshToken(randomBytes: RandomBytes): Secret<'refreshToken'> {
  return `${secretPrefix.refreshToken}${base64url.encode(randomBytes(32))}`
}

/** The one token that can follow `token`: whoever repeats a rotation gets the same one (decision 0003). */
export function successorOf(token: Secret<'refreshToken'>, ports: Ports): Secret<'refreshToken'> {
  return `${secretPrefix.refreshToken}${ports.crypto.mac(ports.settings().encryptionKey, 'refresh-successor', token)}`
}

/**
 * Whether a grant yields a refresh token: `offline_access` was granted (OIDCC-11), or the request was plain OAuth, where no scope
 * asks for one. Either way the client must be allowed to use it.
 */
export function yieldsRefreshToken(client: Client, scopes: readonly string[]): boolean {
  if (!client.grantTypes.includes('refresh_token')) return false
  return scopes.includes('offline_access') || !scopes.includes('openid')
}
