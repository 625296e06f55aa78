import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectPlain, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { TestAuthority } from '@latchkey/testing'
import type { App } from '../http/app.ts'
import type { Listener, TlsFiles } from './listener.ts'
import { listenWithCertificates } from './with-certificates.ts'

const host = '127.0.0.1'
/** Milliseconds. Long enough for whoever means well on a machine that is busy. */
const limits = { handshake: 1_500, headers: 1_500, next: 1_500 }
const folder = mkdtempSync(join(tmpdir(), 'latchkey-listener-'))
let listener: Listener
let tls: TlsFiles

before(async () => {
  tls = TestAuthority.make(folder).issue({ subject: '/CN=localhost', names: 'DNS:localhost' })
  const app: App = async (_request, { certificates = [] }) => new Response(`${certificates.length} sent`)
  listener = await listenWithCertificates({ host, port: 0, tls, app }, limits)
})
after(async () => {
  listener.stopAccepting()
  await listener.close()
  rmSync(folder, { recursive: true })
})

async function open(more: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host, port: listener.port, rejectUnauthorized: false, ...more })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

/** Settles when the connection is gone, also when it went while something was written to it. */
async function ended(socket: Socket): Promise<void> {
  socket.resume()
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
}

/** Sends an octet now and then, as whoever wants to keep a connection does. */
async function drip(socket: Socket): Promise<void> {
  const timer = setInterval(() => socket.writable && socket.write('a'), 50)
  await ended(socket)
  clearInterval(timer)
}

describe('a port that asks for certificates ends a connection', () => {
  test('on which no handshake begins', async () => {
    const socket = connectPlain(listener.port, host)
    socket.on('error', () => {})
    await ended(socket)
  })

  test('on which nothing is asked', async () => {
    await ended(await open())
  })

  test('whose header section does not come to its end', async () => {
    const socket = await open()
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ')
    await drip(socket)
  })

  test('whose next header section does not come to its end', async () => {
    const socket = await open()
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    const [answer] = await once(socket, 'data')
    assert.match(String(answer), /^HTTP\/1\.1 200/)
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ')
    await drip(socket)
  })
})

describe('the certificates of a client', () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`come with its intermediates on each connection, also of one that would take up its ${maxVersion} session`, async () => {
      const { certificate: cert, key } = TestAuthority.make(folder).intermediate({ subject: '/CN=a' }).issue({ subject: '/CN=b' })
      let session: Buffer | undefined
      // Also under a certificate that took the place of another.
      listener.setTls(tls)
      for (const _connection of [1, 2, 3]) {
        const socket = await open({ cert, key, maxVersion, ...(session !== undefined && { session }) })
        socket.on('session', (given: Buffer) => {
          session = given
        })
        socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
        const [answer] = await once(socket, 'data')
        assert.match(String(answer), /2 sent/)
        socket.destroy()
        await ended(socket)
      }
    })
  }
})
