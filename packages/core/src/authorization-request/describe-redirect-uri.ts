import { showValue } from '../trace/show-value.ts'

/** Longest text of a URI in a trace. */
const maxLength = 400

export interface RedirectUriComparison {
  readonly expected: string
  readonly received: string
}

interface Parts {
  readonly scheme: string
  readonly host: string
  readonly port: string
  readonly path: string
  readonly query: string
  readonly fragment: string
}

/** RFC3986-B with the authority taken apart; every text matches, nothing is normalised. */
const partsForm = /^(?:([^:/?#]+):)?(?:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(?::([^/?#]*))?)?([^?#]*)(\?[^#]*)?(#.*)?$/s

function splitUri(uri: string): Parts {
  const [, scheme = '', host = '', port = '', path = '', query = '', fragment = ''] = partsForm.exec(uri) ?? []
  return { scheme, host, port, path, query, fragment }
}

/**
 * What a developer needs to see why a redirect URI was refused: the registered URI that is nearest to it, and the received one with the
 * names of the parts that differ. Values of a query that are not those registered, user info and fragments are not shown: anybody's
 * secret may be in them.
 */
export function compareRedirectUri(received: string, registered: readonly string[]): RedirectUriComparison {
  const nearest = nearestOf(received, registered)
  const others = registered.length - 1
  const expected = nearest === undefined ? 'no redirect URI is registered' : showValue(nearest, maxLength)
  return {
    expected: others > 0 ? `${expected} (or ${others} other${others === 1 ? '' : 's'})` : expected,
    received: nearest === undefined ? showMasked(received, '') : describeAgainst(received, nearest),
  }
}

function describeAgainst(received: string, expected: string): string {
  const differences = differencesOf(received, expected)
  return `${showMasked(received, splitUri(expected).query)} (differs in ${differences.join(', ')})`
}

function differencesOf(received: string, expected: string): readonly string[] {
  const [ours, theirs] = [splitUri(expected), splitUri(received)]
  const names = (['scheme', 'host', 'port', 'path', 'query', 'fragment'] as const).flatMap((part) => {
    if (ours[part] === theirs[part]) return []
    if (ours[part].toLowerCase() === theirs[part].toLowerCase()) return [`letter case of the ${part}`]
    if (part === 'path' && sameButSlash(ours.path, theirs.path)) return ['trailing slash']
    return [part]
  })
  if (received.includes('@') && !expected.includes('@')) names.push('user info')
  return names.length === 0 ? ['spelling'] : names
}

function sameButSlash(a: string, b: string): boolean {
  return `${a}/` === b || `${b}/` === a
}

/** The one that shares the longest beginning, then the longest end. */
function nearestOf(uri: string, candidates: readonly string[]): string | undefined {
  const score = (candidate: string): number => {
    const start = sharedLength(uri, candidate, (text, index) => text[index])
    const end = sharedLength(uri, candidate, (text, index) => text[text.length - 1 - index])
    return start * 10_000 + end
  }
  return candidates.toSorted((a, b) => score(b) - score(a))[0]
}

function sharedLength(a: string, b: string, at: (text: string, index: number) => string | undefined): number {
  const limit = Math.min(a.length, b.length, maxLength)
  let length = 0
  while (length < limit && at(a, length) === at(b, length)) length += 1
  return length
}

function showMasked(uri: string, knownQuery: string): string {
  const known = new Set(knownQuery.slice(1).split('&'))
  const { query, fragment } = splitUri(uri)
  const before = uri.slice(0, uri.length - query.length - fragment.length).replace(/\/\/[^/?#]*@/, '//...@')
  const shownQuery = query === '' ? '' : `?${query.slice(1).split('&').map(maskPair(known)).join('&')}`
  return showValue(before + shownQuery + (fragment === '' ? '' : '#...'), maxLength)
}

function maskPair(known: ReadonlySet<string>): (pair: string) => string {
  return (pair) => {
    const equals = pair.indexOf('=')
    if (known.has(pair) || equals < 0) return known.has(pair) ? pair : '...'
    return `${pair.slice(0, equals)}=...`
  }
}
