import type { ClientCertificates } from './certificates/client-certificates.ts'
import { composeSite } from './compose.ts'
import type { App } from './http/app.ts'
import { guarded } from './http/guarded.ts'
import { createLog, type Log } from './log/log.ts'
import { standardOutput } from './log/standard-output.ts'
import type { StartOptions } from './options/declarations.ts'
import { mutualTlsOf, sharesListener } from './options/mutual-tls.ts'
import { openCertificates } from './start/certificates.ts'
import { checkPortIsFree } from './start/check-port-is-free.ts'
import { type Installation, openData, prepareInstallation, type Site } from './start/installation.ts'
import type { OpenEngine } from './start/open-engine.ts'
import { openPort, type Port } from './start/port.ts'
import { readyMessage, type WorkerCommand, Workers } from './start/workers.ts'

/** A server that answers. */
export interface RunningServer {
  readonly issuer: string
  readonly port: number
  /** Takes no new requests, finishes those under way for at most ten seconds, writes what is pending, closes the database. */
  stop(): Promise<void>
}

/**
 * Starts a server. The port is opened first, so that an address in use is found before any data is touched; until the server is
 * ready it answers 503.
 * @param worker How to start the processes of `LATCHKEY_WORKERS`.
 * @throws StartRefused when the options cannot be carried out
 */
export async function serve(options: StartOptions, worker: WorkerCommand): Promise<RunningServer> {
  const log = startLog(options)
  if (options.workers > 1) return serveWithWorkers(options, worker, log)
  const gate = guarded(options)
  const opened = openCertificates(options, log)
  const port = await openPort(options, { app: gate.app, log, sharesPort: false })
  const site = siteAt(options, port)
  const { issuer } = site
  let installation: Installation | undefined
  try {
    installation = await prepareInstallation(options, site, log)
    gate.open(appOf(installation, { options, certificates: opened.certificates, log }))
    installation.announce()
    return { issuer, port: port.number, stop: () => closeInOrder([opened, port, installation]) }
  } catch (error) {
    await closeInOrder([opened, port, installation])
    throw error
  }
}

/** The life of a worker process: serves until the process that started it asks it to stop, or is gone. */
export async function serveWorker(options: StartOptions): Promise<RunningServer> {
  const log = startLog(options)
  const site = siteAt(options, namedPorts(options))
  const opened = openCertificates(options, log)
  const data = await openData(options, site, log)
  const gate = guarded(options)
  gate.open(appOf(data, { options, certificates: opened.certificates, log }))
  const port = await openPort(options, { app: gate.app, log, sharesPort: true })
  process.send?.(readyMessage)
  return { issuer: site.issuer, port: port.number, stop: () => closeInOrder([opened, port, data.engine]) }
}

async function serveWithWorkers(options: StartOptions, command: WorkerCommand, log: Log): Promise<RunningServer> {
  const { listen, mtlsListen } = options
  await checkPortIsFree(listen, 'LATCHKEY_LISTEN')
  if (mtlsListen !== undefined && !sharesListener(options)) await checkPortIsFree(mtlsListen, 'LATCHKEY_MTLS_LISTEN')
  // The workers find a file that they cannot use too late.
  openCertificates(options, log).close()
  const site = siteAt(options, namedPorts(options))
  const installation = await prepareInstallation(options, site, log)
  const workers = new Workers(command, log)
  const stop = async (): Promise<void> => {
    await workers.stop()
    await installation.close()
  }
  try {
    await workers.start(options.workers)
    installation.announce()
    return { issuer: site.issuer, port: listen.port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function startLog({ log }: StartOptions): Log {
  return createLog({ level: log, clock: Date.now, ...standardOutput() })
}

function issuerOf({ url, tlsCert }: StartOptions, port: number): string {
  return url ?? `${tlsCert === undefined ? 'http' : 'https'}://localhost:${port}`
}

/** The ports as they are named: of several processes none can have a free one. */
function namedPorts(options: StartOptions): Pick<Port, 'number' | 'ofCertificates'> {
  const { listen, mtlsListen } = options
  const isOwn = mtlsListen !== undefined && !sharesListener(options)
  return { number: listen.port, ...(isOwn && { ofCertificates: mtlsListen.port }) }
}

function siteAt(options: StartOptions, { number, ofCertificates }: Pick<Port, 'number' | 'ofCertificates'>): Site {
  const issuer = issuerOf(options, number)
  return { issuer, mutualTls: mutualTlsOf(options, issuer, ofCertificates) }
}

interface AppParts {
  readonly options: StartOptions
  readonly certificates: ClientCertificates | undefined
  readonly log: Log
}

function appOf({ engine, masterKey, folder }: OpenEngine, { options, certificates, log }: AppParts): App {
  const { trustedProxies } = options
  const onFirstAdministrator = (): void => folder.removeSetupLink()
  return composeSite(engine, { masterKey, log, trustedProxies, certificates, onFirstAdministrator })
}

async function closeInOrder(parts: readonly ({ close(): void | Promise<void> } | undefined)[]): Promise<void> {
  for (const part of parts) await part?.close()
}
