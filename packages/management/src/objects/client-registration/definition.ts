import { parseWebUri } from '@latchkey/core'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { type InputIssue, invalidIssue, setErrorOfIssues } from '../set-error-of-issues.ts'
import { clientRegistrationDeclaration, clientRegistrationFields } from './declaration.ts'
import { checkRules } from './rules-fields.ts'
import { itemsOf, jwksOf, registrationToWire } from './settings.ts'

/** `x:ClientRegistration` as a managed object. What is written is put in force by `ClientRegistrationObject.refresh`. */
export const clientRegistrationDefinition: ManagedDefinition<'ClientRegistration'> = {
  object: 'ClientRegistration',
  declaration: clientRegistrationDeclaration,
  toWire: ({ json }) => registrationToWire(json),
  secretsOf: () => ({}),
  async fromWire(wire, previous) {
    const issues = [
      ...(['anonymous', 'authorized'] as const).flatMap((name) => {
        const rules = wire[name]
        return isJsonObject(rules) ? checkRules(rules, `${name}/`) : []
      }),
      ...checkIssuers(itemsOf(wire['softwareIssuers'])),
    ]
    if (issues.length > 0) return { error: setErrorOfIssues(issues) }
    return { record: { json: storedForm(wire, previous?.json ?? '{}') } }
  },
}

/** Each issuer once, with keys that can be read now, or an address where they are, or neither yet. */
function checkIssuers(issuers: readonly JsonObject[]): readonly InputIssue[] {
  return issuers.flatMap(({ issuer = null, jwks = null, jwksUri = null }, index) => {
    const at = `softwareIssuers/${index}`
    const isAgain = issuers.findIndex((other) => other['issuer'] === issuer) < index
    return [
      ...(isAgain ? [invalidIssue(`${at}/issuer`, 'must not be there twice', issuer)] : []),
      ...(jwks !== null && jwksUri !== null ? [invalidIssue(`${at}/jwksUri`, 'must not be given beside jwks', jwksUri)] : []),
      ...(jwks !== null && jwksOf(jwks) === undefined
        ? [invalidIssue(`${at}/jwks`, 'must be a JWK Set of public keys', '****')]
        : []),
      ...(jwksUri !== null && parseWebUri(jwksUri) === undefined
        ? [invalidIssue(`${at}/jwksUri`, 'must be an http or https URI', jwksUri)]
        : []),
    ]
  })
}

/** Members that this release does not know are kept, for a newer one that wrote them. */
function storedForm(wire: JsonObject, previous: string): string {
  const known = Object.entries(wire).filter(([name]) => Object.hasOwn(clientRegistrationFields, name))
  return JSON.stringify({ ...(JSON.parse(previous) as JsonObject), ...Object.fromEntries(known) })
}
