import { composeSite } from './compose.ts'
import { guarded } from './http/guarded.ts'
import { createLog, type Log } from './log/log.ts'
import { standardOutput } from './log/standard-output.ts'
import type { StartOptions } from './options/declarations.ts'
import { checkPortIsFree } from './start/check-port-is-free.ts'
import { type Installation, openData, prepareInstallation } from './start/installation.ts'
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
  const port = await openPort(options, { app: gate.app, log, sharesPort: false })
  const issuer = issuerOf(options, port.number)
  let installation: Installation | undefined
  try {
    installation = await prepareInstallation(options, issuer, log)
    gate.open(siteOf(installation, options, log))
    installation.announce()
    return { issuer, port: port.number, stop: () => closeInOrder(port, installation) }
  } catch (error) {
    await closeInOrder(port, installation)
    throw error
  }
}

/** The life of a worker process: serves until the process that started it asks it to stop, or is gone. */
export async function serveWorker(options: StartOptions): Promise<RunningServer> {
  const log = startLog(options)
  const issuer = issuerOf(options, options.listen.port)
  const opened = await openData(options, issuer, log)
  const gate = guarded(options)
  gate.open(siteOf(opened, options, log))
  const port = await openPort(options, { app: gate.app, log, sharesPort: true })
  process.send?.(readyMessage)
  return { issuer, port: port.number, stop: () => closeInOrder(port, opened.engine) }
}

async function serveWithWorkers(options: StartOptions, command: WorkerCommand, log: Log): Promise<RunningServer> {
  await checkPortIsFree(options)
  const issuer = issuerOf(options, options.listen.port)
  const installation = await prepareInstallation(options, issuer, log)
  const workers = new Workers(command, log)
  const stop = async (): Promise<void> => {
    await workers.stop()
    await installation.close()
  }
  try {
    await workers.start(options.workers)
    installation.announce()
    return { issuer, port: options.listen.port, stop }
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

function siteOf(
  { engine, masterKey, folder }: OpenEngine,
  { trustedProxies }: StartOptions,
  log: Log,
): ReturnType<typeof composeSite> {
  return composeSite(engine, { masterKey, log, trustedProxies, onFirstAdministrator: () => folder.removeSetupLink() })
}

async function closeInOrder(port: Port, data: { close(): Promise<void> } | undefined): Promise<void> {
  await port.close()
  await data?.close()
}
