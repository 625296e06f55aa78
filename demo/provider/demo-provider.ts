import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Child, executableOf, type Finished, repositoryRoot, waitUntil } from '@latchkey/testing'

export interface DemoPerson {
  readonly username: string
  readonly password: string
}

export interface DemoClient {
  readonly clientId: string
  readonly clientSecret: string
}

const commandLine = join(repositoryRoot, 'packages/cli/src/main.ts')
/** Milliseconds; what a timer can count. */
const longestTimer = 2 ** 31 - 1

const person: DemoPerson = { username: 'ada', password: 'correct horse battery staple' }

const claims = {
  name: 'Ada Lovelace',
  given_name: 'Ada',
  family_name: 'Lovelace',
  email: 'ada@example.org',
  email_verified: 'true',
}

/** Latchkey as its users start it, with a person and a client made through its command line. */
export class DemoProvider {
  readonly issuer: string
  readonly #data: string
  readonly #environment: NodeJS.ProcessEnv
  #server: Child | undefined

  /** @param options `data`: the data folder; one of an earlier demo is used again. */
  constructor(options: { readonly port: number; readonly data: string }) {
    this.issuer = `http://localhost:${options.port}`
    this.#data = resolve(options.data)
    this.#environment = {
      ...process.env,
      LATCHKEY_URL: this.issuer,
      LATCHKEY_LISTEN: `127.0.0.1:${options.port}`,
      LATCHKEY_DATA: this.#data,
      LATCHKEY_ADMIN: 'admin:the administrator of the demo',
    }
  }

  /** @throws Error with what it printed, when it does not come up. */
  async start(): Promise<void> {
    const server = this.#command('serve')
    this.#server = server
    await waitUntil('the start of Latchkey', async () => {
      if (!server.isRunning) throw new Error(`Latchkey did not start:\n${server.output}`)
      const response = await fetch(`${this.issuer}/healthz/ready`).catch(() => undefined)
      return response?.ok || undefined
    })
  }

  /** Asks for a graceful stop and waits for it. */
  async stop(): Promise<void> {
    this.#server?.signal('SIGTERM')
    await this.#server?.finished()
  }

  /** Waits for the end of the server. @returns What it printed. */
  async ended(): Promise<string> {
    await this.#server?.finished(longestTimer)
    return this.#server?.output ?? ''
  }

  /** The person who signs in; made the first time. */
  async ensurePerson(): Promise<DemoPerson> {
    return this.#once('person.json', async () => {
      const given = Object.entries(claims).flatMap(([name, value]) => ['--claim', `${name}=${value}`])
      await this.#print('account', 'create', person.username, '--password', person.password, ...given)
      return person
    })
  }

  /** The registration of the application at `appUrl`; made the first time. */
  async ensureClient(appUrl: string): Promise<DemoClient> {
    return this.#once(`client-${new URL(appUrl).port}.json`, async () => {
      const printed = await this.#print(
        'client',
        'create',
        ...['--name', 'Sample application'],
        ...['--json', '--redirect-uri', `${appUrl}/callback`, '--post-logout-redirect-uri', `${appUrl}/`],
      )
      const { clientId, clientSecret } = JSON.parse(printed) as DemoClient
      return { clientId, clientSecret }
    })
  }

  /** What `latchkey trace` prints of a transaction. */
  readTrace(traceId: string): Promise<string> {
    return this.#print('trace', traceId)
  }

  /** Makes something once for a data folder and remembers it there. */
  async #once<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
    const file = join(this.#data, 'demo', name)
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Made
    const made = await make()
    mkdirSync(join(this.#data, 'demo'), { recursive: true })
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 })
    return made
  }

  async #print(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr }: Finished = await this.#command(...args).finished()
    if (status !== 0) throw new Error(`latchkey ${args.slice(0, 2).join(' ')} failed:\n${stdout}${stderr}`)
    return stdout
  }

  #command(...args: readonly string[]): Child {
    return new Child(executableOf('bun'), [commandLine, ...args], { cwd: repositoryRoot, env: this.#environment })
  }
}
