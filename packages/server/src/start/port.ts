import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { App } from '../http/app.ts'
import { listen } from '../listener/listen.ts'
import type { Listener, TlsFiles } from '../listener/listener.ts'
import type { Log } from '../log/log.ts'
import type { StartOptions } from '../options/declarations.ts'
import { type Mistake, StartRefused } from '../options/option.ts'
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
  /** Takes no new connections, sends the answers that are under way, for at most ten seconds, and ends all connections. */
  close(): Promise<void>
}

/** Opens the port. `sharesPort`: other processes open it, too. @throws StartRefused when it or a TLS file cannot be opened */
export async function openPort(
  options: StartOptions,
  parts: { readonly app: App; readonly log: Log; readonly sharesPort: boolean },
): Promise<Port> {
  const { app, log, sharesPort } = parts
  const { host, port } = options.listen
  const tls = readTls(options)
  // With a certificate a runtime may open the port in a way that others can share.
  if (tls !== undefined && !sharesPort) await checkPortIsFree(options)
  const listener = await listen({ host, port, tls, app, sharesPort }).catch((cause: unknown): never => {
    const value = `${host}:${port}`
    throw new StartRefused([{ name: 'LATCHKEY_LISTEN', value, remedy: `cannot be listened on: ${sentenceOf(cause)}` }])
  })
  const stopWatching = watchTls(options, listener, log)
  return {
    number: listener.port,
    async close() {
      stopWatching()
      await new Promise((resolve) => setTimeout(resolve, lastCall))
      listener.stopAccepting()
      await listener.drained(gracePeriod)
      await listener.close()
    },
  }
}

function readTls({ tlsCert, tlsKey }: StartOptions): TlsFiles | undefined {
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
  try {
    createSecureContext({ cert: files.certificate, key: files.key })
  } catch (cause) {
    const remedy = `must be a PEM certificate that belongs to LATCHKEY_TLS_KEY: ${sentenceOf(cause)}`
    throw new StartRefused([{ name: 'LATCHKEY_TLS_CERT', value: tlsCert, remedy }])
  }
  return files
}

function watchTls(options: StartOptions, listener: Listener, log: Log): () => void {
  const { tlsCert, tlsKey } = options
  if (tlsCert === undefined || tlsKey === undefined) return () => {}
  return watchFiles([tlsCert, tlsKey], () => {
    try {
      const files = readTls(options)
      if (files !== undefined) listener.setTls(files)
      log.write({ level: 'info', event: 'notice', message: 'The TLS certificate was read again.' })
    } catch (cause) {
      // The certificate from before stays in use.
      log.write({ level: 'error', event: 'failure', at: 'certificate', cause })
    }
  })
}
