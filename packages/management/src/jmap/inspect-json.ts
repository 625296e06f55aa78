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
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }]
  const text = (found: string): boolean => {
    weight += found.length + 3
    if (found.includes('\0')) refusal ??= 'U+0000 is not accepted in texts'
    return found.isWellFormed()
  }
  for (let next = open.pop(); next !== undefined && weight <= maxWeight; next = open.pop()) {
    const { value: current, depth } = next
    if (typeof current === 'string') {
      if (!text(current)) return { problem: 'a text has an unpaired surrogate', weight }
    } else if (typeof current === 'object' && current !== null) {
      if (depth === maxJsonDepth) return { problem: `more than ${maxJsonDepth} arrays and objects inside each other`, weight }
      weight += 2
      if (Array.isArray(current)) {
        for (const item of current) open.push({ value: item, depth: depth + 1 })
      } else {
        for (const [name, member] of Object.entries(current)) {
          if (!text(name)) return { problem: 'a name has an unpaired surrogate', weight }
          if (name === '__proto__') refusal ??= 'the name __proto__ is not accepted'
          open.push({ value: member, depth: depth + 1 })
        }
      }
    } else if (typeof current === 'number') {
      if (!Number.isFinite(current)) return { problem: 'a number is out of range', weight }
      weight += 8
    } else if (typeof current === 'boolean' || current === null) {
      weight += 5
    } else {
      return { problem: 'a value is not JSON', weight }
    }
  }
  return refusal === undefined ? { weight } : { refusal, weight }
}
