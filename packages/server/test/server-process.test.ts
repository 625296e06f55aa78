import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import { connect } from 'node:tls'
import {
  administrator,
  Browser,
  makeCertificate,
  Scene,
  startServer,
  TestServer,
  temporaryFolder,
  waitUntil,
} from '@latchkey/testing'

describe('a server process', { timeout: 120_000 }, () => {
  test('serves https by itself, with cookies for https only, and takes a new certificate without a restart', async () => {
    await using server = await startServer({ tls: true })
    const response = await server.fetch(`${server.issuer}/`)
    assert.match(response.headers.get('strict-transport-security') ?? '', /max-age=\d+/)
    const { port } = new URL(server.issuer)
    const before = await fingerprint(Number(port))
    using folder = temporaryFolder()
    const renewed = makeCertificate(folder.path)
    copyFileSync(renewed.keyFile, server.env['LATCHKEY_TLS_KEY'] ?? '')
    copyFileSync(renewed.certificateFile, server.env['LATCHKEY_TLS_CERT'] ?? '')
    await waitUntil('the new certificate', async () => {
      if (!server.output.includes('certificate was read')) return undefined
      return (await fingerprint(Number(port))) === before ? undefined : true
    })
  })

  test('several workers share the port, the sessions and the settings', async () => {
    await using scene = await Scene.open({ env: { LATCHKEY_WORKERS: '2' } })
    const app = await scene.client()
    const { tokens } = await app.signIn(scene.browser(), scene.person)
    for (let count = 0; count < 20; count += 1) assert.equal((await app.userinfo(tokens.access_token)).status, 200)
  })

  test('an address in use is a mistake of LATCHKEY_LISTEN, and nothing is made', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const listen = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    for (const workers of ['1', '2']) {
      await using server = await TestServer.prepare({ env: { LATCHKEY_LISTEN: listen, LATCHKEY_WORKERS: workers } })
      const { status, stderr } = await server.spawn().finished()
      assert.equal(status, 1)
      assert.match(stderr, /LATCHKEY_LISTEN/)
      assert.ok(stderr.includes(listen))
    }
    other.close()
  })

  test('port 0 picks a port, prints it and is the issuer', async () => {
    await using server = await TestServer.prepare({ env: { LATCHKEY_LISTEN: '127.0.0.1:0', LATCHKEY_URL: undefined } })
    const child = server.spawn()
    const issuer = await waitUntil('the ready line', () => /ready at (http:\/\/localhost:\d+) /.exec(child.stdout)?.[1])
    const discovery: unknown = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
    assert.equal((discovery as { issuer: string }).issuer, issuer)
    child.signal('SIGINT')
    assert.equal((await child.finished()).status, 0)
  })

  test('a header section that is too large is refused, and the server lives on', async () => {
    await using server = await startServer()
    const huge = await server.fetch(`${server.issuer}/`, { headers: { 'x-huge': 'x'.repeat(40_000) } }).catch(() => undefined)
    assert.ok(huge === undefined || huge.status === 431 || huge.status === 400, String(huge?.status))
    assert.equal((await server.fetch(`${server.issuer}/healthz/ready`)).status, 200)
  })

  test('refusals are logged with reason and trace, never with what was sent', async () => {
    await using server = await startServer()
    const browser = new Browser({ fetch: server.fetch })
    const secret = 'the-secret-of-somebody'
    await browser.open(`${server.issuer}/auth/authorize?client_id=%00&state=${secret}`)
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: secret,
      client_id: 'x',
      client_secret: secret,
    })
    const response = await server.fetch(`${server.issuer}/auth/token`, { method: 'POST', body })
    const traceId = response.headers.get('latchkey-trace') ?? ''
    await waitUntil('the record', () => server.stdout.includes(traceId) || undefined)
    for (const line of server.stdout.trim().split('\n')) assert.equal(typeof JSON.parse(line), 'object')
    assert.equal(server.output.includes(secret), false)
    assert.equal(server.output.includes(administrator.password), false)
    const trace = await waitUntil('the trace', async () => {
      const { status, stdout } = await server.cli('trace', traceId)
      return status === 0 ? stdout : undefined
    })
    assert.match(trace, /token: refused/)
    assert.equal(trace.includes(secret), false)
  })
})

function fingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.once('error', reject)
  })
}
