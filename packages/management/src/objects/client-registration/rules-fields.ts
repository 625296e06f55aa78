import { isHostPattern, parseScope, type RegistrationRules } from '@latchkey/core'
import { setFromWire } from '../../access/wire-sets.ts'
import type { FieldDeclaration, Fields } from '../../declarations/declaration.ts'
import type { JsonObject } from '../../ports/json.ts'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'

function allowed(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description: `${description}; none means all`, type, update: 'mutable' }
}

const maxItems = 100

/** What a client may register as; members of the rules of a kind of callers, and of an initial access token. */
export const rulesFields: Fields = {
  allowedScopes: allowed('Allowed Scopes', 'Scopes that such a client may ask for', {
    type: 'set',
    class: { type: 'string', format: 'string', maxLength: 200 },
    maxItems,
  }),
  allowedRedirectHosts: allowed(
    'Allowed Redirect Hosts',
    'Where answers to such a client may go: app.example.com, *.example.com, loopback, or a scheme such as com.example.app:',
    { type: 'set', class: { type: 'string', format: 'string', maxLength: 255 }, maxItems },
  ),
  allowedGrantTypes: allowed('Allowed Grant Types', 'How such a client may obtain tokens', {
    type: 'set',
    class: { type: 'enum', enumName: 'OAuthGrantType' },
  }),
  allowedResponseTypes: allowed('Allowed Response Types', 'What such a client may ask of the authorization endpoint', {
    type: 'set',
    class: { type: 'enum', enumName: 'OAuthResponseType' },
  }),
  allowedAuthMethods: allowed('Allowed Authentication Methods', 'How such a client may authenticate', {
    type: 'set',
    class: { type: 'enum', enumName: 'OAuthClientAuthMethod' },
  }),
}

/** The rules as the engine takes them: an empty set says nothing. */
export function rulesFromWire(wire: JsonObject): RegistrationRules {
  const list = (name: string): readonly string[] | undefined => {
    const members = setFromWire(wire[name])
    return members.length === 0 ? undefined : members
  }
  const [scopes, redirectHosts] = [list('allowedScopes'), list('allowedRedirectHosts')]
  const [grantTypes, responseTypes] = [list('allowedGrantTypes'), list('allowedResponseTypes')]
  const authenticationMethods = list('allowedAuthMethods')
  return {
    ...(scopes && { scopes }),
    ...(redirectHosts && { redirectHosts }),
    ...(grantTypes && { grantTypes }),
    ...(responseTypes && { responseTypes }),
    ...(authenticationMethods && { authenticationMethods }),
  }
}

/** What the declaration does not check. @param at pointer of the object that the rules are members of, with a slash behind it */
export function checkRules(wire: JsonObject, at: string = ''): readonly InputIssue[] {
  const scope = setFromWire(wire['allowedScopes']).find((name) => parseScope(name)?.length !== 1)
  const host = setFromWire(wire['allowedRedirectHosts']).find((pattern) => !isHostPattern(pattern))
  return [
    ...(scope === undefined ? [] : [invalidIssue(`${at}allowedScopes`, 'must hold scope tokens', scope)]),
    ...(host === undefined
      ? []
      : [
          invalidIssue(
            `${at}allowedRedirectHosts`,
            'must hold host names in lower case, *. and a name, loopback, or a private-use scheme with a dot and its colon',
            host,
          ),
        ]),
  ]
}
