import type { JsonObject } from '../../ports/json.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { setErrorOfIssues } from '../set-error-of-issues.ts'
import { authenticationDeclaration, authenticationFields } from './declaration.ts'
import { checkSelfRegistration } from './self-registration.ts'
import { authenticationToWire } from './settings.ts'

/** `x:Authentication` as a managed object. What is written is put in force by `AuthenticationObject.refresh`. */
export const authenticationDefinition: ManagedDefinition<'Authentication'> = {
  object: 'Authentication',
  declaration: authenticationDeclaration,
  toWire: ({ json }) => authenticationToWire(json),
  secretsOf: () => ({}),
  async fromWire(wire, previous) {
    const issues = checkSelfRegistration(wire)
    if (issues.length > 0) return { error: setErrorOfIssues(issues) }
    return { record: { json: storedForm(wire, previous?.json ?? '{}') } }
  },
}

/** Members that this release does not know are kept, for a newer one that wrote them. */
function storedForm(wire: JsonObject, previous: string): string {
  const known = Object.entries(wire).filter(([name]) => Object.hasOwn(authenticationFields, name))
  return JSON.stringify({ ...(JSON.parse(previous) as JsonObject), ...Object.fromEntries(known) })
}
