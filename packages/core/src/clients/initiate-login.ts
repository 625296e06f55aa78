import type { Client } from './client.ts'

/** Characters of the name that count for the order. */
const longestName = 100

/**
 * Where a client stands in the order of those that a person can start from a list: by name, each at a place of its own. `undefined`: it is
 * not on such a list, as it has no address for that, or as nobody vouches for it but itself.
 * @see OIDCC-4
 */
export function startOrderOf({ clientId, name, origin, initiateLoginUri }: Client): string | undefined {
  if (origin !== 'administrator' || initiateLoginUri === undefined) return undefined
  return startOrderText(`${[...(name ?? clientId).toLowerCase()].slice(0, longestName).join('')} ${clientId}`)
}

/** A text that every database can keep and compare. */
export function startOrderText(text: string): string {
  return text.toWellFormed().normalize('NFKC').replace(/\p{C}/gu, '')
}

/**
 * Where a browser goes to have a client begin a sign-in. Who is signed in is not told: the client learns it by asking.
 * @param uri registered, absolute
 * @see OIDCC-4
 */
export function initiateLoginLocation(uri: string, issuer: string): string {
  const url = new URL(uri)
  if (url.searchParams.has('iss')) url.searchParams.set('iss', issuer)
  else url.search += `${url.search === '' ? '?' : '&'}iss=${encodeURIComponent(issuer)}`
  return url.href
}
