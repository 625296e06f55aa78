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

/** Longest header section of a request, in octets. */
export const headerLimit = 16_384
/** Seconds without any octet after which a connection ends. */
export const idleTimeout = 30

/** Milliseconds between two looks at what is under way. */
const look = 10

/** Resolves when `pending` answers 0, or after `limit` milliseconds. */
export async function untilNone(pending: () => number, limit: number): Promise<void> {
  for (let waited = 0; waited < limit && pending() > 0; waited += look) {
    await new Promise((resolve) => setTimeout(resolve, look))
  }
}
