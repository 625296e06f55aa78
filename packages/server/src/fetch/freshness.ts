/** Longest time for which an answer is used again, milliseconds. */
const maxFreshness = 60 * 60 * 1_000

/**
 * How long an answer may be used again by its `Cache-Control` and `Age`, milliseconds; 0: not at all. Nothing is guessed for an answer that does
 * not say.
 * @see RFC9111-4.2.1, RFC9111-5.2.2
 */
export function freshnessOf(cacheControl: string | undefined, age: string | undefined): number {
  const directives = (cacheControl ?? '')
    .toLowerCase()
    .split(',')
    .map((text) => text.trim())
  if (directives.some((name) => /^(no-store|no-cache)\b/.test(name))) return 0
  const seconds = directives.flatMap((text) => /^max-age="?(\d{1,10})"?$/.exec(text)?.[1] ?? [])
  // RFC9111-4.2.1: of contradicting values the shortest is the safe one.
  if (seconds.length === 0) return 0
  const left = Math.min(...seconds.map(Number)) - (/^\d{1,10}$/.test(age ?? '') ? Number(age) : 0)
  return Math.min(Math.max(left, 0) * 1_000, maxFreshness)
}
