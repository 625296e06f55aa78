import type { AuthorizationRequest } from '../authorization-request/authorization-request.ts'
import type { Client } from '../clients/client.ts'

/**
 * The scopes that a request can yield: all that it asks for, but `offline_access` only for a client that may refresh, and only with
 * `prompt=consent` or where the user allowed it before (OIDCC-11). An unregistered client's users are asked each time, which is as good;
 * a first-party client that an administrator made needs no consent at all.
 * @param remembered what this user has allowed this client before; empty while nobody is signed in
 */
export function grantableScopes(request: AuthorizationRequest, client: Client, remembered: readonly string[]): readonly string[] {
  const mayRefresh = client.grantTypes.includes('refresh_token')
  const mayWork = mayRefresh && (isAsked(request, client) || isFirstParty(client) || remembered.includes('offline_access'))
  return mayWork ? request.scopes : request.scopes.filter((scope) => scope !== 'offline_access')
}

function isAsked(request: AuthorizationRequest, client: Client): boolean {
  return request.prompts.includes('consent') || client.origin === 'unregistered'
}

function isFirstParty(client: Client): boolean {
  return client.skipConsent && client.origin === 'administrator'
}
