const longest = 254

/** Control, format, surrogate, private-use and unassigned characters, line and paragraph separators, and every blank but the space. */
const notAllowed = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u

/**
 * Whether a text can be a user name: 1 to 254 characters, visible ones and single spaces between them. Their length is that of the
 * longest e-mail address, since many use theirs.
 */
export function isUsername(text: string): boolean {
  const length = [...text].length
  return length > 0 && length <= longest && text === text.trim() && !notAllowed.test(text) && !text.includes('  ')
}
