import type { Check } from '../../../checks/check.ts'
import { isConfidential } from '../../../clients/client.ts'
import {
  checkResourceEnabled,
  checkResourceForm,
  checkResourceKnown,
  type NamedResources,
} from '../../../resources/named-resources.ts'
import { isKnownScope, type ScopeTable } from '../../../scopes/known-scopes.ts'
import { showValue } from '../../../trace/show-value.ts'

/** A client that asks for a token for itself. */
export interface ClientAlone extends NamedResources {
  /** `undefined`: all that the client may have. */
  readonly requestedScopes: readonly string[] | undefined
  readonly knownScopes: ScopeTable
}

/**
 * In their order. Nobody is asked whether they allow it, so what a client may have here is what its record names, and nothing that the
 * specifications say of people.
 */
export const clientAloneChecks: readonly Check<ClientAlone, 'token'>[] = [
  {
    name: 'client-alone-confidential',
    spec: 'RFC6749-4.4',
    at: ['token'],
    run: ({ client }) => (isConfidential(client) ? undefined : { reason: 'client_credentials_public_client' }),
  },
  { name: 'client-alone-resource-form', spec: 'RFC8707-2', at: ['token'], run: checkResourceForm },
  { name: 'client-alone-resource-known', spec: 'RFC8707-2', at: ['token'], run: checkResourceKnown },
  { name: 'client-alone-resource-enabled', spec: 'RFC8707-2', at: ['token'], run: checkResourceEnabled },
  {
    name: 'client-alone-resource-allowed',
    spec: 'RFC8707-2',
    at: ['token'],
    run(asked) {
      const refused = asked.resources.find((resource) => !mayReach(resource, asked))
      if (refused === undefined) return undefined
      return { reason: 'client_credentials_resource', expected: 'one of whose scopes the client has one', received: refused }
    },
  },
  {
    name: 'client-alone-scope',
    spec: 'RFC6749-4.4.2',
    at: ['token'],
    run(asked) {
      const allowed = scopesForItself(asked)
      const refused = asked.requestedScopes?.filter((scope) => !allowed.includes(scope)) ?? []
      if (refused.length === 0) return undefined
      return { reason: 'client_credentials_scope', expected: allowed.join(' '), received: showValue(refused.join(' ')) }
    },
  },
]

/** The scopes that a client may have without a person: those that its record lists and that administrators defined. */
export function scopesForItself({ client, knownScopes }: Pick<ClientAlone, 'client' | 'knownScopes'>): readonly string[] {
  return client.scopes?.filter((scope) => !isKnownScope(scope) && knownScopes.has(scope)) ?? []
}

/** An API with scopes is reached with one of them. One without is for every client of an administrator. The server itself is for people. */
function mayReach(resource: string, { client, table, issuer }: ClientAlone): boolean {
  if (resource === issuer) return false
  const { scopes = [] } = table.named(resource) ?? {}
  return scopes.length === 0 ? client.origin === 'administrator' : scopes.some((scope) => client.scopes?.includes(scope) === true)
}
