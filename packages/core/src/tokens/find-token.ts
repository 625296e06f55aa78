import { type ClientId, isSecret } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant, RefreshToken } from '../ports/stores.ts'
import { type AccessToken, openAccessToken } from './access-token.ts'
import { verifyAccessToken } from './jwt-access-token.ts'

/** A token that has not expired, with its grant if that is kept still. Says nothing about revocation. */
export type FoundToken = {
  readonly clientId: ClientId
  /** `undefined`: gone, or the token is of a client for itself. */
  readonly grant: Grant | undefined
} & ({ readonly kind: 'access'; readonly token: AccessToken } | { readonly kind: 'refresh'; readonly token: RefreshToken })

/** What verifies the JWTs of this server. */
export interface OwnJwts {
  readonly issuer: string
  readonly keys: Pick<KeyRing, 'jwks'>
}

/**
 * The token that a client sent to an endpoint about tokens; tokens say what they are, so no hint is needed.
 * @param own absent: access tokens that are JWTs are not recognised
 */
export async function findToken(text: string, ports: Ports, own?: OwnJwts): Promise<FoundToken | undefined> {
  const now = ports.clock()
  if (isSecret('refreshToken', text)) {
    const token = await ports.stores.refreshTokens.find(ports.crypto.digest(text), now)
    return (
      token && { kind: 'refresh', token, clientId: token.clientId, grant: await ports.stores.grants.find(token.grantId, now) }
    )
  }
  const token = await readAccessToken(text, ports, own)
  if (token === undefined || token.expiresAt <= now) return undefined
  const grant = token.grantId === undefined ? undefined : await ports.stores.grants.find(token.grantId, now)
  return { kind: 'access', token, clientId: token.clientId, grant }
}

/** An access token of this server in whatever form. Says nothing about expiry or revocation. A signature is verified only where there is one. */
export function readAccessToken(
  text: string,
  ports: Ports,
  own?: OwnJwts,
): AccessToken | undefined | Promise<AccessToken | undefined> {
  if (isSecret('accessToken', text) || own === undefined) return openAccessToken(text, ports)
  return verifyAccessToken(text, { ...own, ports })
}
