/** One element of a DER encoding (X.690-8.1). */
export interface DerElement {
  /** Identifier octet: class, whether it is constructed, and tag number. */
  readonly tag: number
  readonly content: Uint8Array
  /** With identifier and length. */
  readonly encoded: Uint8Array
}

/** The text is no DER that this server reads. */
export class DerMistake extends Error {}

/** More elements side by side are not in a certificate that somebody uses. */
const maxElements = 2_000

/**
 * The elements side by side in an encoding, to its end. Tag numbers above 30 and lengths that are indefinite or not the shortest are refused.
 * @throws DerMistake
 */
export function readElements(octets: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = []
  let position = 0
  while (position < octets.length) {
    if (elements.length >= maxElements) throw new DerMistake('too many elements')
    const element = readElement(octets.subarray(position))
    elements.push(element)
    position += element.encoded.length
  }
  return elements
}

/** The one element that an encoding is. @throws DerMistake also when it has another tag, or something follows */
export function readOnly(octets: Uint8Array, tag: number): DerElement {
  const [only, ...others] = readElements(octets)
  if (only === undefined || others.length > 0 || only.tag !== tag) throw new DerMistake('another element than expected')
  return only
}

function readElement(octets: Uint8Array): DerElement {
  const [tag = 0, first = 0] = octets
  if (octets.length < 2 || (tag & 0x1f) === 0x1f) throw new DerMistake('no element of one identifier octet')
  const count = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || count > 4 || octets.length < 2 + count) throw new DerMistake('a length out of bounds')
  const length = count === 0 ? first : octets.subarray(2, 2 + count).reduce((sum, octet) => sum * 256 + octet, 0)
  const shortest = length < 0x80 ? 0 : Math.ceil(Math.log2(length + 1) / 8)
  const end = 2 + count + length
  if (shortest !== count || end > octets.length) throw new DerMistake('a length out of bounds')
  return { tag, content: octets.subarray(2 + count, end), encoded: octets.subarray(0, end) }
}

/** The dotted form of an object identifier (X.690-8.19). @throws DerMistake */
export function objectIdentifier(content: Uint8Array): string {
  const numbers: number[] = []
  let number = 0
  for (const octet of content) {
    number = number * 128 + (octet & 0x7f)
    if (!Number.isSafeInteger(number)) throw new DerMistake('an object identifier out of bounds')
    if (octet < 0x80) {
      numbers.push(number)
      number = 0
    }
  }
  const [first, ...rest] = numbers
  if (first === undefined || (content.at(-1) ?? 0x80) >= 0x80) throw new DerMistake('no object identifier')
  const top = Math.min(Math.floor(first / 40), 2)
  return [top, first - top * 40, ...rest].join('.')
}
