import { type ClientId, type GrantId, isSecret } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant, RefreshToken } from '../ports/stores.ts'
import { type AccessToken, openAccessToken } from './access-token.ts'

/** A token that has not expired, with its grant if that is kept still. Says nothing about revocation. */
export type FoundToken = {
  readonly grantId: GrantId
  readonly clientId: ClientId
  readonly grant: Grant | undefined
} & ({ readonly kind: 'access'; readonly token: AccessToken } | { readonly kind: 'refresh'; readonly token: RefreshToken })

/** The token that a client sent to an endpoint about tokens; tokens say what they are, so no hint is needed. */
export async function findToken(text: string, ports: Ports): Promise<FoundToken | undefined> {
  const now = ports.clock()
  if (isSecret('refreshToken', text)) {
    const token = await ports.stores.refreshTokens.find(ports.crypto.digest(text), now)
    return token && { kind: 'refresh', token, ...(await ownerOf(token, ports, now)) }
  }
  const token = openAccessToken(text, ports)
  if (token === undefined || token.expiresAt <= now) return undefined
  return { kind: 'access', token, ...(await ownerOf(token, ports, now)) }
}

async function ownerOf(
  { grantId, clientId }: AccessToken | RefreshToken,
  { stores }: Ports,
  now: number,
): Promise<Pick<FoundToken, 'grantId' | 'clientId' | 'grant'>> {
  return { grantId, clientId, grant: await stores.grants.find(grantId, now) }
}
