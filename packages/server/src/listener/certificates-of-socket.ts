import type { TLSSocket } from 'node:tls'
import type { SentCertificates } from '../certificates/client-certificate.ts'

/** Certificates that a client can send. */
const maxSent = 8

/** What the other end of a connection showed in its handshake, its own certificate first; empty: nothing. */
export function certificatesOfSocket(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): SentCertificates {
  const sent: Uint8Array[] = []
  let certificate = socket.getPeerX509Certificate()
  while (certificate !== undefined && sent.length < maxSent) {
    sent.push(certificate.raw)
    certificate = certificate.issuerCertificate
  }
  return sent
}
