/**
 * A text from a request in the form in which traces and error pages may show it: cut to `limit` characters, everything that is not
 * printable ASCII as its code point. Not for values that may be secrets.
 */
export function showValue(text: string, limit = 80): string {
  const cut = text.length <= limit ? text : text.slice(0, limit)
  const shown = cut.replace(/[^\x20-\x7e]/gu, (character) => `<U+${hex(character.codePointAt(0) ?? 0)}>`)
  return cut === text ? shown : `${shown}... (${text.length} characters)`
}

function hex(codePoint: number): string {
  return codePoint.toString(16).toUpperCase().padStart(4, '0')
}
