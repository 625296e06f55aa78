import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OAuthError } from '@latchkey/core'
import { pages } from '@latchkey/pages'
import type { LogRecord } from '../log/log.ts'
import { Networks } from '../net/networks.ts'
import { ErrorResponder } from '../oidc/respond-error.ts'
import { type App, createApp } from './app.ts'
import { Cookies } from './cookies.ts'
import { PageFrame } from './page-frame.ts'
import type { Route } from './route.ts'

const trustedProxies = new Networks([])
const clock = (): number => 0
const randomBytes = (length: number): Uint8Array => new Uint8Array(length)

/** An app of one route, with what it logged. */
function appOf(
  route: Partial<Route>,
  makeTrace: () => void = () => {},
  isClientOrigin: (origin: string) => Promise<boolean> = async () => false,
): { readonly app: App; readonly logged: LogRecord[] } {
  const logged: LogRecord[] = []
  const log = { isDebug: false, write: (record: LogRecord) => logged.push(record) }
  const frame = new PageFrame({ pages, base: '', isSecure: true, cookies: new Cookies(true, randomBytes) })
  const errors = new ErrorResponder({ frame, log, clock, randomBytes, trace: { record: makeTrace } })
  const row: Route = {
    methods: ['GET'],
    path: '/x',
    handle: () => new Response('fine'),
    cors: 'none',
    cache: 'no-store',
    failure: 'json',
    ...route,
  }
  return { app: createApp({ routes: [row], base: '', trustedProxies, errors, log, clock, isClientOrigin }), logged }
}

const request = (): Request => new Request('https://id.example/x?secret=1')
const peer = { remoteAddress: '192.0.2.1' }

describe('failures', () => {
  const bug = (): never => {
    throw new TypeError('a detail of ours')
  }

  test('a bug is server_error with a trace id, its cause only in the log', async () => {
    for (const failure of ['json', 'page'] as const) {
      const { app, logged } = appOf({ handle: bug, failure })
      const response = await app(request(), peer)
      assert.equal(response.status, 500)
      const text = await response.text()
      assert.match(text, /server_error/)
      assert.equal(text.includes('a detail of ours'), false)
      const failed = logged.find((record) => record.event === 'failure')
      assert.ok(failed?.event === 'failure' && failed.cause instanceof TypeError)
      assert.equal(failed.at, '/x')
      assert.equal(response.headers.get('latchkey-trace'), failed.traceId)
    }
  })

  test('a refusal has the status and the text of its row', async () => {
    const { app, logged } = appOf({
      handle: () => {
        throw new OAuthError('body_too_large')
      },
      cors: 'open',
    })
    const response = await app(request(), peer)
    assert.equal(response.status, 413)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.equal(((await response.json()) as { error: string }).error, 'invalid_request')
    assert.deepEqual(
      logged.map((record) => record.event),
      ['refused'],
    )
  })

  test('a failure to answer a failure is still an answer', async () => {
    const { app, logged } = appOf({ handle: bug }, bug)
    const response = await app(request(), peer)
    assert.equal(response.status, 500)
    assert.deepEqual(await response.json(), { error: 'server_error' })
    assert.ok(logged.length > 0)
  })
})

describe('paths', () => {
  const ask = async (app: App, path: string, method = 'GET'): Promise<Response> =>
    app(new Request(`https://id.example${path}`, { method }), peer)

  test('are found whether or not a part of them varies', async () => {
    for (const [path, asked] of [
      ['/x', '/x?a=1'],
      ['/x/:name', '/x/some?a=1'],
    ] as const) {
      const { app } = appOf({ path })
      assert.equal(await (await ask(app, asked)).text(), 'fine', path)
      const refused = await ask(app, asked, 'DELETE')
      assert.equal(refused.status, 405, path)
      assert.equal(refused.headers.get('allow'), 'GET, HEAD, OPTIONS', path)
    }
  })

  test('with an encoded letter are the same', async () => {
    const { app } = appOf({ path: '/xy' })
    assert.equal(await (await ask(app, '/x%79')).text(), 'fine')
  })

  test('have no body for HEAD', async () => {
    for (const path of ['/x', '/:name']) {
      const response = await ask(appOf({ path }).app, '/x', 'HEAD')
      assert.equal(response.status, 200, path)
      assert.equal(await response.text(), '', path)
    }
  })

  test('that nobody has are not found, nor those that only begin like one', async () => {
    const { app } = appOf({})
    for (const path of ['/', '/y', '/x/', '/x/y', '/xx', '/:x']) assert.equal((await ask(app, path)).status, 404, path)
  })
})

describe('origins', () => {
  test('what one origin is answered is not added to headers that other answers share', async () => {
    const headers = new Headers({ 'access-control-allow-origin': '*' })
    // As that of @hono/node-server, which keeps the headers that it is given.
    class KeepingResponse extends Response {
      override get headers(): Headers {
        return headers
      }
    }
    const handle = (): Response => new KeepingResponse('fine')
    const { app } = appOf({ handle, cors: 'open' }, undefined, async () => true)
    const response = await app(new Request('https://id.example/x', { headers: { origin: 'https://app.example' } }), peer)
    assert.equal(response.headers.get('access-control-allow-origin'), 'https://app.example')
    assert.deepEqual([...headers], [['access-control-allow-origin', '*']])
  })

  const from = (origin: string, method = 'GET'): Request => new Request('https://id.example/x', { method, headers: { origin } })
  const handle = (): Response => new Response('fine', { headers: { 'access-control-allow-origin': '*' } })
  const app = 'https://app.example'

  test('are looked up for open endpoints only, and only those that a client could have', async () => {
    const asked: string[] = []
    const isClientOrigin = async (origin: string): Promise<boolean> => {
      asked.push(origin)
      return true
    }
    const open = appOf({ handle, cors: 'open' }, undefined, isClientOrigin).app
    const closed = appOf({ handle, cors: 'none' }, undefined, isClientOrigin).app
    for (const method of ['GET', 'OPTIONS', 'DELETE']) await closed(from(app, method), peer)
    await open(request(), peer)
    for (const origin of ['null', '', 'app.example', `${app}/`, `https://${'a'.repeat(300)}`, 'capacitor://localhost']) {
      const response = await open(from(origin), peer)
      assert.equal(response.headers.get('access-control-allow-credentials'), null, origin)
    }
    assert.deepEqual(asked, [])
    for (const method of ['GET', 'OPTIONS', 'DELETE']) {
      const { headers } = await open(from(app, method), peer)
      assert.equal(headers.get('access-control-allow-origin'), app, method)
      assert.equal(headers.get('access-control-allow-credentials'), 'true', method)
      assert.equal(headers.get('vary'), 'Origin', method)
    }
  })

  test('that cannot be looked up leave the answer what it is', async () => {
    const down = async (): Promise<boolean> => {
      throw new Error('no database')
    }
    const { app: open, logged } = appOf({ handle, cors: 'open' }, undefined, down)
    const response = await open(from(app), peer)
    assert.equal(await response.text(), 'fine')
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.equal(response.headers.get('access-control-allow-credentials'), null)
    assert.deepEqual(
      logged.map((record) => record.event),
      ['failure'],
    )
  })
})

test('pages over https ask browsers to stay with https', async () => {
  const { app } = appOf({})
  const response = await app(new Request('https://id.example/nowhere'), peer)
  assert.equal(response.status, 404)
  assert.match(response.headers.get('strict-transport-security') ?? '', /^max-age=31536000/)
})
