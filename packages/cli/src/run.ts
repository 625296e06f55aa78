import { processEnvironment } from '@latchkey/server/environment'
import type { Environment, ExitCode, Output } from './command.ts'
import { withoutCredentials } from './connect/choose-connection.ts'
import { workerCommand } from './worker-command.ts'

/** Runs a command line. Loads no more of the program than the command needs: a server has no use for the others. */
export async function run(
  args: readonly string[],
  output: Output,
  environment: Environment = processEnvironment(),
): Promise<ExitCode> {
  const [word] = args
  if (word === 'serve' || word === workerCommand) {
    const { runServe, runServeWorker } = await import('./commands/serve.ts')
    return (word === 'serve' ? runServe : runServeWorker)(args.slice(1), output, withoutCredentials(environment))
  }
  const { runCommand } = await import('./run-command.ts')
  return runCommand(args, output, environment)
}
