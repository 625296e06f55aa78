import { X509Certificate } from 'node:crypto'
import type { DistinguishedName } from '@latchkey/core'
import { type DerElement, DerMistake, objectIdentifier, readElements, readOnly } from './read-der.ts'
import { type Extensions, readExtensions } from './read-extensions.ts'
import { expected, readName } from './read-names.ts'

/** A certificate with what a chain is judged by. */
export interface Certificate {
  readonly x509: X509Certificate
  /** DER. */
  readonly raw: Uint8Array
  readonly subject: DistinguishedName
  /** Encoded names, hexadecimal: who issued and who is meant, compared octet by octet (RFC5280-6.1.3). */
  readonly subjectDer: string
  readonly issuerDer: string
  /** Object identifier of the signature on it. */
  readonly signatureAlgorithm: string
  /** Milliseconds since the epoch. */
  readonly validFrom: number
  readonly validTo: number
  readonly extensions: Extensions
}

/** Longer ones are nobody's. */
const maxLength = 32_768

/** Reads a certificate from DER or PEM. `undefined`: none that this server reads. */
export function readCertificate(text: Uint8Array | string): Certificate | undefined {
  if (text.length > maxLength) return undefined
  try {
    return partsOf(new X509Certificate(text))
  } catch {
    return undefined
  }
}

const tags = { sequence: 0x30, integer: 0x02, version: 0xa0, extensions: 0xa3 } as const

/** RFC5280-4.1. @throws DerMistake */
function partsOf(x509: X509Certificate): Certificate {
  const raw = new Uint8Array(x509.raw)
  const [body] = readElements(readOnly(raw, tags.sequence).content)
  if (body === undefined) throw new DerMistake('no certificate')
  const fields = readElements(expected(body, tags.sequence))
  const [serial, algorithm, issuer, , subject, ...rest] = fields[0]?.tag === tags.version ? fields.slice(1) : fields
  if (serial?.tag !== tags.integer || algorithm === undefined || issuer === undefined || subject === undefined) {
    throw new DerMistake('no certificate')
  }
  const extensions = rest.find(({ tag }) => tag === tags.extensions)
  return {
    x509,
    raw,
    subject: readName(subject.encoded),
    subjectDer: hexOf(subject),
    issuerDer: hexOf(issuer),
    signatureAlgorithm: algorithmOf(algorithm),
    validFrom: x509.validFromDate.getTime(),
    validTo: x509.validToDate.getTime(),
    extensions: readExtensions(extensions?.content),
  }
}

function algorithmOf(element: DerElement): string {
  const [id] = readElements(expected(element, tags.sequence))
  if (id === undefined) throw new DerMistake('no algorithm')
  return objectIdentifier(expected(id, 0x06))
}

function hexOf({ encoded }: DerElement): string {
  return Buffer.from(encoded).toString('hex')
}
