/** Characters of a word that are kept. */
const longestTerm = 40
/** Words of one object that are kept. */
const mostTerms = 50

/** Words of texts as the search index holds them: NFKC lower case, split at what is neither letter nor digit, each once. */
export function termsOf(texts: Iterable<string>): readonly string[] {
  const terms = new Set<string>()
  for (const text of texts) {
    for (const word of text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}\p{M}]+/u)) {
      if (word === '') continue
      terms.add([...word.slice(0, 2 * longestTerm)].slice(0, longestTerm).join(''))
      if (terms.size === mostTerms) return [...terms]
    }
  }
  return [...terms]
}
