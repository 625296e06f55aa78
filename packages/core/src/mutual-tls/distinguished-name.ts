import type { DistinguishedName, NameAttribute } from '../ports/client-certificate.ts'

/** An attribute as somebody wrote it: a text, or the encoded value. */
type WantedAttribute = Pick<NameAttribute, 'type'> & ({ readonly text: string } | { readonly der: string })

/** A name that was read from a text, in the order of certificates. */
export type WantedName = readonly (readonly WantedAttribute[])[]

/** RFC4514-3, and names that OpenSSL and others print; all in lower case. */
const typeNames: ReadonlyMap<string, string> = new Map([
  ['cn', '2.5.4.3'],
  ['sn', '2.5.4.4'],
  ['surname', '2.5.4.4'],
  ['serialnumber', '2.5.4.5'],
  ['c', '2.5.4.6'],
  ['l', '2.5.4.7'],
  ['st', '2.5.4.8'],
  ['street', '2.5.4.9'],
  ['o', '2.5.4.10'],
  ['ou', '2.5.4.11'],
  ['title', '2.5.4.12'],
  ['businesscategory', '2.5.4.15'],
  ['postalcode', '2.5.4.17'],
  ['givenname', '2.5.4.42'],
  ['gn', '2.5.4.42'],
  ['dnqualifier', '2.5.4.46'],
  ['organizationidentifier', '2.5.4.97'],
  ['dc', '0.9.2342.19200300.100.1.25'],
  ['uid', '0.9.2342.19200300.100.1.1'],
  ['emailaddress', '1.2.840.113549.1.9.1'],
  ['e', '1.2.840.113549.1.9.1'],
])

const maxLength = 2_048
const escapable = ' "#+,;<=>\\'
const hexPair = /^[0-9a-f]{2}$/i
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A distinguished name written as RFC4514-3 says, the last RDN of the certificate first. Spaces beside separators count for nothing, as
 * many programs print them. `undefined`: not such a name, or an empty one.
 */
export function parseDistinguishedName(text: string): WantedName | undefined {
  if (text.length > maxLength) return undefined
  const rdns: WantedAttribute[][] = [[]]
  for (const { part, separator } of splitName(text)) {
    const attribute = parseAttribute(part)
    if (attribute === undefined) return undefined
    rdns.at(-1)?.push(attribute)
    if (separator === ',') rdns.push([])
  }
  return rdns.every((rdn) => rdn.length > 0) ? rdns.toReversed() : undefined
}

/**
 * Whether a certificate has the name: the same RDNs in the same order, whatever the order of the attributes within one, texts compared without
 * regard to case and to how many spaces are in a row (RFC5280-7.1, RFC4518-2).
 */
export function isSameName(wanted: WantedName, actual: DistinguishedName): boolean {
  return wanted.length === actual.length && wanted.every((rdn, index) => isSameRdn(rdn, actual[index] ?? []))
}

function isSameRdn(wanted: readonly WantedAttribute[], actual: readonly NameAttribute[]): boolean {
  const left = [...actual]
  for (const attribute of wanted) {
    const index = left.findIndex((candidate) => isSameAttribute(attribute, candidate))
    if (index === -1) return false
    left.splice(index, 1)
  }
  return left.length === 0
}

function isSameAttribute(wanted: WantedAttribute, actual: NameAttribute): boolean {
  if (wanted.type !== actual.type) return false
  if ('der' in wanted) return wanted.der === actual.der
  return actual.text !== undefined && prepared(wanted.text) === prepared(actual.text)
}

/** RFC4518-2: the form in which texts are compared. Other than there control characters stay, which makes fewer texts equal. */
function prepared(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

/** `type=value` pairs with the separator behind each: a comma before the next RDN, a plus sign within one. */
function* splitName(text: string): Generator<{ readonly part: string; readonly separator: string }> {
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '\\') index += 1
    else if (character === ',' || character === '+') {
      yield { part: text.slice(start, index), separator: character }
      start = index + 1
    }
  }
  yield { part: text.slice(start), separator: '' }
}

function parseAttribute(part: string): WantedAttribute | undefined {
  const [, name = '', value = ''] = /^ *([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+) *= *(.*)$/su.exec(part) ?? []
  const type = /^\d/.test(name) ? name : typeNames.get(name.toLowerCase())
  if (type === undefined) return undefined
  const encoded = /^#((?:[0-9a-f]{2})+) *$/i.exec(value)?.[1]
  if (encoded !== undefined) return { type, der: encoded.toLowerCase() }
  const text = value.startsWith('#') ? undefined : decodeValue(value)
  return text === undefined || text === '' ? undefined : { type, text }
}

/** Escaped characters and hexadecimal pairs become what they stand for; the pairs are octets of UTF-8. */
function decodeValue(value: string): string | undefined {
  const octets: number[] = []
  const encoder = new TextEncoder()
  const characters = [...withoutTrailingSpaces(value)]
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? ''
    if ('";<>\0'.includes(character)) return undefined
    if (character !== '\\') {
      octets.push(...encoder.encode(character))
      continue
    }
    const next = characters[index + 1] ?? ''
    const pair = next + (characters[index + 2] ?? '')
    if (next !== '' && escapable.includes(next)) {
      octets.push(...encoder.encode(next))
      index += 1
    } else if (hexPair.test(pair)) {
      octets.push(Number.parseInt(pair, 16))
      index += 2
    } else return undefined
  }
  try {
    return strictUtf8.decode(Uint8Array.from(octets))
  } catch {
    return undefined
  }
}

/** A space at the end counts if it is escaped, which is so behind an odd number of backslashes. */
function withoutTrailingSpaces(value: string): string {
  const trimmed = value.replace(/ +$/, '')
  const isEscaped = (/\\+$/.exec(trimmed)?.[0].length ?? 0) % 2 === 1
  return isEscaped ? value.slice(0, trimmed.length + 1) : trimmed
}
