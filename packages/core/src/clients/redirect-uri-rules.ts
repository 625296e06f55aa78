import { hasUriCharacters, isAllowedUnregistered } from '../authorization-request/redirect-uri.ts'

/** Longest URI of a client's record, in characters. */
export const maxUriLength = 2048

export type RedirectUriRule = 'length' | 'characters' | 'fragment' | 'user_info' | 'wildcard' | 'dot_segments' | 'target'

/** A rule that a URI breaks; `text` says what is allowed and holds nothing of the URI. */
export interface RedirectUriMistake {
  readonly rule: RedirectUriRule
  readonly text: string
}

interface Rule {
  readonly rule: RedirectUriRule
  readonly text: string
  readonly holds: (uri: string) => boolean
}

/** In their order: each may take for granted what those before it say. */
const rules: readonly Rule[] = [
  {
    rule: 'length',
    text: `must have 1 to ${maxUriLength} characters`,
    holds: (uri) => uri.length > 0 && uri.length <= maxUriLength,
  },
  { rule: 'characters', text: 'must have only the characters that RFC 3986 allows in a URI', holds: hasUriCharacters },
  // RFC6749-3.1.2
  { rule: 'fragment', text: 'must not have a fragment', holds: (uri) => !uri.includes('#') },
  {
    rule: 'user_info',
    text: 'must not have user information',
    holds: (uri) => !/^[^:/?#]+:\/\/[^/?#]*@/.test(uri),
  },
  // RFC9700-4.1: the comparison is exact, so a pattern would be a mistake that looks as if it worked.
  { rule: 'wildcard', text: 'must not have a wildcard', holds: (uri) => !uri.includes('*') },
  {
    rule: 'dot_segments',
    text: 'must not have . or .. as a part of its path',
    holds: (uri) => !/\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(uri),
  },
  {
    rule: 'target',
    text: 'must begin with https, or with http and a loopback host, or with a private-use scheme that contains a dot',
    holds: isAllowedUnregistered,
  },
]

/**
 * Whether a client may register this redirect URI: `https` with a host; `http` to 127.0.0.1, [::1] or localhost; a private-use scheme,
 * which RFC8252-7.1 wants to be a reversed domain name. The same rules hold for URIs to go to after logout. `undefined`: it may.
 */
export function checkRedirectUri(uri: string): RedirectUriMistake | undefined {
  const broken = rules.find(({ holds }) => !holds(uri))
  return broken === undefined ? undefined : { rule: broken.rule, text: broken.text }
}
