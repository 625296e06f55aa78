import { hasUriCharacters } from '../authorization-request/redirect-uri.ts'

interface Rule {
  readonly text: string
  readonly holds: (url: string) => boolean
}

/** In their order: each may take for granted what those before it say. */
const rules: readonly Rule[] = [
  { text: 'only the characters of a URI', holds: hasUriCharacters },
  // http works where the fetcher may go there at all: on a developer's machine, by a setting.
  {
    text: 'https, or http and a loopback host',
    holds: (url) => /^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/?#]|$))/.test(url),
  },
  { text: 'no fragment', holds: (url) => !url.includes('#') },
  { text: 'no user information', holds: (url) => !/^[^/]+\/\/[^/?]*@/.test(url) },
  { text: 'a path', holds: (url) => /^[^/]+\/\/[^/?]+\//.test(url) },
  { text: 'no dot segments', holds: (url) => !/\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(url) },
  // Else the host that people are shown could look different from the one that was asked.
  { text: 'the form that URL parsers give it', holds: (url) => URL.parse(url)?.href === url },
]

/**
 * Whether a URL can be a client id. A query is allowed, though the specification advises against it. `undefined`: it can; else what is
 * wanted of it.
 * @see CIMD-3
 */
export function findDocumentUrlMistake(url: string): string | undefined {
  return rules.find(({ holds }) => !holds(url))?.text
}
