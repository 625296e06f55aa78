/** Arrays and objects inside each other at most. */
export const maxJsonDepth = 64

export interface JsonFindings {
  /** Why it is not I-JSON (RFC7493-2) within our bounds. */
  readonly problem?: string
  /** What no method but an echo takes: a name or a character that has no place in any object. */
  readonly refusal?: string
  /** About as many characters as its text has. */
  readonly weight: number
}

/**
 * Looks at all of a value, without recursion, so that whatever comes later may rely on its depth, on finite numbers and on well-formed
 * texts.
 * @param maxWeight where looking stops; a `weight` above it says nothing more
 * @see RFC8620-3.3
 */
export function inspectJson(value: unknown, maxWeight = Number.POSITIVE_INFINITY): JsonFindings {
  let weight = 0
  let refusal: string | undefined
  /** What is being gone through, from the outside in, with the place of the next value. */
  const open: { readonly values: readonly unknown[]; next: number }[] = [{ values: [value], next: 0 }]

  const isWellFormed = (text: string): boolean => {
    weight += text.length + 3
    if (text.includes('\0')) refusal ??= 'U+0000 is not accepted in texts'
    return text.isWellFormed()
  }
  const problemOf = (current: unknown): string | undefined => {
    if (typeof current === 'string') return isWellFormed(current) ? undefined : 'a text has an unpaired surrogate'
    weight += 5
    if (current === null || typeof current === 'boolean') return undefined
    if (typeof current === 'number') return Number.isFinite(current) ? undefined : 'a number is out of range'
    if (typeof current !== 'object') return 'a value is not JSON'
    if (open.length > maxJsonDepth) return `more than ${maxJsonDepth} arrays and objects inside each other`
    if (!Array.isArray(current)) {
      const names = Object.keys(current)
      if (!names.every(isWellFormed)) return 'a name has an unpaired surrogate'
      if (names.includes('__proto__')) refusal ??= 'the name __proto__ is not accepted'
    }
    open.push({ values: Array.isArray(current) ? current : Object.values(current), next: 0 })
    return undefined
  }

  for (let frame = open.at(-1); frame !== undefined && weight <= maxWeight; frame = open.at(-1)) {
    if (frame.next === frame.values.length) {
      open.pop()
      continue
    }
    frame.next += 1
    const problem = problemOf(frame.values[frame.next - 1])
    if (problem !== undefined) return { problem, weight }
  }
  return refusal === undefined ? { weight } : { refusal, weight }
}
