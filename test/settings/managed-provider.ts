import assert from 'node:assert/strict'
import { createLatchkey, type Latchkey } from '@latchkey/server'
import {
  Browser,
  type Credentials,
  type FakeClock,
  type Fetch,
  fakeClock,
  RelyingParty,
  temporaryFolder,
} from '@latchkey/testing'

export type Json = Readonly<Record<string, unknown>>

const issuer = 'http://localhost:8080'
const using = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap']
const administrator = { username: 'admin', password: 'a password of the administrator' }

/** A provider in this process with an administrator who manages it over HTTP, a person, and a clock that the test moves. */
export class ManagedProvider implements AsyncDisposable {
  readonly issuer = issuer
  readonly clock: FakeClock
  readonly fetch: Fetch
  readonly person: Credentials = { username: 'ada', password: 'correct-horse-battery-staple' }
  readonly #latchkey: Latchkey
  readonly #removeFolder: () => void
  /** Of the administrator, as a password takes long to check. */
  #apiKey: string | undefined

  private constructor(latchkey: Latchkey, clock: FakeClock, removeFolder: () => void) {
    this.#latchkey = latchkey
    this.clock = clock
    this.#removeFolder = removeFolder
    this.fetch = (url, init) => latchkey.fetch(new Request(url, { ...init, redirect: 'manual' }))
  }

  static async open(): Promise<ManagedProvider> {
    const folder = temporaryFolder()
    const clock = fakeClock()
    const data = folder.path
    const latchkey = await createLatchkey({ url: issuer, data, clock: clock.now, log: 'error', admin: administrator })
    const provider = new ManagedProvider(latchkey, clock, () => folder.remove())
    const account = await latchkey.createAccount({ ...provider.person, claims: { name: 'Ada' } })
    assert.ok('created' in account)
    const { secret } = await provider.create('ApiKey', { description: 'of the tests' }, administrator)
    provider.#apiKey = String(secret)
    return provider
  }

  /**
   * The answer to one method call; a method-level error is answered too.
   * @param credentials absent: of the administrator
   */
  async call(method: string, args: Json, credentials?: Credentials): Promise<Json> {
    const authorization = credentials === undefined ? `Bearer ${this.#apiKey}` : basic(credentials)
    const response = await this.fetch(`${issuer}/api`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ using, methodCalls: [[method, args, 'c']] }),
    })
    assert.equal(response.status, 200, await response.clone().text())
    const { methodResponses } = (await response.json()) as { readonly methodResponses: readonly (readonly [string, Json])[] }
    return methodResponses[0]?.[1] ?? assert.fail('no answer')
  }

  async get(object: string, id = 'singleton'): Promise<Json> {
    const { list } = (await this.call(`x:${object}/get`, { ids: [id] })) as { readonly list: readonly Json[] }
    return list[0] ?? assert.fail(`no ${object} ${id}`)
  }

  /** What the server made of a new object: its id and what is shown once. */
  async create(object: string, value: Json, credentials?: Credentials): Promise<Json & { readonly id: string }> {
    const answer = await this.call(`x:${object}/set`, { create: { n: value } }, credentials)
    return member(answer, 'created', 'n') as Json & { readonly id: string }
  }

  async refusedCreate(object: string, value: Json, credentials?: Credentials): Promise<Json> {
    return member(await this.call(`x:${object}/set`, { create: { n: value } }, credentials), 'notCreated', 'n')
  }

  async update(object: string, patch: Json, id = 'singleton'): Promise<void> {
    const answer = await this.call(`x:${object}/set`, { update: { [id]: patch } })
    assert.ok(Object.hasOwn((answer['updated'] ?? {}) as object, id), JSON.stringify(answer))
  }

  async refusedUpdate(object: string, patch: Json, id = 'singleton'): Promise<Json> {
    return member(await this.call(`x:${object}/set`, { update: { [id]: patch } }), 'notUpdated', id)
  }

  async destroy(object: string, id: string): Promise<void> {
    assert.deepEqual((await this.call(`x:${object}/set`, { destroy: [id] }))['destroyed'], [id])
  }

  async query(object: string, filter: Json): Promise<readonly string[]> {
    return (await this.call(`x:${object}/query`, { filter }))['ids'] as readonly string[]
  }

  browser(): Browser {
    return new Browser({ fetch: this.fetch })
  }

  /** A client made over the API, and a relying party that uses it. */
  async party(value: Json = {}): Promise<RelyingParty> {
    const redirectUri = 'https://rp.example/callback'
    const { id, secret } = await this.create('OAuthClient', { redirectUris: { [redirectUri]: true }, ...value })
    const clientId = String((await this.get('OAuthClient', id))['clientId'])
    return this.partyOf(clientId, typeof secret === 'string' ? secret : undefined)
  }

  partyOf(clientId: string, clientSecret?: string): RelyingParty {
    const party = { issuer, fetch: this.fetch, clientId, redirectUri: 'https://rp.example/callback', now: this.clock.now }
    return new RelyingParty(clientSecret === undefined ? party : { ...party, clientSecret })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#latchkey.close()
    this.#removeFolder()
  }
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function member(answer: Json, name: string, key: string): Json {
  const value = (answer[name] as Readonly<Record<string, Json>> | undefined)?.[key]
  return value ?? assert.fail(`${name} has no ${key}: ${JSON.stringify(answer)}`)
}
