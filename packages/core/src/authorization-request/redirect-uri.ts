import type { Client } from '../clients/client.ts'

/** The loopback hosts of RFC8252-7.3, and the name that RFC8252-8.3 advises against but tools use. */
const loopbackForm = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::(\d{1,5}))?([/?][^#]*)?$/
/** RFC3986-2: reserved, unreserved and percent. */
const uriCharacters = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/
const schemeForm = /^([A-Za-z][A-Za-z0-9+.-]*):/
/** Schemes that a browser acts on itself; none of them leads to an application. */
const browserSchemes: ReadonlySet<string> = new Set([
  'about',
  'blob',
  'chrome',
  'data',
  'file',
  'filesystem',
  'ftp',
  'javascript',
  'mailto',
  'vbscript',
  'view-source',
])

interface Loopback {
  readonly host: string
  readonly rest: string
}

/** `http` to a loopback host (RFC8252-7.3). */
export function isLoopbackUri(uri: string): boolean {
  return loopbackForm.test(uri)
}

/** The parts of a loopback redirect URI that count, or `undefined` for any other URI. An empty path equals `/` (RFC3986-6.2.3). */
function parseLoopback(uri: string): Loopback | undefined {
  const [, host, port, rest = ''] = loopbackForm.exec(uri) ?? []
  if (host === undefined || Number(port ?? 80) > 65_535) return undefined
  return { host, rest: rest.startsWith('/') ? rest : `/${rest}` }
}

/**
 * Whether a requested redirect URI is the registered one: the same text, character by character (RFC9700-2.1). Between loopback URIs the
 * port may differ (RFC8252-7.3); with the name `localhost` only for native clients (RFC8252-8.3). Nothing is normalised before it is
 * compared, so that no second spelling of a URI passes.
 */
export function matchesRegistered(requested: string, registered: string, applicationType: Client['applicationType']): boolean {
  if (requested === registered) return true
  const ours = parseLoopback(registered)
  const theirs = parseLoopback(requested)
  if (ours === undefined || theirs === undefined) return false
  if (ours.host === 'localhost' && applicationType !== 'native') return false
  return ours.host === theirs.host && ours.rest === theirs.rest
}

/** Whether a text can be sent in a `Location` header as it is. */
export function hasUriCharacters(uri: string): boolean {
  return uriCharacters.test(uri)
}

/** Whether the URI is absolute and its scheme may lead to an application. */
export function hasApplicationScheme(uri: string): boolean {
  const scheme = schemeForm.exec(uri)?.[1]?.toLowerCase()
  return scheme !== undefined && !browserSchemes.has(scheme)
}

/**
 * Whether a client without a record may be answered there: `https` with a host and without user info, loopback `http`, or a private-use
 * scheme, which RFC8252-7.1 wants to be a reversed domain name and so to have a dot.
 */
export function isAllowedUnregistered(uri: string): boolean {
  const scheme = schemeForm.exec(uri)?.[1] ?? ''
  if (scheme === 'https') return /^https:\/\/[^/?#@]+(?:[/?][^#]*)?$/.test(uri) && URL.canParse(uri)
  if (scheme === 'http') return parseLoopback(uri) !== undefined
  return scheme.includes('.')
}
