import type { MutualTls } from '@latchkey/core'
import { readAuthorities } from '../certificates/authorities.ts'
import type { Certificate } from '../certificates/certificate.ts'
import { ClientCertificates } from '../certificates/client-certificates.ts'
import { Networks } from '../net/networks.ts'
import { type Mistake, Refused } from '../options/option.ts'
import { parseIssuer } from '../options/values.ts'
import { sentenceOf } from './sentence-of.ts'

/** What a server that embeds the library does with certificates of clients. */
export interface LibraryMutualTls {
  /** PEM certificates of those whom `tls_client_auth` trusts; absent: nobody, and the method is not offered. */
  readonly authorities?: string
  /** What endpoints begin with where the server asks for certificates, without trailing slash; absent: the issuer. */
  readonly url?: string
}

export interface LibraryCertificates {
  readonly mutualTls: MutualTls
  readonly source: ClientCertificates
}

/** Certificates that come with each request from the server around the library, and from no header. */
export function libraryCertificates({ authorities, url }: LibraryMutualTls, mistakes: Mistake[]): LibraryCertificates {
  const known = knownAuthorities(authorities, mistakes)
  if (url !== undefined) checkUrl(url, mistakes)
  return {
    mutualTls: { hasAuthorities: authorities !== undefined, ...(url !== undefined && { endpoints: url }) },
    source: new ClientCertificates({ trustedProxies: new Networks([]), authorities: () => known }),
  }
}

function knownAuthorities(text: string | undefined, mistakes: Mistake[]): readonly Certificate[] {
  try {
    return text === undefined ? [] : readAuthorities(text)
  } catch (cause) {
    mistakes.push({ name: 'mutualTls.authorities', remedy: `must be PEM certificates of authorities: ${sentenceOf(cause)}` })
    return []
  }
}

function checkUrl(url: string, mistakes: Mistake[]): void {
  try {
    parseIssuer(url)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    mistakes.push({ name: 'mutualTls.url', value: url, remedy: error.message })
  }
}
