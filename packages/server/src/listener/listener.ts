import type { SecureContextOptions } from 'node:tls'
import type { App } from '../http/app.ts'

export interface TlsFiles {
  readonly certificate: string
  readonly key: string
}

export interface ListenOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** PEM texts. */
  readonly tls?: TlsFiles | undefined
  /** Other processes listen on the same port; the system spreads connections over them. */
  readonly sharesPort?: boolean
  /** Clients are asked for a certificate, which they need not have; with `tls` only. */
  readonly asksForCertificates?: boolean
  readonly app: App
}

/** An open port. The only part of the server that knows its runtime. */
export interface Listener {
  readonly port: number
  /** New connections get this certificate. */
  setTls(tls: TlsFiles): void
  /** Takes no new connections; those that idle end. */
  stopAccepting(): void
  /** Resolves when every answer was sent, or after `limit` milliseconds. */
  drained(limit: number): Promise<void>
  /** Ends every connection. */
  close(): Promise<void>
}

/**
 * What TLS 1.2 may use (RFC9325-4.2, FAPI2SP-5.2.2): forward secrecy and authenticated encryption. TLS 1.3 has nothing else, and nothing older
 * than 1.2 is spoken.
 */
export const cipherSuites = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
] as const

/** How `node:tls` serves a certificate. */
export function contextOf({ certificate, key }: TlsFiles): SecureContextOptions & { readonly honorCipherOrder: true } {
  return { cert: certificate, key, minVersion: 'TLSv1.2', ciphers: cipherSuites.join(':'), honorCipherOrder: true }
}

/** Longest header section of a request, in octets. */
export const headerLimit = 16_384
/** Seconds without any octet after which a connection ends. */
export const idleTimeout = 30
/** Of `node:http`, milliseconds in which the header section, and then the whole request, must have arrived. */
export const timeouts = { headersTimeout: 15_000, requestTimeout: 30_000, keepAliveTimeout: idleTimeout * 1000 }

/** Milliseconds between two looks at what is under way. */
const look = 10

/** Resolves when `pending` answers 0, or after `limit` milliseconds. */
export async function untilNone(pending: () => number, limit: number): Promise<void> {
  for (let waited = 0; waited < limit && pending() > 0; waited += look) {
    await new Promise((resolve) => setTimeout(resolve, look))
  }
}
