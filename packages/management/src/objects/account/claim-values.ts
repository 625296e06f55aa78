import type { AddressClaim } from '@latchkey/core'

/* Parsers of single claims of OIDCC-5.1. `undefined`: not a value of this kind. */

const longestText = 255
const longestAddress = 1024

/** A text on one line. */
export function parseLine(value: unknown): string | undefined {
  const isLine = typeof value === 'string' && value.trim() !== '' && value.length <= longestText && !/\p{Cc}/u.test(value)
  return isLine ? value : undefined
}

/** `YYYY-MM-DD`, `0000-MM-DD` without the year, or `YYYY` alone; a day that the calendar has. */
export function parseBirthdate(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})-(\d{2}))?$/.exec(value) ?? []
  if (year === undefined) return undefined
  if (month === undefined || day === undefined) return year === '0000' ? undefined : value
  // A leap year stands in for the year that was left out.
  const date = new Date(`${year === '0000' ? '2000' : year}-${month}-${day}T00:00:00Z`)
  const exists = !Number.isNaN(date.getTime()) && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day)
  return exists ? value : undefined
}

/** A name of the IANA time zone database. */
export function parseZoneinfo(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(value)) return undefined
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return value
  } catch {
    return undefined
  }
}

/** A BCP 47 language tag such as `en-GB`. */
export function parseLocale(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > longestText) return undefined
  try {
    return Intl.getCanonicalLocales(value).length === 1 ? value : undefined
  } catch {
    return undefined
  }
}

/** An addr-spec of RFC5322-3.4.1 without comments and quoting, which nobody uses. */
export function parseEmail(value: unknown): string | undefined {
  const isAddress =
    typeof value === 'string' && value.length <= 254 && /^[^\s@"(),:;<>[\\\]\p{Cc}]+@[^\s@"(),:;<>[\\\]\p{Cc}]+$/u.test(value)
  return isAddress ? value : undefined
}

/** E.164 as OIDCC-5.1 recommends it, with an RFC 3966 extension if there is one. */
export function parsePhoneNumber(value: unknown): string | undefined {
  return typeof value === 'string' && /^\+[0-9][0-9 ().-]{2,30}(?:;ext=[0-9]{1,15})?$/.test(value) ? value : undefined
}

const addressMembers: ReadonlySet<string> = new Set([
  'formatted',
  'street_address',
  'locality',
  'region',
  'postal_code',
  'country',
] satisfies readonly (keyof AddressClaim)[])

/** OIDCC-5.1.1: at least one member; `formatted` and `street_address` may have several lines. */
export function parseAddress(value: unknown): AddressClaim | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const members = Object.entries(value)
  const isAddress = members.length > 0 && members.every(([name, text]) => addressMembers.has(name) && isAddressText(text))
  return isAddress ? value : undefined
}

function isAddressText(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '' && text.length <= longestAddress && !/(?![\r\n])\p{Cc}/u.test(text)
}
