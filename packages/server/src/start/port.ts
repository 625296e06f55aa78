import { readFileSync } from 'node:fs'
import type { App } from '../http/app.ts'
import { listen } from '../listener/listen.ts'
import type { Listener, TlsFiles } from '../listener/listener.ts'
import type { Log } from '../log/log.ts'
import type { StartOptions } from '../options/declarations.ts'
import { sharesListener } from '../options/mutual-tls.ts'
import { type Mistake, StartRefused } from '../options/option.ts'
import type { ListenAddress } from '../options/values.ts'
import { checkPortIsFree } from './check-port-is-free.ts'
import { sentenceOf } from './sentence-of.ts'
import { watchFiles } from './watch-files.ts'

/** Milliseconds that requests under way get when the server stops. */
const gracePeriod = 10_000
/** Milliseconds to take the connections that wait at the port already: closing it would reset them. */
const lastCall = 50

/** The open port of a server, with its certificate kept up to date. */
export interface Port {
  readonly number: number
  /** The one at which clients with certificates are expected, where that is another. */
  readonly ofCertificates?: number
  /** Takes no new connections, sends the answers that are under way, for at most ten seconds, and ends all connections. */
  close(): Promise<void>
}

export interface PortParts {
  readonly app: App
  readonly log: Log
  /** Other processes open it, too. */
  readonly sharesPort: boolean
}

/** Opens the port, and the one for clients with certificates where that is another. @throws StartRefused when one or a TLS file cannot be opened */
export async function openPort(options: StartOptions, parts: PortParts): Promise<Port> {
  const tls = await readTls(options)
  const isShared = sharesListener(options)
  const listeners = [
    await openListener({ name: 'LATCHKEY_LISTEN', at: options.listen, tls, asksForCertificates: isShared }, parts),
  ]
  try {
    if (options.mtlsListen !== undefined && !isShared) {
      const place = { name: 'LATCHKEY_MTLS_LISTEN', at: options.mtlsListen, tls, asksForCertificates: true }
      listeners.push(await openListener(place, parts))
    }
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()))
    throw error
  }
  const stopWatching = watchTls(options, listeners, parts.log)
  const [main, ofCertificates] = listeners
  return {
    number: main?.port ?? options.listen.port,
    ...(ofCertificates !== undefined && { ofCertificates: ofCertificates.port }),
    async close() {
      stopWatching()
      await new Promise((resolve) => setTimeout(resolve, lastCall))
      for (const listener of listeners) listener.stopAccepting()
      await Promise.all(listeners.map((listener) => listener.drained(gracePeriod)))
      await Promise.all(listeners.map((listener) => listener.close()))
    },
  }
}

interface Place {
  /** Of the option. */
  readonly name: string
  readonly at: ListenAddress
  readonly tls: TlsFiles | undefined
  readonly asksForCertificates: boolean
}

async function openListener(
  { name, at: { host, port }, tls, asksForCertificates }: Place,
  { app, sharesPort }: PortParts,
): Promise<Listener> {
  // With a certificate a runtime may open the port in a way that others can share.
  if (tls !== undefined && !sharesPort) await checkPortIsFree({ host, port }, name)
  return listen({ host, port, tls, app, sharesPort, asksForCertificates }).catch((cause: unknown): never => {
    throw new StartRefused([{ name, value: `${host}:${port}`, remedy: `cannot be listened on: ${sentenceOf(cause)}` }])
  })
}

async function readTls({ tlsCert, tlsKey }: StartOptions): Promise<TlsFiles | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  const mistakes: Mistake[] = []
  const read = (name: string, path: string): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch (cause) {
      mistakes.push({ name, value: path, remedy: `must name a file that can be read: ${sentenceOf(cause)}` })
      return ''
    }
  }
  const files = { certificate: read('LATCHKEY_TLS_CERT', tlsCert), key: read('LATCHKEY_TLS_KEY', tlsKey) }
  if (mistakes.length > 0) throw new StartRefused(mistakes)
  // Loaded where the server serves https itself.
  const { createSecureContext } = await import('node:tls')
  try {
    createSecureContext({ cert: files.certificate, key: files.key })
  } catch (cause) {
    const remedy = `must be a PEM certificate that belongs to LATCHKEY_TLS_KEY: ${sentenceOf(cause)}`
    throw new StartRefused([{ name: 'LATCHKEY_TLS_CERT', value: tlsCert, remedy }])
  }
  return files
}

function watchTls(options: StartOptions, listeners: readonly Listener[], log: Log): () => void {
  const { tlsCert, tlsKey } = options
  if (tlsCert === undefined || tlsKey === undefined) return () => {}
  return watchFiles([tlsCert, tlsKey], async () => {
    try {
      const files = await readTls(options)
      if (files !== undefined) for (const listener of listeners) listener.setTls(files)
      log.write({ level: 'info', event: 'notice', message: 'The TLS certificate was read again.' })
    } catch (cause) {
      // The certificate from before stays in use.
      log.write({ level: 'error', event: 'failure', at: 'certificate', cause })
    }
  })
}
