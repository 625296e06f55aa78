import type { GrantsAtLogout } from '@latchkey/core'
import type { RoleId, SelfRegistrationPolicy } from '@latchkey/identity'
import { setFromWire } from '../../access/wire-sets.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { authenticationFields } from './declaration.ts'
import { selfRegistrationOf } from './self-registration.ts'

/** What `x:Authentication` says, as the functions take it that it governs. Durations are milliseconds. */
export interface AuthenticationSettings {
  /** Characters. */
  readonly passwordMinLength: number
  readonly passwordMaxLength: number
  readonly maxApiKeys: number
  readonly maxAppPasswords: number
  /** Roles of accounts without one of their own; empty: the built-in role of users. */
  readonly defaultUserRoleIds: readonly RoleId[]
  readonly sessionExpiry: number
  readonly revokeGrantsOnLogout: GrantsAtLogout
  /** How old the sign-in behind an access token may be that changes something; absent: any age. */
  readonly managementSignInAge?: number
  /** How people create accounts for themselves; absent: they do not. */
  readonly selfRegistration?: SelfRegistrationPolicy
}

/** Wire form of what is stored: a member that was never written has its default. */
export function authenticationToWire(json: string): JsonObject {
  const stored = JSON.parse(json) as JsonObject
  const members = Object.entries(authenticationFields).map(([name, field]): [string, JsonValue] => [
    name,
    stored[name] ?? ('default' in field ? field.default : {}),
  ])
  return Object.fromEntries(members)
}

/** @param json as it is stored; `{}` when it never was */
export function authenticationSettings(json: string): AuthenticationSettings {
  const wire = authenticationToWire(json)
  const selfRegistration = selfRegistrationOf(wire)
  // What is stored was validated by the declarations of these fields.
  const of = (name: keyof typeof authenticationFields): number => Number(wire[name])
  return Object.freeze({
    passwordMinLength: of('passwordMinLength'),
    passwordMaxLength: of('passwordMaxLength'),
    maxApiKeys: of('maxApiKeys'),
    maxAppPasswords: of('maxAppPasswords'),
    defaultUserRoleIds: setFromWire(wire['defaultUserRoleIds']) as readonly RoleId[],
    sessionExpiry: of('sessionExpiry'),
    revokeGrantsOnLogout: wire['revokeGrantsOnLogout'] as GrantsAtLogout,
    ...(typeof wire['managementSignInAge'] === 'number' && { managementSignInAge: wire['managementSignInAge'] }),
    ...(selfRegistration && { selfRegistration }),
  })
}
