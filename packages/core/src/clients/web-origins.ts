import type { Client } from './client.ts'

/**
 * The origins that pages of this client have in a browser, as an `Origin` header says them (RFC6454-6.2): those of its http and https URIs
 * to return to. A private-use scheme has none.
 */
export function webOriginsOf({ redirectUris, postLogoutRedirectUris }: Client): readonly string[] {
  const origins = [...redirectUris, ...postLogoutRedirectUris].flatMap((uri) => {
    const url = URL.parse(uri)
    return url?.protocol === 'https:' || url?.protocol === 'http:' ? [url.origin] : []
  })
  return [...new Set(origins)]
}
