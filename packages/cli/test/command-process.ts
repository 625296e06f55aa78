import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { executableOf, type Finished, type TestServer } from '@latchkey/testing'

const main = join(import.meta.dirname, '../src/main.ts')

/** The command as a person runs it: a process, on the runtime of the server under test, with folders of its own. */
export class CommandProcess {
  readonly folder: string
  readonly #server: TestServer
  readonly #environment: Readonly<Record<string, string | undefined>>

  /** @param environment credentials; none: the command works on the server's database beside it */
  constructor(server: TestServer, environment: Readonly<Record<string, string | undefined>> = {}) {
    this.#server = server
    this.#environment = environment
    this.folder = join(server.data, '..')
    mkdirSync(this.folder, { recursive: true })
  }

  run(...args: readonly string[]): Promise<Finished> {
    return this.runWith('', args)
  }

  /** With text on standard input; `onError` sees standard error as it comes. */
  async runWith(input: string, args: readonly string[], onError: (text: string) => void = () => undefined): Promise<Finished> {
    const child = spawn(executableOf(this.#server.runtime), [main, ...args], {
      cwd: this.folder,
      env: {
        ...this.#server.env,
        XDG_CONFIG_HOME: join(this.folder, 'config'),
        XDG_CACHE_HOME: join(this.folder, 'cache'),
        ...this.#environment,
      },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      onError(stderr)
    })
    child.stdin.end(input)
    const [status] = (await once(child, 'close')) as [number | null]
    return { status: status ?? -1, stdout, stderr }
  }

  /** What it printed as JSON. @throws Error when it failed */
  async json<Printed = Record<string, unknown>>(...args: readonly string[]): Promise<Printed> {
    const { status, stdout, stderr } = await this.run(...args, '--json')
    if (status !== 0) throw new Error(`latchkey ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
    return JSON.parse(stdout) as Printed
  }
}
