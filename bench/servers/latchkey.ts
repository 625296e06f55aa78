import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { executableOf, freePort } from '@latchkey/testing'
import { buildPackage, command } from '../../tools/build/build-package.ts'
import type { BenchRuntime } from '../options.ts'
import { benchPeople, redirectUri } from '../people/bench-people.ts'
import type { RunningProvider } from '../people/prepare-target.ts'
import type { Target, TargetClient } from '../target.ts'
import { ServerProcess } from './server-process.ts'

const runFile = promisify(execFile)

/** Latchkey as it is published, on a data folder of its own with its durable SQLite database, as `latchkey serve` runs it. */
export class LatchkeyInstallation {
  /** Path of the SQLite database. */
  readonly database: string
  readonly #runtime: BenchRuntime
  readonly #port: number
  readonly #folder: string
  /** The file of the command. */
  readonly #program: string
  #clients: Target['clients'] | undefined

  private constructor(runtime: BenchRuntime, port: number, folder: string) {
    this.#runtime = runtime
    this.#port = port
    this.#folder = folder
    this.#program = join(programFolder(runtime, folder), command)
    this.database = join(folder, `latchkey-${runtime}`, 'latchkey.db')
  }

  /** Builds the program from the sources. @param folder Holds it, the data folder and the log; made if need be. */
  static async create(runtime: BenchRuntime, folder: string): Promise<LatchkeyInstallation> {
    mkdirSync(folder, { recursive: true })
    await buildPackage({ folder: programFolder(runtime, folder), withTypes: false })
    return new LatchkeyInstallation(runtime, await freePort(), folder)
  }

  /** Starts it for the first time and stops it again. @returns Milliseconds to the first right answer. */
  async firstStart(): Promise<number> {
    await using server = await this.start()
    return server.startedWithin
  }

  start(): Promise<ServerProcess> {
    return ServerProcess.start({
      command: executableOf(this.#runtime),
      args: [this.#program, 'serve'],
      env: this.#environment(),
      logFile: join(this.#folder, `latchkey-${this.#runtime}.log`),
      port: this.#port,
      readyPath: '/.well-known/openid-configuration',
    })
  }

  /** Creates what the benchmark signs in with, through the command line. */
  async addClientsAndAccounts(): Promise<void> {
    this.#clients = { es256: await this.#addClient('ES256'), rs256: await this.#addClient('RS256') }
    for (const { claims, password, username } of benchPeople) {
      const fields = Object.entries(claims).flatMap(([name, value]) => ['--claim', `${name}=${value}`])
      await this.#run('account', 'create', username, '--password', password, ...fields)
    }
  }

  /** @throws Error before `addClientsAndAccounts`. */
  running(): RunningProvider {
    if (this.#clients === undefined) throw new Error('there are no clients yet')
    return { port: this.#port, issuer: this.#issuer, clients: this.#clients }
  }

  async #addClient(algorithm: 'ES256' | 'RS256'): Promise<TargetClient> {
    const created = await this.#run(
      'client',
      'create',
      ...['--name', `Bench ${algorithm}`, '--redirect-uri', redirectUri, '--id-token-signed-response-alg', algorithm],
      '--skip-consent',
      ...['--field', 'grantTypes=["authorization_code","refresh_token","client_credentials"]'],
    )
    const { clientId, clientSecret } = created
    if (typeof clientId !== 'string' || typeof clientSecret !== 'string') throw new Error('client create printed no client')
    return { clientId, clientSecret }
  }

  /** Runs the command line on the data folder. @throws Error with what it printed, when it fails. */
  async #run(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const { stdout } = await runFile(executableOf(this.#runtime), [this.#program, ...args, '--json'], {
      env: this.#environment(),
    })
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>
  }

  get #issuer(): string {
    return `http://localhost:${this.#port}`
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      LATCHKEY_URL: this.#issuer,
      LATCHKEY_LISTEN: `127.0.0.1:${this.#port}`,
      LATCHKEY_DATA: join(this.#folder, `latchkey-${this.#runtime}`),
      LATCHKEY_ADMIN: 'admin:the-administrator-of-the-benchmark',
    }
  }
}

function programFolder(runtime: BenchRuntime, folder: string): string {
  return join(folder, `program-${runtime}`)
}
