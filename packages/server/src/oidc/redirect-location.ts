import type { AuthorizationResponse } from '@latchkey/core'

/**
 * The URL that carries an authorization response in its query or fragment. The registered query is kept as it is (RFC6749-3.1.2).
 * The result has ASCII characters only, so that it fits into a header.
 */
export function redirectLocation(response: AuthorizationResponse): string {
  const parameters = new URLSearchParams(response.parameters.map(([name, value]) => [name, value])).toString()
  const uri = response.redirectUri
  return toAscii(response.mode === 'fragment' ? `${uri}#${parameters}` : `${uri}${separatorFor(uri)}${parameters}`)
}

/** Whether the target is an app on the device, which browsers open only after a click. */
export function needsGesture(uri: string): boolean {
  return !/^https?:/i.test(uri)
}

/** Percent-encodes what a header cannot hold, in UTF-8. */
export function toAscii(uri: string): string {
  return uri.replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text.toWellFormed()))
}

function separatorFor(uri: string): string {
  if (!uri.includes('?')) return '?'
  return /[?&]$/.test(uri) ? '' : '&'
}
