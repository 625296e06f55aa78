/** What `isSubject` asks for, as the end of a sentence. */
export const subjectRule = 'must be 1 to 255 printable ASCII characters with no blank at either end'

const pattern = /^(?! )[ -~]{1,255}(?<! )$/

/**
 * Whether a text from outside can be the subject of an account: what OIDCC-2 allows, without what can be neither shown nor typed. How it
 * came about is the matter of whoever gives it: a subject that tells something of its owner tells it to every client that is not pairwise.
 */
export function isSubject(text: string): boolean {
  return pattern.test(text)
}
