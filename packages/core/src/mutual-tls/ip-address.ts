const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`)

/** One spelling of an IP address, so that two of them can be compared; `undefined`: not one, or with a prefix length or a zone. */
export function canonicalAddress(text: string): string | undefined {
  if (ipv4.test(text)) return text
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return undefined
  // A URL has its IPv6 address in the form of RFC 5952.
  return URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1)
}
