import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

export interface Finished {
  /** Exit code; -1 when a signal ended the process. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** A process of a test, its output kept, never left running. */
export class Child {
  readonly #process: ChildProcess
  #stdout = ''
  #stderr = ''

  constructor(command: string, args: readonly string[], options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }) {
    this.#process = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
    })
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    children.add(this.#process)
    this.#process.once('close', () => children.delete(this.#process))
  }

  get stdout(): string {
    return this.#stdout
  }

  get output(): string {
    return this.#stdout + this.#stderr
  }

  get pid(): number {
    return this.#process.pid ?? -1
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name)
  }

  /** Waits for the end; a process that is still there after `limit` milliseconds is killed and the promise rejects. */
  async finished(limit = 90_000): Promise<Finished> {
    if (this.isRunning) {
      const timer = new AbortController()
      const late = delay(limit, 'late' as const, { signal: timer.signal }).catch(() => 'cancelled' as const)
      const end = await Promise.race([once(this.#process, 'close').then(() => 'ended' as const), late])
      timer.abort()
      if (end === 'late') {
        this.#process.kill('SIGKILL')
        throw new Error(`the process did not end within ${limit} ms:\n${this.output}`)
      }
    }
    return { status: this.#process.exitCode ?? -1, stdout: this.#stdout, stderr: this.#stderr }
  }
}

const children = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
