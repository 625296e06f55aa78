import { type Html, html } from './html.ts'

/** Two values with the part marked in which they differ: what is between their common beginning and their common end. */
export function difference(expected: string, received: string): { readonly expected: Html; readonly received: Html } {
  const [a, b] = [[...expected], [...received]]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start += 1
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return { expected: mark(a, start, end), received: mark(b, start, end) }
}

/** Nothing in common: everything differs, and a mark would say nothing. */
function mark(characters: readonly string[], start: number, end: number): Html {
  const different = characters.slice(start, characters.length - end).join('')
  if (different === '' || start + end === 0) return html`${characters.join('')}`
  return html`${characters.slice(0, start).join('')}<mark>${different}</mark>${characters.slice(characters.length - end).join('')}`
}
