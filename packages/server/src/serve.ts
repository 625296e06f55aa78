import { readFileSync } from 'node:fs'
import { composeSite } from './compose.ts'
import type { App } from './http/app.ts'
import { guarded } from './http/guarded.ts'
import { listen } from './listener/listen.ts'
import type { Listener, TlsFiles } from './listener/listener.ts'
import { createLog, type Log } from './log/log.ts'
import { standardOutput } from './log/standard-output.ts'
import type { StartOptions } from './options/declarations.ts'
import { type Mistake, StartRefused } from './options/option.ts'
import { ensureAdministrator } from './start/administrator.ts'
import { type OpenEngine, openEngine } from './start/open-engine.ts'
import { prepareSetupLink } from './start/setup-link.ts'
import { startSweeper } from './start/sweeper.ts'
import { watchFiles } from './start/watch-files.ts'

/** A server that answers. */
export interface RunningServer {
  readonly issuer: string
  readonly port: number
  /** Takes no new requests, finishes those under way for at most ten seconds, writes what is pending, closes the database. */
  stop(): Promise<void>
}

/** Milliseconds that requests under way get when the server stops. */
const gracePeriod = 10_000
/** Milliseconds to take the connections that wait at the port already: closing it would reset them. */
const lastCall = 50

/**
 * Starts a server. The port is opened first, so that an address in use is found before any data is touched; until the server is
 * ready it answers 503.
 * @throws StartRefused when the options cannot be carried out
 */
export async function serve(options: StartOptions): Promise<RunningServer> {
  const clock = Date.now
  const log = createLog({ level: options.log, clock, ...standardOutput() })
  const gate = guarded(options)
  const listener = await openPort(options, gate.app)
  const issuer = options.url ?? `http://localhost:${listener.port}`
  let opened: OpenEngine | undefined
  try {
    opened = await openData(options, issuer, log)
    const { engine, folder, masterKey } = opened
    const { crypto, identity, storage } = engine
    const ports = { clock, crypto, identity, stores: storage.identity }
    if (options.admin !== undefined) reportAdministrator(log, await ensureAdministrator(ports, options.admin))
    const link = await prepareSetupLink(ports, issuer, folder)
    const { trustedProxies } = options
    gate.open(composeSite(engine, { masterKey, log, trustedProxies, onFirstAdministrator: () => folder.removeSetupLink() }))
    notice(log, `Latchkey is ready at ${issuer} (data in ${folder.path})`)
    if (link !== undefined) {
      notice(log, `No administrator yet. Create one at ${link.url} (works once, for a day; also in ${link.file})`)
    }
    const stopSweeping = startSweeper(
      () => storage.sweep(clock()),
      (cause) => log.write({ level: 'error', event: 'failure', at: 'sweep', cause }),
    )
    const stopWatching = watchTls(options, listener, log)
    return {
      issuer,
      port: listener.port,
      async stop() {
        stopSweeping()
        stopWatching()
        await new Promise((resolve) => setTimeout(resolve, lastCall))
        listener.stopAccepting()
        await listener.drained(gracePeriod)
        await listener.close()
        await engine.close()
      },
    }
  } catch (error) {
    await listener.close()
    await opened?.engine.close()
    throw error
  }
}

async function openPort(options: StartOptions, app: App): Promise<Listener> {
  const { host, port } = options.listen
  const tls = readTls(options)
  try {
    return await listen({ host, port, tls, app })
  } catch (cause) {
    const value = `${host}:${port}`
    throw new StartRefused([{ name: 'LATCHKEY_LISTEN', value, remedy: `cannot be listened on: ${sentenceOf(cause)}` }])
  }
}

async function openData(options: StartOptions, url: string, log: Log): Promise<OpenEngine> {
  const { data, database, masterKey } = options
  try {
    return await openEngine({ url, data, database, masterKey, clock: Date.now, log })
  } catch (cause) {
    if (cause instanceof StartRefused) throw cause
    const name = database === undefined ? 'LATCHKEY_DATA' : 'LATCHKEY_DATABASE'
    const value = database === undefined ? { value: data } : {}
    throw new StartRefused([{ name, ...value, remedy: `cannot be used: ${sentenceOf(cause)}` }])
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
  return files
}

function watchTls(options: StartOptions, listener: Listener, log: Log): () => void {
  const { tlsCert, tlsKey } = options
  if (tlsCert === undefined || tlsKey === undefined) return () => {}
  return watchFiles([tlsCert, tlsKey], () => {
    try {
      const files = readTls(options)
      if (files !== undefined) listener.setTls(files)
      notice(log, 'The TLS certificate was read again.')
    } catch (cause) {
      // The certificate from before stays in use.
      log.write({ level: 'error', event: 'failure', at: 'certificate', cause })
    }
  })
}

function reportAdministrator(log: Log, outcome: Awaited<ReturnType<typeof ensureAdministrator>>): void {
  if (outcome === 'created') notice(log, 'Created the administrator of LATCHKEY_ADMIN.')
  if (outcome === 'restored') notice(log, 'Restored the administrator of LATCHKEY_ADMIN: password, rights, enabled.')
}

function notice(log: Log, message: string): void {
  log.write({ level: 'info', event: 'notice', message })
}

/** What the system said, for the person who starts the server. */
function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown error'
}
