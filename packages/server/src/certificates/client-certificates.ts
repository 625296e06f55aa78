import { createHash } from 'node:crypto'
import type { ClientCertificate } from '@latchkey/core'
import { BoundedMap } from '../bounded-map.ts'
import type { Peer } from '../http/exchange.ts'
import { type Networks, plainAddress } from '../net/networks.ts'
import type { Certificate } from './certificate.ts'
import { type CertificateHeader, certificatesOfHeader } from './certificate-header.ts'
import { clientCertificateOf, type SentCertificates } from './client-certificate.ts'

/** How many certificates are kept read. */
const maxKept = 1_000

export interface CertificateSource {
  /** In which header trusted proxies tell the certificates of their clients; absent: they do not. */
  readonly header?: CertificateHeader | undefined
  readonly trustedProxies: Networks
  /** Whom `tls_client_auth` trusts; asked for at each use. */
  readonly authorities: () => readonly Certificate[]
}

/** Finds the certificate of whoever sent a request. */
export class ClientCertificates {
  readonly #source: CertificateSource
  /** By what was sent. */
  readonly #kept = new BoundedMap<string, ClientCertificate>(maxKept)

  constructor(source: CertificateSource) {
    this.#source = source
  }

  /**
   * The certificate of a request; `undefined`: none. Of a trusted proxy the header counts and nothing else: what it shows in its own handshake is
   * its own certificate. Of everybody else the handshake counts and nothing else, so a header that a client wrote itself does not exist.
   */
  of(peer: Peer, headers: Headers): ClientCertificate | undefined {
    const { header, trustedProxies } = this.#source
    if (header === undefined || !trustedProxies.contains(plainAddress(peer.remoteAddress)))
      return this.#read(peer.certificates ?? [])
    return this.#read(certificatesOfHeader(header, headers))
  }

  #read(sent: SentCertificates): ClientCertificate | undefined {
    if (sent.length === 0) return undefined
    const hash = createHash('sha256')
    for (const each of sent) hash.update(each).update('\n')
    const name = hash.digest('base64')
    const kept = this.#kept.get(name)
    if (kept !== undefined) return kept
    const read = clientCertificateOf(sent, this.#source.authorities)
    if (read !== undefined) this.#kept.set(name, read)
    return read
  }
}
