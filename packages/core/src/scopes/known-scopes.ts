/** Scopes that this server knows, in the order of discovery and of the consent page (OIDCC-5.4, OIDCC-11). */
export const knownScopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'] as const
export type KnownScope = (typeof knownScopes)[number]

const names: ReadonlySet<string> = new Set(knownScopes)

export function isKnownScope(token: string): token is KnownScope {
  return names.has(token)
}
