import { processEnvironment, readOptions, StartRefused, serve, serveHelp } from '@latchkey/server'
import type { ExitCode } from '../command.ts'

/** `latchkey serve`: its options are the start-up options, so it parses its arguments itself. */
export async function runServe(
  args: readonly string[],
  output: { print(line: string): void; complain(line: string): void },
): Promise<ExitCode> {
  if (args.includes('--help')) {
    output.print(serveHelp())
    return 0
  }
  try {
    const server = await serve(readOptions({ environment: processEnvironment(), args }))
    await stopSignal()
    await server.stop()
    return 0
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    output.complain(error.message)
    return 1
  }
}

/** Resolves when the process is asked to end. A second signal ends it at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}
