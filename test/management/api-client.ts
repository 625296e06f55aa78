import assert from 'node:assert/strict'
import { administrator, type Credentials, type TestServer } from '@latchkey/testing'

export type Json = Readonly<Record<string, unknown>>
export type Call = readonly [method: string, args: Json]

/** Where a server is and how it is reached. */
export type Site = Pick<TestServer, 'issuer' | 'fetch'>

export const using = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap']

/** Somebody who manages a server over HTTP, with the credentials of one `Authorization` header. */
export class ApiClient {
  readonly authorization: string
  readonly #server: Site

  constructor(server: Site, authorization: string) {
    this.#server = server
    this.authorization = authorization
  }

  /** The administrator of the server, with an API key, as a password takes long to check. */
  static async administrator(server: Site): Promise<ApiClient> {
    return new ApiClient(server, basicOf(administrator)).withKey()
  }

  /** The same account by a new API key with these members. */
  async withKey(value: Json = {}): Promise<ApiClient> {
    const { secret } = await this.create('ApiKey', { description: 'of a test', ...value })
    return new ApiClient(this.#server, `Bearer ${secret}`)
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: this.authorization }
    return this.#server.fetch(`${this.#server.issuer}${path}`, { ...init, headers })
  }

  /** Sends a body as it is. */
  post(body: string, path = '/api'): Promise<Response> {
    return this.request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }

  /** Names and arguments of the answers to calls of one request. */
  async attempt(...calls: readonly Call[]): Promise<readonly (readonly [name: string, args: Json])[]> {
    const response = await this.post(
      JSON.stringify({ using, methodCalls: calls.map(([name, args], at) => [name, args, `c${at}`]) }),
    )
    const text = await response.text()
    assert.equal(response.status, 200, text)
    return (JSON.parse(text) as { readonly methodResponses: readonly (readonly [string, Json])[] }).methodResponses
  }

  /** Arguments of the answer to a call. @throws AssertionError when it is a method error */
  async call(method: string, args: Json): Promise<Json> {
    const [answer] = await this.attempt([method, args])
    assert.equal(answer?.[0], method, JSON.stringify(answer))
    return answer?.[1] ?? {}
  }

  async get(object: string, id = 'singleton'): Promise<Json> {
    const { list } = (await this.call(`x:${object}/get`, { ids: [id] })) as { readonly list: readonly Json[] }
    return list[0] ?? assert.fail(`no ${object} ${id}`)
  }

  /** The objects that a filter finds, in the order of the query. */
  async find(object: string, filter: Json): Promise<readonly Json[]> {
    const { ids } = await this.call(`x:${object}/query`, { filter })
    const { list } = await this.call(`x:${object}/get`, { ids })
    return list as readonly Json[]
  }

  /** What the server made of a new object: its id and what is shown once. */
  async create(object: string, value: Json): Promise<Json & { readonly id: string }> {
    const answer = await this.call(`x:${object}/set`, { create: { k: value } })
    const created = (answer['created'] as Readonly<Record<string, Json & { readonly id: string }>> | undefined)?.['k']
    return created ?? assert.fail(JSON.stringify(answer))
  }

  async update(object: string, patch: Json, id = 'singleton'): Promise<void> {
    const answer = await this.call(`x:${object}/set`, { update: { [id]: patch } })
    assert.ok(Object.hasOwn((answer['updated'] ?? {}) as Json, id), JSON.stringify(answer))
  }
}

export function basicOf({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
