import { parseHttpsUri, parseWebUri } from './metadata-values.ts'

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Where a client is told of the end of a session: `https`, or `http` of a loopback host, and no fragment. Whether this server may ask a
 * loopback host is decided when it does.
 * @see OIDCBCL-2.2, OIDCFCL-2
 */
export function parseLogoutUri(value: unknown): string | undefined {
  const uri = parseWebUri(value)
  if (uri === undefined || uri.includes('#')) return undefined
  return parseHttpsUri(uri) ?? (loopbackHosts.has(new URL(uri).hostname) ? uri : undefined)
}

/** OIDCFCL-2: what is loaded in a frame has scheme, host and port of one of the redirect URIs. */
export function isOwnOrigin(uri: string, redirectUris: readonly string[]): boolean {
  const { origin } = new URL(uri)
  return redirectUris.some((redirectUri) => URL.parse(redirectUri)?.origin === origin)
}
