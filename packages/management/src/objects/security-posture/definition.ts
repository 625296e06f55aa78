import type { JsonObject } from '../../ports/json.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { securityPostureDeclaration, securityPostureFields } from './declaration.ts'
import { securityPostureToWire } from './settings.ts'

/** `x:SecurityPosture` as a managed object. What is written is put in force by `SecurityPostureObject.refresh`. */
export const securityPostureDefinition: ManagedDefinition<'SecurityPosture'> = {
  object: 'SecurityPosture',
  declaration: securityPostureDeclaration,
  toWire: ({ json }) => securityPostureToWire(json),
  secretsOf: () => ({}),
  fromWire: async (wire, previous) => ({ record: { json: storedForm(wire, previous?.json ?? '{}') } }),
}

/** Members that this release does not know are kept, for a newer one that wrote them. */
function storedForm(wire: JsonObject, previous: string): string {
  const known = Object.entries(wire).filter(([name]) => Object.hasOwn(securityPostureFields, name))
  return JSON.stringify({ ...(JSON.parse(previous) as JsonObject), ...Object.fromEntries(known) })
}
