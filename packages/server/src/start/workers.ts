import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Log } from '../log/log.ts'

/** How a worker process is started: a module that calls `serveWorker`. */
export interface WorkerCommand {
  readonly module: string
  readonly args: readonly string[]
}

/** What a worker says when it takes connections. */
export const readyMessage = 'ready'

/** Milliseconds before a worker that ended by itself is replaced, and in which one must end when it is asked to. */
const restartDelay = 1000
const stopLimit = 15_000

/** Keeps a number of worker processes alive. */
export class Workers {
  readonly #command: WorkerCommand
  readonly #log: Log
  readonly #children = new Set<ChildProcess>()
  #isStopping = false

  constructor(command: WorkerCommand, log: Log) {
    this.#command = command
    this.#log = log
  }

  /** Resolves when all take connections. @throws Error when one ends before */
  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#startOne()))
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#children].map(stopChild))
  }

  async #startOne(): Promise<void> {
    const child = fork(this.#command.module, [...this.#command.args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    const ended = once(child, 'exit').then((): never => {
      throw new Error('a worker ended before it was ready')
    })
    await Promise.race([once(child, 'message'), ended])
    ended.catch(() => this.#replace())
  }

  #replace(): void {
    if (this.#isStopping) return
    this.#log.write({ level: 'warn', event: 'notice', message: 'A worker ended; another one is started.' })
    setTimeout(() => {
      if (this.#isStopping) return
      this.#startOne().catch(() => this.#replace())
    }, restartDelay).unref()
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimit)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  clearTimeout(timer)
}
