import { secretPrefix } from '../ids.ts'

/** Secrets of ours and signed tokens, wherever a client put them. */
const secrets = new RegExp(`(${Object.values(secretPrefix).join('|')}|eyJ)[\\w.-]+`, 'g')

/**
 * A text from a request in the form in which traces and error pages may show it: cut to `limit` characters, everything that is not
 * printable ASCII as its code point, without what has the form of a secret. Not for values that are meant to be secrets.
 */
export function showValue(text: string, limit = 80): string {
  const safe = text.replace(secrets, '$1...')
  const cut = safe.length <= limit ? safe : safe.slice(0, limit)
  const shown = cut.replace(/[^\x20-\x7e]/gu, (character) => `<U+${hex(character.codePointAt(0) ?? 0)}>`)
  return cut === safe ? shown : `${shown}... (${text.length} characters)`
}

/** The same for a value of JSON, which may be anything where a text is expected: it has no `toString` of its own that could be called. */
export function showJson(value: unknown, limit?: number): string {
  return showValue(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'), limit)
}

function hex(codePoint: number): string {
  return codePoint.toString(16).toUpperCase().padStart(4, '0')
}
