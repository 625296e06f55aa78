import { type Client, managementScope } from '@latchkey/core'
import type { SetError } from '../contract.ts'
import { sameJson } from '../declarations/same-json.ts'
import { authenticationSettings } from '../objects/authentication/settings.ts'
import type { ManagedDefinition, WriteContext } from '../objects/managed-definition.ts'
import type { JsonObject } from '../ports/json.ts'
import type { ManagedName, ManagedRecords } from '../ports/objects.ts'
import { refusalToChangeDefaultRoles } from './default-roles.ts'
import type { AccessRules } from './effective-permissions.ts'
import { refusalToGrant } from './grant-rules.ts'
import { refusalToChangeSelfRegistration } from './self-registered.ts'

/*
 * Objects that are not about permissions, but through which permissions can be had: whoever writes them must have what they give
 * (LATCHKEY-0023-nobody-grants-what-they-lack).
 */

/** Clients: one that lists the scope of management gets the tokens of administrators, at the redirect URIs that its record names. */
export function guardedClients(
  definition: ManagedDefinition<'OAuthClient'>,
  { all }: Pick<AccessRules, 'all'>,
): ManagedDefinition<'OAuthClient'> {
  return guarded(definition, async (before, after, { caller }) =>
    [before, after].some(opensManagement) ? refusalToGrant(all, caller) : undefined,
  )
}

/** `Authentication`: everybody without roles of their own has its default roles, and people who create their account get what it says. */
export function guardedAuthentication(
  definition: ManagedDefinition<'Authentication'>,
  rules: AccessRules,
): ManagedDefinition<'Authentication'> {
  return guarded(definition, async (before, after, context) => {
    const was = authenticationSettings(before?.json ?? '{}')
    const is = authenticationSettings(after.json)
    return (
      (await refusalToChangeDefaultRoles(was.defaultUserRoleIds, is.defaultUserRoleIds, context)) ??
      (await refusalToChangeSelfRegistration(was, is, context, rules))
    )
  })
}

/** `OidcProvider`: whoever knows the encryption key can make access tokens of anybody. */
export function guardedProvider(
  definition: ManagedDefinition<'OidcProvider'>,
  { all }: Pick<AccessRules, 'all'>,
): ManagedDefinition<'OidcProvider'> {
  const keyOf = (record: ManagedRecords['OidcProvider']): JsonObject => {
    const secrets = Object.entries(definition.secretsOf(record)).filter(([pointer]) => pointer.startsWith('encryptionKey'))
    return { shown: definition.toWire(record)['encryptionKey'] ?? null, secrets: Object.fromEntries(secrets) }
  }
  return guarded(definition, async (before, after, { caller }) =>
    before === undefined || sameJson(keyOf(before), keyOf(after)) ? undefined : refusalToGrant(all, caller),
  )
}

function opensManagement(client: Client | undefined): boolean {
  return client?.scopes?.includes(managementScope) === true
}

function guarded<Name extends ManagedName>(
  definition: ManagedDefinition<Name>,
  refusalToWrite: (
    before: ManagedRecords[Name] | undefined,
    after: ManagedRecords[Name],
    context: WriteContext,
  ) => Promise<SetError | undefined>,
): ManagedDefinition<Name> {
  return {
    ...definition,
    async fromWire(wire, previous, context) {
      const built = await definition.fromWire(wire, previous, context)
      if ('error' in built) return built
      const error = await refusalToWrite(previous, built.record, context)
      return error === undefined ? built : { error }
    },
  }
}
