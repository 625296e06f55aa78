import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startServer, type TestServer } from '@latchkey/testing'
import { ApiClient, type Json } from './api-client.ts'

interface Event {
  readonly id?: string
  readonly event?: string
  readonly data?: string
}

let server: TestServer
let api: ApiClient

before(async () => {
  server = await startServer()
  api = await ApiClient.administrator(server)
})
after(() => server[Symbol.asyncDispose]())

/** An open event source; its events come one by one. */
class EventSource implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #text = ''

  private constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  /** Opens one and reads what it says at once: the states that it starts from. */
  static async open(query: string, headers: Readonly<Record<string, string>> = {}, caller = api): Promise<EventSource> {
    const response = await caller.request(`/jmap/eventsource${query}`, { headers })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.ok(response.body)
    return new EventSource(response.body)
  }

  /** The next event; `undefined` at the end of the stream. */
  async next(): Promise<Event | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split('\n')
        this.#text = this.#text.slice(end + 2)
        return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
      }
      const { value, done } = await this.#reader.read()
      if (done) return undefined
      this.#text += this.#decoder.decode(value, { stream: true })
    }
  }

  /** States of the caller's account in the next state event. */
  async states(): Promise<Json | undefined> {
    for (;;) {
      const event = await this.next()
      if (event === undefined) return undefined
      if (event.event !== 'state') continue
      const { '@type': type, changed } = JSON.parse(event.data ?? '{}') as { readonly '@type': string; readonly changed: Json }
      assert.equal(type, 'StateChange')
      const [states, ...more] = Object.values(changed)
      assert.deepEqual(more, [])
      return states as Json
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel().catch(() => undefined)
  }
}

const state = async (type: string): Promise<unknown> => (await api.call(`${type}/get`, { ids: [] }))['state']

describe('RFC8620-7.3 the event source', () => {
  test('tells of a change over another connection, with the state that the type then has', async () => {
    await using source = await EventSource.open('?types=*&closeafter=no&ping=0')
    assert.equal(typeof (await source.next())?.id, 'string')
    await api.update('OidcProvider', { authCodeMaxAttempts: 8 })
    const states = await source.states()
    assert.equal(states?.['x:OidcProvider'], await state('x:OidcProvider'))
    assert.equal(states?.['x:OAuthClient'], undefined)
  })

  test('tells of a change by another process', async () => {
    await using source = await EventSource.open('?types=x:OAuthClient,x:OidcProvider&closeafter=no&ping=0')
    await source.next()
    const made = await server.cli('create', 'oauth-client', '--field', 'redirectUris={"https://app.example/cb":true}')
    assert.equal(made.status, 0, made.stderr)
    const states = await source.states()
    assert.deepEqual(states, { 'x:OAuthClient': await state('x:OAuthClient') })
  })

  test('tells of nothing but the types that were asked for, and ends after a state if that was', async () => {
    await using source = await EventSource.open('?types=x:Group&closeafter=state&ping=0')
    await source.next()
    await api.update('OidcProvider', { authCodeMaxAttempts: 9 })
    await api.create('Group', { name: 'pushed' })
    assert.deepEqual(await source.states(), { 'x:Group': await state('x:Group') })
    assert.equal(await source.next(), undefined)
  })

  test('tells who comes back what they missed', async () => {
    let id: string | undefined
    {
      await using source = await EventSource.open('?types=x:Group&closeafter=no&ping=0')
      id = (await source.next())?.id
    }
    await api.create('Group', { name: 'missed' })
    await using source = await EventSource.open('?types=x:Group&closeafter=no&ping=0', { 'last-event-id': id ?? '' })
    assert.deepEqual(await source.states(), { 'x:Group': await state('x:Group') })
  })

  test('names no type that the caller may not see', async () => {
    const caller = await api.withKey({
      permissions: { '@type': 'Replace', permissions: { authenticate: true, sysGroupGet: true } },
    })
    await using source = await EventSource.open('?types=*&closeafter=no&ping=0', {}, caller)
    const names = [...new URLSearchParams((await source.next())?.id).keys()]
    assert.deepEqual(names, ['x:Group'])
    await api.update('OidcProvider', { authCodeMaxAttempts: 10 })
    await api.create('Group', { name: 'seen' })
    assert.deepEqual(Object.keys((await source.states()) ?? {}), ['x:Group'])
  })

  test('is where the session resource says, and for those who are authenticated', async () => {
    const { eventSourceUrl } = (await (await api.request('/jmap/session')).json()) as { readonly eventSourceUrl: string }
    const url = eventSourceUrl.replace('{types}', '*').replace('{closeafter}', 'no').replace('{ping}', '0')
    const { status } = await server.fetch(url)
    assert.equal(status, 401)
    assert.equal((await api.request(`${url.slice(server.issuer.length)}&ping=x`)).status, 400)
  })
})
