import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Browser, type Credentials } from '../browser/browser.ts'
import { everyClaim } from '../fixtures/person.ts'
import { type ServerOptions, startServer, type TestServer } from '../process/start-server.ts'
import { RelyingParty } from '../relying-party/relying-party.ts'
import { createAccount, createClient } from './seed.ts'

/** Milliseconds within which a change made by another process is in force. Nothing shows from outside that it is. */
const changeReachesOthers = 1000

export interface ClientOptions {
  readonly isPublic?: boolean
  readonly redirectUris?: readonly string[]
  readonly authentication?: 'basic' | 'post'
  /** More members of the client record, in its own names. */
  readonly fields?: Readonly<Record<string, unknown>>
}

/** A running server with one person who has every standard claim, and clients as they are asked for. */
export class Scene implements AsyncDisposable {
  readonly server: TestServer
  readonly person: Credentials

  private constructor(server: TestServer, person: Credentials) {
    this.server = server
    this.person = person
  }

  static async open(options: ServerOptions = {}): Promise<Scene> {
    const server = await startServer(options)
    try {
      const person = { username: 'ada', password: 'correct-horse-battery-staple' }
      await createAccount(server, { ...person, claims: everyClaim })
      return new Scene(server, person)
    } catch (error) {
      await server[Symbol.asyncDispose]()
      throw error
    }
  }

  get issuer(): string {
    return this.server.issuer
  }

  /** A new browser without cookies. */
  browser(headers: Readonly<Record<string, string>> = {}): Browser {
    return new Browser({ fetch: this.server.fetch, headers })
  }

  /** A new client record, confidential unless told otherwise, and a relying party that uses it. */
  async client(options: ClientOptions = {}): Promise<RelyingParty> {
    const redirectUris = options.redirectUris ?? [`https://rp-${randomBytes(4).toString('hex')}.example/callback`]
    const created = await createClient(this.server, {
      name: `Client of ${redirectUris[0]}`,
      redirectUris,
      isPublic: options.isPublic ?? false,
      fields: options.fields ?? {},
    })
    return new RelyingParty({
      issuer: this.issuer,
      fetch: this.server.fetch,
      clientId: created.clientId,
      ...(created.clientSecret === undefined ? {} : { clientSecret: created.clientSecret }),
      redirectUri: redirectUris[0] ?? '',
      ...(options.authentication === undefined ? {} : { authentication: options.authentication }),
    })
  }

  /** Sets fields of the `OidcProvider` settings with the command line, and waits until the running server has to know. */
  async settings(fields: Readonly<Record<string, string>>): Promise<void> {
    const args = Object.entries(fields).flatMap(([name, value]) => ['--field', `${name}=${value}`])
    const { status, stdout, stderr } = await this.server.cli('update', 'oidc-provider', ...args)
    if (status !== 0) throw new Error(`update oidc-provider failed with ${status}:\n${stdout}${stderr}`)
    await delay(changeReachesOthers)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
  }
}
