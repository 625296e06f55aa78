import type { Finding } from '../../checks/check.ts'
import { mayHaveScope } from '../../scopes/management-scope.ts'
import { showValue } from '../../trace/show-value.ts'
import type { RequestInput } from '../check-inputs.ts'

/** @see RFC6749-3.3 */
export function checkScopeForm({ scopes, values }: RequestInput): Finding | undefined {
  return scopes === undefined ? { reason: 'scope_malformed', received: showValue(values.get('scope') ?? '') } : undefined
}

/** Never enforced: a server may ignore values that it does not know (RFC6749-3.3, OIDCC-3.1.2.1). */
export function checkScopeKnown({ scopes = [], knownScopes }: RequestInput): Finding | undefined {
  const unknown = scopes.filter((token) => !knownScopes.has(token))
  if (unknown.length === 0) return undefined
  return { reason: 'scope_unknown', expected: knownScopes.names.join(' '), received: showValue(unknown.join(' ')) }
}

/** An ID token exists in OpenID requests only. @see OIDCC-3.1.2.1, OIDCC-3.2.2.1 */
export function checkOpenidForIdToken({ responseType, scopes = [] }: RequestInput): Finding | undefined {
  if (responseType?.idToken !== true || scopes.includes('openid')) return undefined
  return { reason: 'openid_scope_missing', expected: `openid, since response_type is ${responseType.name}` }
}

/** A client that lists its scopes gets no others. @see RFC6749-4.1.2.1, RFC7591-2 */
export function checkScopeAllowed({ client, scopes = [], knownScopes }: RequestInput): Finding | undefined {
  const refused = scopes.filter((token) => knownScopes.has(token) && !mayHaveScope(client, token))
  if (refused.length === 0) return undefined
  const allowed = client.scopes ?? knownScopes.names.filter((token) => mayHaveScope(client, token))
  return { reason: 'scope_not_allowed', expected: allowed.join(' '), received: refused.join(' ') }
}

/** Never enforced: where nobody can be asked the value counts only if it was allowed before (OIDCC-11), see `grantableScopes`. */
export function checkOfflineAccess({ client, scopes = [], prompts }: RequestInput): Finding | undefined {
  if (!scopes.includes('offline_access') || !prompts.includes('none') || client.skipConsent) return undefined
  return { reason: 'offline_access_needs_consent', expected: 'an earlier consent, or another prompt than none' }
}
