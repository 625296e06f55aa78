import { isIP } from 'node:net'
import { type CertificateHeader, certificateForms } from '../certificates/certificate-header.ts'
import { isLoopbackHost, Networks } from '../net/networks.ts'
import { Refused } from './option.ts'

export interface ListenAddress {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

export interface AdministratorOption {
  readonly username: string
  readonly password: string
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** The issuer: `https`, or `http` on this machine (OIDCD-3, RFC8414-2); without anything that would make two spellings of it. */
export function parseIssuer(text: string): string {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Refused('must be an absolute URL such as https://id.example.com')
  }
  if (/[?#]/.test(text)) throw new Refused('must not have a query or a fragment')
  if (url.username !== '' || url.password !== '') throw new Refused('must not have a user name or a password')
  if (text.endsWith('/')) throw new Refused('must not end with a slash')
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new Refused('must use https, because only an issuer on localhost may use http')
  }
  const canonical = url.href.replace(/\/$/, '')
  if (canonical !== text) throw new Refused(`must be written as ${canonical}`)
  return text
}

export function parseListen(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host === undefined || port > 65_535 || (bracketed !== undefined && isIP(bracketed) !== 6)) {
    throw new Refused('must be an address and a port from 0 to 65535, such as 127.0.0.1:8080 or [::1]:8080')
  }
  if (host !== 'localhost' && isIP(host) === 0) throw new Refused('must name an IP address or localhost, not another host name')
  return { host, port }
}

export function parseDatabase(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text)) {
    const url = URL.parse(text)
    if (url === null || url.hostname === '' || url.pathname.length < 2) {
      throw new Refused('must have the form postgres://user:password@host:port/name')
    }
    return text
  }
  if (text.startsWith('sqlite:')) return text
  throw new Refused('must begin with postgres:// or sqlite:')
}

/** A location without what may be a password: all between the first colon and the last at sign. */
export function showDatabase(text: string): string | undefined {
  return /password|[?]/i.test(text) ? undefined : text.replace(/:.*@/s, ':****@')
}

export function parseAdministrator(text: string): AdministratorOption {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) throw new Refused('must have the form name:password')
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

export function parseNetworks(text: string): Networks {
  const ranges = text.split(/[\s,]+/).filter((range) => range !== '')
  try {
    return new Networks(ranges)
  } catch {
    throw new Refused('must be addresses or networks such as 10.0.0.0/8, fd00::/8, separated by commas')
  }
}

export function parseCertificateHeader(text: string): CertificateHeader {
  const [, kind, name] = /^([a-z0-9]+):([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100})$/.exec(text) ?? []
  const form = certificateForms.find((each) => each === kind)
  if (form === undefined || name === undefined) {
    throw new Refused(
      `must be one of ${certificateForms.join(', ')}, a colon and the name of a header, such as rfc9440:Client-Cert`,
    )
  }
  return { form, name: name.toLowerCase() }
}

export function parseWorkers(text: string): number {
  const count = Number(text)
  if (!/^\d{1,3}$/.test(text) || count < 1 || count > 256) throw new Refused('must be a number from 1 to 256')
  return count
}

export function parseLogLevel(text: string): LogLevel {
  const level = logLevels.find((name) => name === text)
  if (level === undefined) throw new Refused(`must be one of ${logLevels.join(', ')}`)
  return level
}

export function parseMasterKey(text: string): string {
  if (text.length < 32) throw new Refused('must have at least 32 characters; `openssl rand -base64 32` makes one')
  return text
}
