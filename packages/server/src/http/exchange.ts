import type { ClientCertificate } from '@latchkey/core'
import type { SentCertificates } from '../certificates/client-certificate.ts'
import type { ClientCertificates } from '../certificates/client-certificates.ts'
import type { Networks } from '../net/networks.ts'
import { remoteAddressOf } from '../net/remote-address.ts'
import { parseCookies } from './cookies.ts'

/** The other end of the connection. */
export interface Peer {
  readonly remoteAddress: string
  /** What it proved to be in the TLS handshake; absent: nothing. */
  readonly certificates?: SentCertificates
}

/** What is believed of the other end. */
export interface PeerRules {
  readonly trustedProxies: Networks
  /** Absent: certificates of clients are not looked at. */
  readonly certificates?: ClientCertificates | undefined
}

/** One request as the handlers see it; what costs time is computed when it is asked for. */
export class Exchange {
  readonly request: Request
  /** Whether it says which host it is for: Bun gives the target alone as the URL where the `Host` header is none. */
  readonly hasHost: boolean
  /** Path of the URL as sent. */
  readonly path: string
  /** Raw query without its `?`. */
  readonly query: string
  readonly #peer: Peer
  readonly #trustedProxies: Networks
  readonly #certificates: ClientCertificates | undefined
  #cookies: ReadonlyMap<string, string> | undefined

  constructor(request: Request, peer: Peer, { trustedProxies, certificates }: PeerRules) {
    const { url } = request
    const { path, query } = splitUrl(url)
    this.request = request
    this.hasHost = !url.startsWith('/')
    this.path = path
    this.query = query
    this.#peer = peer
    this.#trustedProxies = trustedProxies
    this.#certificates = certificates
  }

  header(name: string): string | undefined {
    return this.request.headers.get(name) ?? undefined
  }

  cookie(name: string): string | undefined {
    this.#cookies ??= parseCookies(this.request.headers.get('cookie'))
    return this.#cookies.get(name)
  }

  get remoteAddress(): string {
    return remoteAddressOf(this.#peer.remoteAddress, this.request.headers, this.#trustedProxies)
  }

  /** The certificate of whoever sent the request; `undefined`: none. */
  get certificate(): ClientCertificate | undefined {
    return this.#certificates?.of(this.#peer, this.request.headers)
  }
}

/** Path and raw query of an absolute URL, found without parsing the rest; or of a target without a host. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const start = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('://') + 3)
  if (start === -1) return { path: '/', query: '' }
  const hash = url.indexOf('#', start)
  const end = hash === -1 ? url.length : hash
  const mark = url.indexOf('?', start)
  return mark === -1 || mark > end
    ? { path: url.slice(start, end), query: '' }
    : { path: url.slice(start, mark), query: url.slice(mark + 1, end) }
}
