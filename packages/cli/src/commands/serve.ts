import { type RunningServer, readOptions, StartRefused, serve, serveHelp, serveWorker } from '@latchkey/server'
import type { Environment, ExitCode, Output } from '../command.ts'
import { workerCommand } from '../worker-command.ts'

/** `latchkey serve`: its options are the start-up options, so it parses its arguments itself. */
export async function runServe(args: readonly string[], output: Output, environment: Environment): Promise<ExitCode> {
  if (args.includes('--help')) {
    output.print(serveHelp())
    return 0
  }
  return untilStopped(output, () => {
    const worker = { module: process.argv[1] ?? '', args: [workerCommand, ...args] }
    return serve(readOptions({ environment, args }), worker)
  })
}

/** One of the processes of `LATCHKEY_WORKERS`. */
export function runServeWorker(args: readonly string[], output: Output, environment: Environment): Promise<ExitCode> {
  return untilStopped(output, () => serveWorker(readOptions({ environment, args })))
}

async function untilStopped(output: Output, start: () => Promise<RunningServer>): Promise<ExitCode> {
  const stopped = stopSignal()
  try {
    const server = await start()
    await stopped
    await server.stop()
    // The channel to the process that started a worker would keep it alive.
    if (process.connected) process.disconnect?.()
    return 0
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    output.complain(error.message)
    return 1
  }
}

/** Resolves when the process is asked to end, or the one that started it as a worker is gone. A second signal ends it at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
    process.once('disconnect', () => resolve())
  })
}
