/**
 * What a person allows a client, as it is remembered: a scope as it is, a claim that the `claims` parameter named behind a quotation mark, a
 * resource behind a backslash; no scope can hold either (RFC6749-3.3).
 */
export function consentItems(
  scopes: readonly string[],
  claims: readonly string[],
  resources: readonly string[] = [],
): readonly string[] {
  return [...scopes, ...claims.map((claim) => `"${claim}`), ...resources.map((resource) => `\\${resource}`)]
}
