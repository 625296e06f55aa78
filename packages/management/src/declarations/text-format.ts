import { isIP } from 'node:net'
import type { StringFormat } from './declaration.ts'

interface Format {
  readonly accepts: (text: string) => boolean
  /** Continues a sentence that begins with the property. */
  readonly rule: string
}

const oneLine: Format = {
  accepts: (text) => !/\p{Cc}/u.test(text),
  rule: 'must not have control characters',
}

const manyLines: Format = {
  accepts: (text) => !/(?![\t\r\n])\p{Cc}/u.test(text),
  rule: 'must not have control characters besides tabs and line breaks',
}

/** What texts of each format look like. What a text means is not looked at. */
const formats: Readonly<Record<StringFormat, Format>> = {
  string: oneLine,
  secret: oneLine,
  text: manyLines,
  html: manyLines,
  secretText: manyLines,
  ipAddress: { accepts: (text) => isIP(text) !== 0, rule: 'must be an IP address' },
  ipNetwork: { accepts: isNetwork, rule: 'must be an IP address or a network such as 10.0.0.0/8' },
  socketAddress: { accepts: isSocketAddress, rule: 'must be an IP address and a port such as 127.0.0.1:8080' },
  emailAddress: {
    // An addr-spec of RFC5322-3.4.1 without comments and quoting.
    accepts: (text) => /^[^\s@"(),:;<>[\\\]\p{Cc}]{1,64}@[^\s@"(),:;<>[\\\]\p{Cc}]+$/u.test(text),
    rule: 'must be an e-mail address',
  },
  uri: {
    accepts: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\p{Cc}]+$/u.test(text) && URL.canParse(text),
    rule: 'must be an absolute URI',
  },
  color: { accepts: (text) => /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text), rule: 'must be a colour such as #3366ff' },
}

/** The rule of its format that a text breaks, as the end of a sentence; `undefined`: none. */
export function formatMistake(format: StringFormat, text: string): string | undefined {
  // PostgreSQL and JSON parsers elsewhere refuse half surrogate pairs.
  if (!text.isWellFormed()) return 'must be well-formed Unicode'
  const { accepts, rule } = formats[format]
  return accepts(text) ? undefined : rule
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  return version !== 0 && (bits === undefined || Number(bits) <= (version === 4 ? 32 : 128))
}

function isSocketAddress(text: string): boolean {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? []
  const isAddress = bracketed === undefined ? isIP(plain ?? '') === 4 : isIP(bracketed) === 6
  return isAddress && Number(port) <= 65_535
}
