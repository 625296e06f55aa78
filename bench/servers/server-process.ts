import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { serverCore } from '../measure/cores.ts'
import { processorTime } from '../measure/process-figures.ts'

export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Takes what the server prints, so that nobody spends time on reading it. */
  readonly logFile: string
  readonly port: number
  /** Answers 200 as soon as the server is ready. */
  readonly readyPath: string
}

/** A server under measurement: one process, pinned to the servers' core. */
export class ServerProcess implements AsyncDisposable {
  readonly pid: number
  /** Milliseconds from the start of the process to the first right answer. */
  readonly startedWithin: number
  /** Milliseconds of processor time until that answer. */
  readonly startCost: number
  readonly #process: ChildProcess

  private constructor(child: ChildProcess, startedWithin: number, startCost: number) {
    this.#process = child
    this.pid = child.pid ?? -1
    this.startedWithin = startedWithin
    this.startCost = startCost
  }

  /** @throws Error with what it printed, when it ends or is not ready within 20 seconds. */
  static async start({ command, args, env, logFile, port, readyPath }: ServerCommand): Promise<ServerProcess> {
    const log = openSync(logFile, 'a')
    const begin = performance.now()
    // taskset replaces itself by the command: the process id is the server's.
    const child = spawn('taskset', ['-c', String(serverCore), command, ...args], { env, stdio: ['ignore', log, log] })
    closeSync(log)
    running.add(child)
    child.once('close', () => running.delete(child))
    for (;;) {
      if (await answers(`http://localhost:${port}${readyPath}`)) {
        return new ServerProcess(child, performance.now() - begin, processorTime(child.pid ?? -1))
      }
      const ended = child.exitCode !== null || child.signalCode !== null
      if (ended || performance.now() - begin > startLimit) {
        child.kill('SIGKILL')
        throw new Error(`${command} ${args.join(' ')} did not start:\n${readFileSync(logFile, 'utf8')}`)
      }
      await delay(pollEvery)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const closed = once(this.#process, 'close')
    this.#process.kill('SIGTERM')
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopLimit)
    await closed
    clearTimeout(timer)
  }
}

/** Milliseconds. */
const startLimit = 20_000
const stopLimit = 5_000
const pollEvery = 2

const running = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}
