import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { expectJsonError, expectPage, type RelyingParty, readAnswer, rowCounts, Scene } from '@latchkey/testing'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open({ env: { LATCHKEY_TRUSTED_PROXIES: '127.0.0.0/8,::1' } })
  await scene.settings({ anonymousClientRegistration: 'true' })
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

describe('bodies', () => {
  test('RFC8259-9 a registration that is nested too deeply is refused, and nothing is stored', async () => {
    const clients = (await rowCounts(scene.server))['clients']
    for (const depth of [25, 5000, 30_000]) {
      const deep = '['.repeat(depth) + ']'.repeat(depth)
      const body = `{"redirect_uris":["https://rp.example/"],"jwks":{"keys":[{"kty":"RSA","x":${deep}}]}}`
      expectJsonError(await register(body), 'invalid_request', 'body_too_deep', 400)
    }
    assert.equal((await rowCounts(scene.server))['clients'], clients)
  })

  test('a body that ends before its declared length is the sender’s mistake, and no failure of the server', async () => {
    for (const path of ['/auth/token', '/login', '/auth/register']) {
      const type = path === '/auth/register' ? 'application/json' : 'application/x-www-form-urlencoded'
      await send(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 100\r\n\r\na=1`)
      await send(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=1`,
      )
    }
    assert.equal((await scene.server.fetch(`${scene.issuer}/healthz/ready`)).status, 200)
    assert.doesNotMatch(scene.server.output, /"event":"failure"/)
    assert.match(scene.server.output, /"reason":"body_cut_short"/)
  })
})

describe('RFC9112-3.2 a Host header that is no host', () => {
  for (const host of ['a@b', 'evil.example/.well-known?', 'user:password@localhost']) {
    test(`${host} leads to no other address than the one that was asked`, async () => {
      // The part of the path that stands behind its second slash is where another endpoint is.
      const answer = await send(`GET /x/.well-known/jmap HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 400 /)
      // Node refuses it before anybody is asked.
      const reason = 'host_malformed'
      if (scene.server.runtime === 'bun')
        assert.ok(scene.server.output.includes(`"path":"/x/.well-known/jmap","reason":"${reason}"`))
    })
  }
})

describe('addresses that proxies pass on', () => {
  test('a client behind a proxy cannot escape the throttle with a header of its own', async () => {
    const proxy = '203.0.113.10'
    for (const own of [
      (count: number) => ({ 'x-forwarded-for': `198.51.100.${count}, ${proxy}` }),
      (count: number) => ({ 'x-forwarded-for': proxy, forwarded: `for=198.51.100.${count}` }),
      (count: number) => ({ 'x-forwarded-for': `198.51.100.${count}`, forwarded: `for=${proxy}` }),
    ]) {
      const statuses: number[] = []
      for (let count = 1; count <= 8; count += 1) statuses.push(await guess(`nobody-${own(0)['x-forwarded-for']}`, own(count)))
      assert.equal(statuses.at(-1), 429, String(statuses))
    }
  })
})

async function register(body: string) {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } }
  return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, init))
}

async function guess(username: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const browser = scene.browser(headers)
  const page = await browser.openPage(party.begin().url)
  return expectPage(await browser.submit(page, { fields: { username, password: 'wrong' } })).status
}

/** Writes octets, then ends its side of the connection, and waits for the end of the other. @returns what came back */
async function send(request: string): Promise<string> {
  const socket = connect(Number(new URL(scene.issuer).port), '127.0.0.1')
  let received = ''
  socket.setEncoding('latin1')
  socket.on('data', (text) => {
    received += text
  })
  socket.on('error', () => {})
  socket.end(request)
  await once(socket, 'close')
  return received
}
