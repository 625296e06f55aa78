/** Deeper texts are not taken: nothing that clients sign needs it. */
const maxDepth = 32

export type StrictJson =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly problem: 'not_json' | 'duplicate_member' | 'not_object' | 'too_deep' }

/**
 * Reads a JSON object of which two parsers cannot think differently: `JSON.parse` takes the last of two members with one name, others the
 * first (RFC7519-4 lets a verifier refuse them, RFC8725-2.4 says what comes of it). Names count as the same after their escapes are undone.
 */
export function parseStrictJson(text: string): StrictJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'refused', problem: 'not_json' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'refused', problem: 'not_object' }
  const problem = findAmbiguity(text)
  return problem === undefined ? { kind: 'object', value: { ...value } } : { kind: 'refused', problem }
}

export type StrictArray =
  | { readonly kind: 'array'; readonly value: readonly unknown[] }
  | { readonly kind: 'refused'; readonly problem: 'not_json' | 'duplicate_member' | 'not_array' | 'too_deep' }

/** Reads a JSON array in the same way. */
export function parseStrictArray(text: string): StrictArray {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'refused', problem: 'not_json' }
  }
  if (!Array.isArray(value)) return { kind: 'refused', problem: 'not_array' }
  const problem = findAmbiguity(text)
  return problem === undefined ? { kind: 'array', value } : { kind: 'refused', problem }
}

/** The parts of a text that matter here: strings, and what opens, closes and separates. `text` is valid JSON. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/** Goes once over the text; a name is a string right after `{` or a comma within an object. */
function findAmbiguity(text: string): 'duplicate_member' | 'too_deep' | undefined {
  const open: (Set<string> | undefined)[] = []
  let before = ''
  for (const [token] of text.matchAll(tokens)) {
    const names = open.at(-1)
    if (token === '{' || token === '[') {
      if (open.length >= maxDepth) return 'too_deep'
      open.push(token === '{' ? new Set() : undefined)
    } else if (token === '}' || token === ']') {
      open.pop()
    } else if (names !== undefined && token.startsWith('"') && (before === '{' || before === ',')) {
      const name = String(JSON.parse(token))
      if (names.has(name)) return 'duplicate_member'
      names.add(name)
    }
    before = token
  }
  return undefined
}
