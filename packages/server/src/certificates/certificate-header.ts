import type { SentCertificates } from './client-certificate.ts'

/** How a proxy writes the certificate of its client into a header. */
export const certificateForms = ['pem', 'rfc9440', 'xfcc'] as const
export type CertificateForm = (typeof certificateForms)[number]

/** In which header a trusted proxy tells the certificate of its client. */
export interface CertificateHeader {
  readonly form: CertificateForm
  /** Lower case. */
  readonly name: string
}

/** Longer ones are not read. */
const maxLength = 65_536

const parsers: Readonly<Record<CertificateForm, (value: string) => SentCertificates>> = {
  pem: parsePem,
  rfc9440: parseByteSequences,
  xfcc: parseForwarded,
}

/**
 * The certificates that a header tells, that of the client first; none, where it is not there or not of its form. Who wrote it is for the caller
 * to know.
 * @see RFC9440-2.2, RFC9440-2.3
 */
export function certificatesOfHeader({ form, name }: CertificateHeader, headers: Headers): SentCertificates {
  const value = headers.get(name)
  if (value === null || value === '' || value.length > maxLength) return []
  const chain = form === 'rfc9440' ? (headers.get(`${name}-chain`) ?? '') : ''
  const certificates = parsers[form](value)
  // RFC9440-2.2: exactly one; a list is what is made of headers that came twice.
  if (form === 'rfc9440' && certificates.length !== 1) return []
  return chain.length > maxLength ? certificates : [...certificates, ...parseByteSequences(chain)]
}

const pemBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/** Nothing between the blocks: a comma, say, is what is made of headers that came twice, of which the client may have written one. */
const onlyPemBlocks = new RegExp(`^(?:\\s*${pemBlock.source})+\\s*$`)

/** URL-encoded PEM, as `$ssl_client_escaped_cert` of nginx; perhaps the intermediates after it. */
function parsePem(value: string): SentCertificates {
  try {
    const text = decodeURIComponent(value.trim())
    return onlyPemBlocks.test(text) ? (text.match(pemBlock) ?? []) : []
  } catch {
    return []
  }
}

/** RFC8941-3.3.5: byte sequences, separated by commas. */
function parseByteSequences(value: string): SentCertificates {
  const members = value.split(',').map((member) => /^\s*:([A-Za-z0-9+/]+={0,2}):\s*$/.exec(member)?.[1])
  const certificates = members.flatMap((member) => (member === undefined ? [] : [Buffer.from(member, 'base64')]))
  return certificates.length === members.length ? certificates : []
}

// No two parts of it take the same character, so that it costs one look at each.
const forwardedPair = String.raw`\s*[A-Za-z]+=(?:"(?:[^"\\]|\\.)*"\s*|[^",;]*)`
/** Pairs with nothing between them but separators, so that no quotation mark that a client wrote turns inside and outside of texts around. */
const forwarded = new RegExp(`^(?:${forwardedPair}[;,])*${forwardedPair}$`, 's')
const forwardedPairs = new RegExp(`${forwardedPair}|,`, 'gs')

/**
 * `X-Forwarded-Client-Cert` as Envoy writes it: an element for each proxy, of pairs such as `Cert="..."`. The last element is that of the proxy next
 * to us; `Chain` has all that the client sent.
 */
function parseForwarded(value: string): SentCertificates {
  if (!forwarded.test(value)) return []
  const values = new Map<string, string>()
  for (const [text] of value.matchAll(forwardedPairs)) {
    if (text === ',') values.clear()
    else values.set(text.slice(0, text.indexOf('=')).trim().toLowerCase(), unquote(text.slice(text.indexOf('=') + 1).trim()))
  }
  return parsePem(values.get('chain') ?? values.get('cert') ?? '')
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text
}
