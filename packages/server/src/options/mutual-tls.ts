import type { MutualTls } from '@latchkey/core'
import type { StartOptions } from './declarations.ts'
import type { Mistake } from './option.ts'

/** Rules between the options about certificates of clients. `names`: how the person gave each. */
export function checkMutualTls(
  { mtlsListen, mtlsUrl, mtlsCa, mtlsHeader, tlsCert, trustedProxies, workers }: Partial<StartOptions>,
  names: Readonly<Record<string, string>>,
  mistakes: Mistake[],
): void {
  const refuse = (name: 'mtlsListen' | 'mtlsUrl' | 'mtlsCa' | 'mtlsHeader', remedy: string): void => {
    mistakes.push({ name: names[name] ?? name, remedy })
  }
  if (mtlsListen !== undefined && tlsCert === undefined) {
    refuse('mtlsListen', 'needs LATCHKEY_TLS_CERT and LATCHKEY_TLS_KEY: only in TLS is a client asked for a certificate')
  }
  if (mtlsListen?.port === 0 && (workers ?? 1) > 1) {
    refuse('mtlsListen', 'needs a port that is named: several processes cannot share port 0')
  }
  if (mtlsHeader !== undefined && trustedProxies?.isEmpty === true) {
    refuse('mtlsHeader', 'needs LATCHKEY_TRUSTED_PROXIES: the header of anybody else does not count')
  }
  const hasSource = mtlsListen !== undefined || mtlsHeader !== undefined
  if (!hasSource && mtlsUrl !== undefined) refuse('mtlsUrl', missingSource)
  if (!hasSource && mtlsCa !== undefined) refuse('mtlsCa', missingSource)
}

const missingSource = 'needs LATCHKEY_MTLS_LISTEN or LATCHKEY_MTLS_HEADER, from which certificates come'

/** Whether the port of everybody asks for certificates, so that there is no other. */
export function sharesListener({ listen, mtlsListen }: Pick<StartOptions, 'listen' | 'mtlsListen'>): boolean {
  return mtlsListen !== undefined && listen.port !== 0 && mtlsListen.port === listen.port && mtlsListen.host === listen.host
}

/**
 * What can be done with certificates of clients; `undefined`: none arrive.
 * @param port The port that asks for them, where it is one of its own.
 */
export function mutualTlsOf(
  { mtlsListen, mtlsUrl, mtlsCa, mtlsHeader }: StartOptions,
  issuer: string,
  port: number | undefined,
): MutualTls | undefined {
  if (mtlsListen === undefined && mtlsHeader === undefined) return undefined
  const endpoints = mtlsUrl ?? (port === undefined ? undefined : withPort(issuer, port))
  return { hasAuthorities: mtlsCa !== undefined, ...(endpoints !== undefined && { endpoints }) }
}

function withPort(issuer: string, port: number): string {
  const url = new URL(issuer)
  url.port = String(port)
  return url.href.replace(/\/$/, '')
}
