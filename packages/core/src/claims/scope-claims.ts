import type { StandardClaims } from '../ports/subjects.ts'

export type StandardClaim = keyof StandardClaims

/** What each scope asks for, OIDCC-5.4. `openid` and `offline_access` ask for no claim. */
export const scopeClaims: ReadonlyMap<string, readonly StandardClaim[]> = new Map([
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
])

/** The standard claims that this provider can release, in the order of the scopes. */
export const standardClaims: readonly StandardClaim[] = [...scopeClaims.values()].flat()

const names: ReadonlySet<string> = new Set(standardClaims)

export function isStandardClaim(name: string): name is StandardClaim {
  return names.has(name)
}
