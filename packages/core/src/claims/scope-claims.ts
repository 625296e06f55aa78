import type { ReleasableClaims, StandardClaims } from '../ports/subjects.ts'

export type StandardClaim = keyof StandardClaims
export type ReleasableClaim = keyof ReleasableClaims

/** What each scope asks for, OIDCC-5.4; `groups` is customary. `openid` and `offline_access` ask for no claim. */
export const scopeClaims: ReadonlyMap<string, readonly ReleasableClaim[]> = new Map<string, readonly ReleasableClaim[]>([
  [
    'profile',
    [
      'name',
      'family_name',
      'given_name',
      'middle_name',
      'nickname',
      'preferred_username',
      'profile',
      'picture',
      'website',
      'gender',
      'birthdate',
      'zoneinfo',
      'locale',
      'updated_at',
    ],
  ],
  ['email', ['email', 'email_verified']],
  ['address', ['address']],
  ['phone', ['phone_number', 'phone_number_verified']],
  ['groups', ['groups']],
])

/** The scope that each claim belongs to. */
export const scopeOfClaim: ReadonlyMap<ReleasableClaim, string> = new Map(
  [...scopeClaims].flatMap(([scope, names]) => names.map((name) => [name, scope] as const)),
)

/** The claims that this provider can release, in the order of the scopes. */
export const releasableClaims: readonly ReleasableClaim[] = [...scopeClaims.values()].flat()

/** Those of OIDCC-5.1, which a `claims` parameter can ask for one by one. The others come with their scope only. */
export const standardClaims: readonly StandardClaim[] = releasableClaims.filter((name) => name !== 'groups')

const names: ReadonlySet<string> = new Set(standardClaims)

export function isStandardClaim(name: string): name is StandardClaim {
  return names.has(name)
}
