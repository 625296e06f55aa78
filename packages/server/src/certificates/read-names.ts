import type { DistinguishedName, NameAttribute } from '@latchkey/core'
import { type DerElement, DerMistake, objectIdentifier, readElements, readOnly } from './read-der.ts'

const tags = { sequence: 0x30, set: 0x31, objectIdentifier: 0x06 } as const

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })
const latin1 = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1')

/** How text is encoded by the tag of its type (X.680-41); what is not here is no text. */
const decoders: ReadonlyMap<number, (octets: Uint8Array) => string> = new Map([
  [0x0c, (octets) => strictUtf8.decode(octets)],
  [0x13, latin1],
  [0x14, latin1],
  [0x16, latin1],
  [0x1e, (octets) => Buffer.from(octets).swap16().toString('utf16le')],
])

/** Kinds of alternative names that clients register, by their tag (RFC5280-4.2.1.6). */
const alternativeTags = { emails: 0x81, dnsNames: 0x82, uris: 0x86, addresses: 0x87 } as const

export type AlternativeNames = { readonly [Kind in keyof typeof alternativeTags]: readonly string[] }

/** RFC5280-4.1.2.4. @throws DerMistake */
export function readName(encoded: Uint8Array): DistinguishedName {
  return readElements(readOnly(encoded, tags.sequence).content).map((rdn) =>
    readElements(expected(rdn, tags.set)).map(readAttribute),
  )
}

function readAttribute(element: DerElement): NameAttribute {
  const [type, value, ...others] = readElements(expected(element, tags.sequence))
  if (type === undefined || value === undefined || others.length > 0) throw new DerMistake('no attribute with one value')
  const text = textOf(value)
  return {
    type: objectIdentifier(expected(type, tags.objectIdentifier)),
    der: Buffer.from(value.encoded).toString('hex'),
    ...(text !== undefined && { text }),
  }
}

/** A value whose octets are no text of its own type is compared by its encoding only. */
function textOf({ tag, content }: DerElement): string | undefined {
  try {
    return decoders.get(tag)?.(content)
  } catch {
    return undefined
  }
}

/** The content of the extension `subjectAltName`; kinds that nobody can register are passed over. @throws DerMistake */
export function readAlternativeNames(encoded: Uint8Array): AlternativeNames {
  const names = readElements(readOnly(encoded, tags.sequence).content)
  const ofKind = (tag: number): readonly Uint8Array[] => names.flatMap((name) => (name.tag === tag ? [name.content] : []))
  return {
    emails: ofKind(alternativeTags.emails).map(latin1),
    dnsNames: ofKind(alternativeTags.dnsNames).map(latin1),
    uris: ofKind(alternativeTags.uris).map(latin1),
    addresses: ofKind(alternativeTags.addresses).flatMap((octets) => addressOf(octets) ?? []),
  }
}

function addressOf(octets: Uint8Array): string | undefined {
  if (octets.length === 4) return octets.join('.')
  if (octets.length !== 16) return undefined
  const hex = Buffer.from(octets).toString('hex')
  return hex.replace(/(.{4})(?=.)/g, '$1:')
}

/** The content of an element that must have a tag. @throws DerMistake */
export function expected({ tag, content }: DerElement, wanted: number): Uint8Array {
  if (tag !== wanted) throw new DerMistake('another element than expected')
  return content
}
