import { join } from 'node:path'
import type { Credentials } from '../browser/browser.ts'
import { type Fetch, fetchTrusting, plainFetch } from '../http/https-fetch.ts'
import { makeCertificate } from './certificate.ts'
import { Child, type Finished } from './child.ts'
import { createDatabase, type DatabaseKind, type TestDatabase } from './database.ts'
import { freePort } from './free-port.ts'
import { repositoryRoot } from './repository-root.ts'
import { executableOf, type Runtime, testRuntime } from './runtime.ts'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts'
import { waitUntil } from './wait-until.ts'

export interface ServerOptions {
  readonly runtime?: Runtime
  readonly database?: DatabaseKind
  /** Added to the environment of server and command line; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Serve https with a certificate made for the test. */
  readonly tls?: boolean
  /** Path of the issuer, such as `/id`. */
  readonly path?: string
  /** File of the command; absent: the sources. */
  readonly program?: string
}

export const administrator: Credentials = { username: 'admin', password: 'a-long-enough-passphrase' }

const sources = join(repositoryRoot, 'packages/cli/src/main.ts')

/** A real server process on a data folder and database of its own. */
export class TestServer implements AsyncDisposable {
  readonly issuer: string
  /** The data folder. */
  readonly data: string
  /** Environment of the server and of the command line. */
  readonly env: NodeJS.ProcessEnv
  readonly runtime: Runtime
  /** Reaches the server; trusts its certificate. */
  readonly fetch: Fetch
  readonly #program: string
  readonly #folder: TemporaryFolder
  readonly #database: TestDatabase
  #process: Child | undefined

  private constructor(parts: {
    readonly issuer: string
    readonly env: NodeJS.ProcessEnv
    readonly runtime: Runtime
    readonly fetch: Fetch
    readonly program: string
    readonly folder: TemporaryFolder
    readonly database: TestDatabase
  }) {
    this.issuer = parts.issuer
    this.env = parts.env
    this.data = join(parts.folder.path, 'data')
    this.runtime = parts.runtime
    this.fetch = parts.fetch
    this.#program = parts.program
    this.#folder = parts.folder
    this.#database = parts.database
  }

  /** Prepares folder, database and environment; nothing runs yet. */
  static async prepare(options: ServerOptions = {}): Promise<TestServer> {
    const folder = temporaryFolder()
    const database = await createDatabase(options.database)
    const port = await freePort()
    const certificate = options.tls ? makeCertificate(folder.path) : undefined
    const issuer = `${certificate ? 'https' : 'http'}://localhost:${port}${options.path ?? ''}`
    const env: NodeJS.ProcessEnv = {
      ...withoutOwnVariables(process.env),
      LATCHKEY_URL: issuer,
      LATCHKEY_LISTEN: `127.0.0.1:${port}`,
      LATCHKEY_DATA: join(folder.path, 'data'),
      LATCHKEY_ADMIN: `${administrator.username}:${administrator.password}`,
      ...(database.url === undefined ? {} : { LATCHKEY_DATABASE: database.url }),
      ...(certificate ? { LATCHKEY_TLS_CERT: certificate.certificateFile, LATCHKEY_TLS_KEY: certificate.keyFile } : {}),
      ...options.env,
    }
    const reach = certificate ? fetchTrusting(certificate.authority) : plainFetch
    const { runtime = testRuntime(), program = sources } = options
    return new TestServer({ issuer, env, runtime, fetch: reach, program, folder, database })
  }

  /** Everything the running server has printed. */
  get output(): string {
    return this.#process?.output ?? ''
  }

  get stdout(): string {
    return this.#process?.stdout ?? ''
  }

  /** Starts the process and waits until it answers. @throws Error with its output when it ends or does not answer. */
  async start(): Promise<this> {
    const child = this.spawn()
    this.#process = child
    await waitUntil(`start of ${this.issuer}`, async () => {
      if (!child.isRunning) throw new Error(`the server ended:\n${child.output}`)
      return (await this.#answers()) || undefined
    }).catch((error: unknown) => {
      child.signal('SIGKILL')
      throw new Error(`${String(error)}\n${child.output}`)
    })
    return this
  }

  /** Starts the process without waiting; the caller ends it. */
  spawn(): Child {
    return this.#run(['serve'])
  }

  /** Asks for a graceful stop and waits for it. */
  async stop(): Promise<Finished | undefined> {
    this.#process?.signal('SIGTERM')
    return this.#process?.finished()
  }

  /** Kills the process as the out-of-memory killer would. */
  async kill9(): Promise<void> {
    this.#process?.signal('SIGKILL')
    await this.#process?.finished()
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Runs the command line on the same data and waits for its end. */
  cli(...args: readonly string[]): Promise<Finished> {
    return this.#run(args).finished()
  }

  /** As `cli`, but a refusal throws, and what it printed is read as JSON. */
  async cliJson<Printed = Record<string, unknown>>(...args: readonly string[]): Promise<Printed> {
    const { status, stdout, stderr } = await this.cli(...args)
    if (status !== 0) throw new Error(`latchkey ${args.slice(0, 2).join(' ')} failed with ${status}:\n${stdout}${stderr}`)
    return JSON.parse(stdout) as Printed
  }

  /** Stops it and removes folder and database. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => this.kill9())
    await this.#database.drop()
    this.#folder.remove()
  }

  #run(args: readonly string[]): Child {
    return new Child(executableOf(this.runtime), [this.#program, ...args], { cwd: this.#folder.path, env: this.env })
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await this.fetch(`${this.issuer}/.well-known/openid-configuration`)
      await response.arrayBuffer()
      return response.status === 200
    } catch {
      return false
    }
  }
}

/** Starts a server on a free port of the loopback interface with an empty data folder and database. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = await TestServer.prepare(options)
  try {
    return await server.start()
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
}

function withoutOwnVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('LATCHKEY_') && name !== 'NODE_OPTIONS'))
}
