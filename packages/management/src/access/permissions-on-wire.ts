import type { AccountPermissions, CredentialPermissions } from '@latchkey/identity'
import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import { setFromWire, setToWire } from './wire-sets.ts'

/* The embedded objects of `permission-declarations.ts` and what is stored of them. Input has passed the declarations. */

export function accountPermissionsToWire(permissions: AccountPermissions = { kind: 'inherit' }): JsonObject {
  if (permissions.kind === 'inherit') return { '@type': 'Inherit' }
  return {
    '@type': permissions.kind === 'merge' ? 'Merge' : 'Replace',
    enabledPermissions: setToWire(permissions.enabled),
    disabledPermissions: setToWire(permissions.disabled),
  }
}

/** `undefined`: the roles decide alone, which is not stored. */
export function accountPermissionsFromWire(value: JsonValue | undefined): AccountPermissions | undefined {
  const wire: JsonObject = isJsonObject(value) ? value : {}
  const sets = { enabled: setFromWire(wire['enabledPermissions']), disabled: setFromWire(wire['disabledPermissions']) }
  switch (wire['@type']) {
    case 'Merge':
      return { kind: 'merge', ...sets }
    case 'Replace':
      return { kind: 'replace', ...sets }
    default:
      return undefined
  }
}

export function credentialPermissionsToWire(permissions: CredentialPermissions): JsonObject {
  if (permissions.kind === 'inherit') return { '@type': 'Inherit' }
  return { '@type': permissions.kind === 'disable' ? 'Disable' : 'Replace', permissions: setToWire(permissions.permissions) }
}

export function credentialPermissionsFromWire(value: JsonValue | undefined): CredentialPermissions {
  const wire: JsonObject = isJsonObject(value) ? value : {}
  const permissions = setFromWire(wire['permissions'])
  switch (wire['@type']) {
    case 'Disable':
      return { kind: 'disable', permissions }
    case 'Replace':
      return { kind: 'replace', permissions }
    default:
      return { kind: 'inherit' }
  }
}
