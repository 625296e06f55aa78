import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { RunnerEnd } from './counts.ts'

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds after which the command is killed. */
  readonly limit?: number
  readonly quiet?: boolean
}

/** Runs a command in the repository, shows its output as it comes, and answers it. */
export async function command(name: string, args: readonly string[], options: CommandOptions = {}): Promise<RunnerEnd> {
  const child = spawn(name, args, { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: string[] = []
  const keep = (stream: NodeJS.WriteStream) => (chunk: string) => {
    chunks.push(chunk)
    if (!options.quiet) stream.write(chunk)
  }
  child.stdout?.setEncoding('utf8').on('data', keep(process.stdout))
  child.stderr?.setEncoding('utf8').on('data', keep(process.stderr))
  const timer = setTimeout(() => giveUp(name, child), options.limit ?? 25 * 60_000)
  try {
    const [status] = (await once(child, 'close')) as [number | null]
    return { output: chunks.join(''), status: status ?? -1 }
  } finally {
    clearTimeout(timer)
  }
}

/** Runs a command that has to succeed. @throws Error with its output. */
export async function mustRun(name: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { output, status } = await command(name, args, { quiet: true, ...options })
  if (status !== 0) throw new Error(`${name} ${args[0] ?? ''} ended with ${status}:\n${output}`)
  return output
}

function giveUp(name: string, child: ChildProcess): void {
  console.error(`${name} takes too long and is killed`)
  child.kill('SIGKILL')
}
