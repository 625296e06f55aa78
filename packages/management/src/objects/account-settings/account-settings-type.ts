import type { Caller } from '../../access/caller.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import { claimsFromWire, claimsToWire } from '../account/claims-on-wire.ts'
import type { ManagedPorts } from '../managed-type/managed-ports.ts'
import { ownSingletonType } from '../own-account/own-singleton.ts'
import { setErrorOfIssues } from '../set-error-of-issues.ts'
import { accountSettingsDeclaration } from './account-settings-declaration.ts'
import { settingsFields } from './settings-fields.ts'

/** What people may say of themselves without an administrator: full name, language, time zone. */
export function accountSettingsType(ports: ManagedPorts): ObjectType<Caller> {
  return ownSingletonType(
    {
      declaration: accountSettingsDeclaration,
      toWire: ({ claims }) => settingsOf(claimsToWire(claims)),
      async fromWire(document, account, { now }) {
        const { claims, issues } = claimsFromWire(document, settingsFields)
        if (issues.length > 0) return { error: setErrorOfIssues(issues) }
        const { name: _name, locale: _locale, zoneinfo: _zoneinfo, updated_at: _updatedAt, ...others } = account.claims
        const before = settingsOf(claimsToWire(account.claims))
        if (settingsFields.every(({ field }) => before[field] === document[field])) return { record: account }
        const updatedAt = Math.max(now, account.updatedAt + 1)
        return { record: { ...account, claims: { ...others, ...claims }, updatedAt } }
      },
    },
    ports,
  )
}

function settingsOf(wire: JsonObject): JsonObject {
  return Object.fromEntries(settingsFields.map(({ field }) => [field, wire[field] ?? null]))
}
