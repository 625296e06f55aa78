import type { GrantType } from './grant-type.ts'
import { authorizationCodeGrant } from './grants/authorization-code.ts'
import { backchannelGrant } from './grants/backchannel.ts'
import { clientCredentialsGrant } from './grants/client-credentials.ts'
import { deviceCodeGrant } from './grants/device-code.ts'
import { jwtBearerGrant } from './grants/jwt-bearer.ts'
import { refreshTokenGrant } from './grants/refresh-token.ts'
import { tokenExchangeGrant } from './grants/token-exchange.ts'

/** What this endpoint can do; discovery lists it. */
export const grantTypes: readonly GrantType[] = [
  authorizationCodeGrant,
  refreshTokenGrant,
  clientCredentialsGrant,
  deviceCodeGrant,
  tokenExchangeGrant,
  jwtBearerGrant,
  backchannelGrant,
]

/** The values of `grant_type`, in the order of discovery. */
export const grantTypeNames: readonly string[] = grantTypes.map(({ name }) => name)

/**
 * What a client can register as `grant_types`: those, and `implicit`, whose tokens come from the authorization endpoint (OIDCR-2).
 * Management and dynamic registration take no others.
 */
export const registrableGrantTypes: readonly string[] = grantTypeNames.toSpliced(1, 0, 'implicit')

const byName: ReadonlyMap<string, GrantType> = new Map(grantTypes.map((grant) => [grant.name, grant]))

export function grantTypeNamed(name: string): GrantType | undefined {
  return byName.get(name)
}
