/** Names that a pointer has at most. */
export const maxPointerDepth = 32
/** Characters of a pointer at most. */
export const maxPointerLength = 2000

/** Names of a pointer without its leading slash, with `~0` and `~1` decoded (RFC6901-4, RFC8620-5.3); or the rule that it breaks. */
export function parsePatchPointer(pointer: string): { readonly names: readonly string[] } | { readonly rule: string } {
  if (pointer.length > maxPointerLength) return { rule: `longer than ${maxPointerLength} characters` }
  const parts = pointer.split('/')
  if (parts.length > maxPointerDepth) return { rule: `more than ${maxPointerDepth} levels` }
  if (/~(?![01])/.test(pointer)) return { rule: '~ must be followed by 0 or 1' }
  const names = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return names.includes('__proto__') ? { rule: '__proto__ is not a property' } : { names }
}

/** The pointer of these names, without leading slash. The opposite of `parsePatchPointer`. */
export function formatPatchPointer(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
}
