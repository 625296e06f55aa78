import { createHash } from 'node:crypto'

/** Longest text in an index, in UTF-16 units: PostgreSQL keeps index entries of up to 2700 bytes. */
const longest = { value: 400, term: 100 }
/** As much of a longer one as stands before its digest. */
const head = 350

/**
 * A text as indexes hold it. Equal texts stay equal and different ones different; the order is that of the texts, for long ones that of
 * their beginnings.
 */
export function indexText(text: string): string {
  const plain = storable(text)
  if (plain.length <= longest.value) return plain
  const digest = createHash('sha256').update(plain).digest('base64url')
  return `${plain.slice(0, head).toWellFormed()}\u{10ffff}${digest}`
}

/** A word as the search index holds it, and as it is looked for. */
export function termText(word: string): string {
  return storable(word).slice(0, longest.term).toWellFormed()
}

/** Behind every text that begins with `prefix`. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`
}

/** What both databases keep as it is. */
function storable(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed()
}
