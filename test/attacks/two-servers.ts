import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  Browser,
  Child,
  executableOf,
  type Fetch,
  freePort,
  plainFetch,
  RelyingParty,
  repositoryRoot,
  Scene,
  type ServerOptions,
  type TemporaryFolder,
  temporaryFolder,
  testDatabaseKind,
  waitUntil,
} from '@latchkey/testing'

/**
 * One provider as two server processes on one PostgreSQL database, or as one on SQLite. They share the master key and nothing else; what is sent
 * goes to them in turns.
 */
export class TwoServers implements AsyncDisposable {
  readonly scene: Scene
  /** Sends one request to this server, the next to the other. */
  readonly fetch: Fetch
  readonly #folder: TemporaryFolder
  readonly #second: Child | undefined
  readonly #answered: Map<string, number>

  private constructor(
    scene: Scene,
    folder: TemporaryFolder,
    second: { readonly child: Child; readonly origin: string } | undefined,
  ) {
    this.scene = scene
    this.#folder = folder
    this.#second = second?.child
    const own = new URL(scene.issuer).origin
    const origins = second === undefined ? [own] : [own, second.origin]
    this.#answered = new Map(origins.map((origin) => [origin, 0]))
    let turn = 0
    this.fetch = async (url, init) => {
      const origin = origins[turn++ % origins.length] ?? own
      const answer = await plainFetch(String(url).replace(own, origin), init)
      this.#answered.set(origin, (this.#answered.get(origin) ?? 0) + 1)
      return answer
    }
  }

  static async open(options: ServerOptions = {}): Promise<TwoServers> {
    const masterKey = randomBytes(32).toString('base64url')
    const scene = await Scene.open({ ...options, env: { LATCHKEY_MASTER_KEY: masterKey, ...options.env } })
    const folder = temporaryFolder()
    if (testDatabaseKind() === 'sqlite') return new TwoServers(scene, folder, undefined)
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const command = [join(repositoryRoot, 'packages/cli/src/main.ts'), 'serve']
    const child = new Child(executableOf(scene.server.runtime), command, {
      cwd: folder.path,
      env: { ...scene.server.env, LATCHKEY_LISTEN: `127.0.0.1:${port}`, LATCHKEY_DATA: join(folder.path, 'data') },
    })
    await waitUntil('start of the second server', async () => {
      if (!child.isRunning) throw new Error(`the second server ended:\n${child.output}`)
      return (await isReady(origin)) || undefined
    })
    return new TwoServers(scene, folder, { child, origin })
  }

  /** The same relying party, whose requests go to the servers in turns. */
  party({ clientId, clientSecret, redirectUri }: RelyingParty): RelyingParty {
    const secret = clientSecret === undefined ? {} : { clientSecret }
    return new RelyingParty({ issuer: this.scene.issuer, fetch: this.fetch, clientId, redirectUri, ...secret })
  }

  /** A browser whose requests go to the servers in turns. */
  browser(): Browser {
    return new Browser({ fetch: this.fetch })
  }

  /** How many requests each server has answered. */
  get answered(): readonly number[] {
    return [...this.#answered.values()]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#second?.signal('SIGTERM')
    await this.#second?.finished().catch(() => this.#second?.signal('SIGKILL'))
    await this.scene[Symbol.asyncDispose]()
    this.#folder.remove()
  }
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const response = await plainFetch(`${origin}/healthz/ready`)
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}
