/**
 * What a person allows a client, as it is remembered: a scope as it is, a claim that the `claims` parameter named behind a quotation mark, a
 * resource behind a backslash, a detail behind both; no scope can hold either (RFC6749-3.3), and no URI begins with a quotation mark.
 * @param details marks of details that can be remembered, from `markOfDetail`
 */
export function consentItems(
  scopes: readonly string[],
  claims: readonly string[],
  resources: readonly string[] = [],
  details: readonly string[] = [],
): readonly string[] {
  return [
    ...scopes,
    ...claims.map((claim) => `"${claim}`),
    ...resources.map((resource) => `\\${resource}`),
    ...details.map((detail) => `\\"${detail}`),
  ]
}

/** The same in its parts. Details are known by their digests only, so they cannot be told. */
export function splitConsentItems(items: readonly string[]): {
  readonly scopes: readonly string[]
  readonly claims: readonly string[]
  readonly resources: readonly string[]
} {
  const behind = (mark: string) => items.flatMap((item) => (item.startsWith(mark) ? [item.slice(mark.length)] : []))
  return {
    scopes: items.filter((item) => !item.startsWith('"') && !item.startsWith('\\')),
    claims: behind('"'),
    resources: behind('\\').filter((item) => !item.startsWith('"')),
  }
}
