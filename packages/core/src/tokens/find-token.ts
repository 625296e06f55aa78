import { type Awaitable, whenThere } from '../awaitable.ts'
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
export function findToken(text: string, ports: Ports, own?: OwnJwts): Awaitable<FoundToken | undefined> {
  const now = ports.clock()
  if (isSecret('refreshToken', text)) return findRefreshToken(text, ports, now)
  return whenThere(readAccessToken(text, ports, own), (token) => {
    if (token === undefined || token.expiresAt <= now) return undefined
    const { clientId, grantId } = token
    if (grantId === undefined) return { kind: 'access', token, clientId, grant: undefined }
    return whenThere(ports.stores.grants.find(grantId, now), (grant): FoundToken => ({ kind: 'access', token, clientId, grant }))
  })
}

async function findRefreshToken(text: string, { crypto, stores }: Ports, now: number): Promise<FoundToken | undefined> {
  const token = await stores.refreshTokens.find(crypto.digest(text), now)
  return token && { kind: 'refresh', token, clientId: token.clientId, grant: await stores.grants.find(token.grantId, now) }
}

/** An access token of this server in whatever form. Says nothing about expiry or revocation. A signature is verified only where there is one. */
export function readAccessToken(text: string, ports: Ports, own?: OwnJwts): Awaitable<AccessToken | undefined> {
  if (isSecret('accessToken', text) || own === undefined) return openAccessToken(text, ports)
  return verifyAccessToken(text, { ...own, ports })
}
