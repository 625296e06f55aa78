import type { AuthorizationRequest } from '../authorization-request/authorization-request.ts'
import { responseTypeOf } from '../authorization-request/response-types.ts'
import type { Client } from '../clients/client.ts'
import type { ScopeTable } from '../scopes/known-scopes.ts'
import { mayHaveScope } from '../scopes/management-scope.ts'

/**
 * The scopes that a request can yield: all that it asks for, but `offline_access` only for a client that may refresh, and only where the
 * user is asked for it, or allowed it before (OIDCC-11, decision 0010). A first-party client that an administrator made needs no consent.
 * Without a code there is nothing that could be refreshed.
 * @param remembered what this user has allowed this client before; empty while nobody is signed in
 */
export function grantableScopes(
  request: AuthorizationRequest,
  client: Client,
  remembered: readonly string[],
  known: ScopeTable,
): readonly string[] {
  const mayRefresh = client.grantTypes.includes('refresh_token') && responseTypeOf(request.responseType).code
  const isAsked = !request.prompts.includes('none')
  const mayWork = mayRefresh && (isAsked || isFirstParty(client) || remembered.includes('offline_access'))
  const scopes = scopesInForce(request.scopes, client, known)
  return mayWork ? scopes : scopes.filter((scope) => scope !== 'offline_access')
}

/**
 * Those of the scopes that there are and that the client's record allows, as it is now: since they were asked for or granted a scope may
 * have been removed and the record narrowed.
 */
export function scopesInForce(scopes: readonly string[], client: Client, known: ScopeTable): readonly string[] {
  return scopes.filter((scope) => known.has(scope) && mayHaveScope(client, scope))
}

function isFirstParty(client: Client): boolean {
  return client.skipConsent && client.origin === 'administrator'
}
