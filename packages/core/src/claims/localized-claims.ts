import type { StandardClaim } from './scope-claims.ts'

/** Claims whose values differ between languages and scripts (OIDCC-5.2): what people read, and addresses of pages for them. */
export const localizableClaims = [
  ...(['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'profile', 'picture', 'website'] as const),
] as const satisfies readonly StandardClaim[]
export type LocalizableClaim = (typeof localizableClaims)[number]

export function isLocalizable(name: string): name is LocalizableClaim {
  return localizableClaims.some((claim) => claim === name)
}

/** A claim name with the language that it asks for, `name#de-CH`; without `#` there is none (OIDCC-5.2). */
export function splitTag(name: string): { readonly base: string; readonly tag?: string } {
  const hash = name.indexOf('#')
  return hash < 0 ? { base: name } : { base: name.slice(0, hash), tag: name.slice(hash + 1) }
}

/** Characters; no language tag in use comes near it, and taking subtags off a text of any length would take its time. */
const longestTag = 100

/**
 * Of the languages in which there is something the one that a person who reads `wanted` gets: the first wanted one that is there, or is
 * there with fewer subtags (RFC4647-3.4). Tags are compared without case.
 */
export function lookUpLanguage(available: readonly string[], wanted: readonly string[]): string | undefined {
  const byKey = new Map(available.map((tag) => [tag.toLowerCase(), tag]))
  for (const tag of wanted) {
    if (tag.length > longestTag) continue
    for (let key = tag.toLowerCase(); key !== ''; key = shorter(key)) {
      const found = byKey.get(key)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** Without its last subtag, and without a single character that introduced it. */
function shorter(tag: string): string {
  const cut = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))
  return /-[a-z0-9]$/.test(cut) ? cut.slice(0, -2) : cut
}
