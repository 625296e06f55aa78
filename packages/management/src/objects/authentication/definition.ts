import type { JsonObject } from '../../ports/json.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { authenticationDeclaration, authenticationFields } from './declaration.ts'
import { authenticationToWire } from './settings.ts'

/** `x:Authentication` as a managed object. What is written is put in force by `AuthenticationObject.refresh`. */
export const authenticationDefinition: ManagedDefinition<'Authentication'> = {
  object: 'Authentication',
  declaration: authenticationDeclaration,
  toWire: ({ json }) => authenticationToWire(json),
  secretsOf: () => ({}),
  fromWire: async (wire, previous) => ({ record: { json: storedForm(wire, previous?.json ?? '{}') } }),
}

/** Members that this release does not know are kept, for a newer one that wrote them. */
function storedForm(wire: JsonObject, previous: string): string {
  const known = Object.entries(wire).filter(([name]) => Object.hasOwn(authenticationFields, name))
  return JSON.stringify({ ...(JSON.parse(previous) as JsonObject), ...Object.fromEntries(known) })
}
