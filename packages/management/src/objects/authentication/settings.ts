import type { GrantsAtLogout } from '@latchkey/core'
import type { RoleId } from '@latchkey/identity'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { authenticationFields } from './declaration.ts'

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
  const roleIds = wire['defaultUserRoleIds'] as JsonObject
  // What is stored was validated by the declarations of these fields.
  const members = wire as unknown as Omit<AuthenticationSettings, 'defaultUserRoleIds'>
  return Object.freeze({ ...members, defaultUserRoleIds: Object.keys(roleIds) as readonly RoleId[] })
}
