import { processOutput } from './process-output.ts'
import { run } from './run.ts'

/** The life of the process: runs the command line that it was started with. A failure that nobody expected is said in one line. */
export async function runProcess(): Promise<void> {
  const output = processOutput()
  process.exitCode = await run(process.argv.slice(2), output).catch((error: unknown) => {
    output.complain(`error: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  })
}
