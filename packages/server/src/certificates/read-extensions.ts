import { DerMistake, objectIdentifier, readElements, readOnly } from './read-der.ts'
import { type AlternativeNames, expected, readAlternativeNames } from './read-names.ts'

/** What the extensions of a certificate say (RFC5280-4.2). */
export interface Extensions {
  readonly alternativeNames: AlternativeNames
  /** `basicConstraints`; absent: not an authority. */
  readonly authority?: { readonly maxIntermediates?: number }
  /** `undefined`: for everything. */
  readonly keyUsage: { readonly digitalSignature: boolean; readonly keyCertSign: boolean } | undefined
  /** Object identifiers; `undefined`: for everything. */
  readonly extendedKeyUsage: readonly string[] | undefined
  /** Object identifiers of what restricts the certificate in ways that this server does not read. */
  readonly notUnderstood: readonly string[]
}

const ids = {
  alternativeNames: '2.5.29.17',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  extendedKeyUsage: '2.5.29.37',
} as const

/** Name constraints restrict the names below an authority even where they are not critical, and are not read here. */
const never: ReadonlySet<string> = new Set([ids.nameConstraints])
const understood: ReadonlySet<string> = new Set([ids.alternativeNames, ids.keyUsage, ids.basicConstraints, ids.extendedKeyUsage])

const noNames: AlternativeNames = { emails: [], dnsNames: [], uris: [], addresses: [] }

interface Extension {
  readonly id: string
  readonly critical: boolean
  readonly value: Uint8Array
}

/** @param encoded The content of the field `extensions`; absent: a certificate without. @throws DerMistake */
export function readExtensions(encoded: Uint8Array | undefined): Extensions {
  const all =
    encoded === undefined
      ? []
      : readElements(readOnly(encoded, 0x30).content).map(({ tag, content }) => extensionOf(tag, content))
  const extensionNamed = (id: string): Uint8Array | undefined => all.find((extension) => extension.id === id)?.value
  if (new Set(all.map(({ id }) => id)).size < all.length) throw new DerMistake('an extension twice')
  const names = extensionNamed(ids.alternativeNames)
  const constraints = extensionNamed(ids.basicConstraints)
  const usage = extensionNamed(ids.keyUsage)
  const extended = extensionNamed(ids.extendedKeyUsage)
  const authority = constraints && authorityOf(constraints)
  return {
    alternativeNames: names === undefined ? noNames : readAlternativeNames(names),
    ...(authority !== undefined && { authority }),
    keyUsage: usage && keyUsageOf(usage),
    extendedKeyUsage:
      extended && readElements(readOnly(extended, 0x30).content).map((each) => objectIdentifier(expected(each, 0x06))),
    notUnderstood: all.flatMap(({ id, critical }) => (never.has(id) || (critical && !understood.has(id)) ? [id] : [])),
  }
}

function extensionOf(tag: number, content: Uint8Array): Extension {
  const [id, ...rest] = readElements(expected({ tag, content, encoded: content }, 0x30))
  const value = rest.at(-1)
  if (id === undefined || value === undefined || rest.length > 2) throw new DerMistake('no extension')
  const [flag] = rest.length === 2 ? rest : []
  const critical = flag !== undefined && expected(flag, 0x01)[0] !== 0
  return { id: objectIdentifier(expected(id, 0x06)), critical, value: expected(value, 0x04) }
}

/** RFC5280-4.2.1.9; `undefined`: `cA` is not true. */
function authorityOf(value: Uint8Array): Extensions['authority'] {
  const [flag, length] = readElements(readOnly(value, 0x30).content)
  if (flag === undefined || flag.tag !== 0x01 || flag.content[0] === 0) return undefined
  if (length === undefined) return {}
  return { maxIntermediates: expected(length, 0x02).reduce((sum, octet) => sum * 256 + octet, 0) }
}

/** RFC5280-4.2.1.3: bit 0 is `digitalSignature`, bit 5 `keyCertSign`. */
function keyUsageOf(value: Uint8Array): Extensions['keyUsage'] {
  const [, bits = 0] = readOnly(value, 0x03).content
  return { digitalSignature: (bits & 0x80) !== 0, keyCertSign: (bits & 0x04) !== 0 }
}
