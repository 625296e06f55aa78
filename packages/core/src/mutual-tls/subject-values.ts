import { parseDistinguishedName } from './distinguished-name.ts'
import { canonicalAddress } from './ip-address.ts'

/* Parsers of the members that name a certificate (RFC8705-2.1.2), for registration and for management. `undefined`: not a value of this kind. */

const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const dnsName = new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*$`, 'i')
const maxLength = 2_048

/** RFC4514-3. Kept as written. */
export function parseSubjectDn(value: unknown): string | undefined {
  return typeof value === 'string' && parseDistinguishedName(value) !== undefined ? value : undefined
}

export function parseSubjectDnsName(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 253 && dnsName.test(value) ? value : undefined
}

/** An absolute URI; compared octet by octet. */
export function parseSubjectUri(value: unknown): string | undefined {
  const isUri = typeof value === 'string' && value.length <= maxLength && /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(value)
  return isUri ? value : undefined
}

/** RFC4291-2.2 or dotted decimal; one address, no network. */
export function parseSubjectAddress(value: unknown): string | undefined {
  return typeof value === 'string' && canonicalAddress(value) !== undefined ? value : undefined
}

export function parseSubjectEmail(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 254 && /^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/.test(value)
    ? value
    : undefined
}
