import { isIP } from 'node:net'

/**
 * Whose name servers a host name makes us wait for, as far as a name tells: the last two labels, though under some suffixes (`co.uk`) that is
 * more than one owner. A person who has a domain has all the names below it, so that they count as one.
 */
export function zoneOf(hostname: string): string {
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return hostname
  return hostname.replace(/\.$/, '').split('.').slice(-2).join('.')
}
