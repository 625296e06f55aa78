/** The loopback hosts of RFC8252-7.3, and the name that tools use for them. */
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

const patternForm = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?$/
const schemeForm = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/

/**
 * Whether a text is a pattern of redirect hosts: a host name in lower case (perhaps with a port), `*.` and a name for all hosts below it,
 * an IPv6 address in brackets, `loopback`, or a private-use scheme with its colon.
 */
export function isHostPattern(text: string): boolean {
  return patternForm.test(text) || schemeForm.test(text) || /^\[[0-9a-f:.]+\](?::\d{1,5})?$/.test(text)
}

/** Whether a redirect URI leads to where a pattern allows. Without a port in the pattern each port is as good. */
export function matchesHost(uri: string, pattern: string): boolean {
  const url = URL.parse(uri)
  if (url === null) return false
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return url.protocol === pattern
  if (pattern === 'loopback') return loopback.has(url.hostname)
  if (pattern.startsWith('*.')) return url.hostname.endsWith(pattern.slice(1)) && url.hostname.length > pattern.length - 1
  return pattern === url.hostname || pattern === url.host
}
