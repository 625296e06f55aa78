/** A SHA-256 in base64url without padding (OIDCC-6.2). */
const sha256Form = /^[A-Za-z0-9_-]{43}$/

/**
 * Whether a `request_uri` is the registered one: the same text. One that was registered without fragment may have one in the request,
 * which says what is at the address now (OIDCC-6.2).
 */
export function matchesRequestUri(requested: string, registered: string): boolean {
  if (requested === registered) return true
  return !registered.includes('#') && withoutFragment(requested) === registered
}

/** What is fetched. */
export function withoutFragment(uri: string): string {
  const hash = uri.indexOf('#')
  return hash === -1 ? uri : uri.slice(0, hash)
}

/** The digest that a `request_uri` states of its content; `undefined`: none, or a fragment that is no SHA-256. */
export function statedDigest(uri: string): string | undefined {
  const fragment = uri.slice(withoutFragment(uri).length + 1)
  return sha256Form.test(fragment) ? fragment : undefined
}
