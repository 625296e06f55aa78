import type { Client } from '../clients/client.ts'

/** Lets a client call management as the person who allowed it, with all that this person may do there. */
export const managementScope = 'urn:latchkey:management'

/**
 * Whether a client may have a scope, as its record is now (LATCHKEY-0022-management-scope). One that lists its scopes gets no others (RFC7591-2). Management is only for
 * clients that an administrator made and that list it: neither a client that registered itself nor one without a list ever gets it.
 */
export function mayHaveScope(client: Pick<Client, 'origin' | 'scopes'>, scope: string): boolean {
  if (scope !== managementScope) return client.scopes?.includes(scope) !== false
  return client.origin === 'administrator' && client.scopes?.includes(scope) === true
}
