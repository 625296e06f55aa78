import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { type ClientIdentity, fetchTrusting, selfSignedIdentity, TestAuthority, temporaryFolder } from '@latchkey/testing'
import { type Peer, StartRefused, toNodeHandler } from '../src/index.ts'
import { type Opened, openLatchkey } from './open-latchkey.ts'

/* Certificates of clients that a server hands over to the library within it (RFC 8705). */

const folder = temporaryFolder()
const authority = TestAuthority.make(folder.path)
let opened: Opened
let billing: ClientIdentity
let other: ClientIdentity

before(async () => {
  opened = await openLatchkey({ mutualTls: { authorities: authority.certificate, url: 'https://mtls.example' } })
  billing = authority.issue({ subject: '/CN=billing' })
  other = authority.issue({ subject: '/CN=other' })
  const created = await opened.latchkey.createClient({
    clientId: 'billing',
    name: 'Billing',
    redirectUris: ['https://billing.example/cb'],
    grantTypes: ['client_credentials'],
    responseTypes: [],
    tokenEndpointAuthMethod: 'tls_client_auth',
    tlsClientAuthSubjectDn: 'CN=billing',
    tlsClientCertificateBoundAccessTokens: true,
  })
  assert.ok('created' in created, JSON.stringify(created))
})
after(async () => {
  await opened[Symbol.asyncDispose]()
  folder.remove()
})

const body = 'grant_type=client_credentials&client_id=billing'
const headers = { 'content-type': 'application/x-www-form-urlencoded' }

function ask(peer: Peer, more: Readonly<Record<string, string>> = {}): Promise<Response> {
  const request = new Request('http://localhost:8080/auth/token', { method: 'POST', body, headers: { ...headers, ...more } })
  return opened.latchkey.fetch(request, peer)
}

const at = (certificates?: readonly (string | Uint8Array)[]): Peer => ({
  remoteAddress: '192.0.2.1',
  ...(certificates !== undefined && { certificates }),
})

describe('RFC8705-2.1 the library with certificates of clients', () => {
  test('takes the certificate that comes with a request, as PEM or DER', async () => {
    for (const sent of [billing.certificate, new Uint8Array(new X509Certificate(billing.certificate).raw)]) {
      const answer = await ask(at([sent]))
      assert.equal(answer.status, 200, await answer.clone().text())
      assert.equal(typeof ((await answer.json()) as { access_token: unknown }).access_token, 'string')
    }
  })

  test('refuses the client without one, with that of another, or with one in a header', async () => {
    const encoded = encodeURIComponent(billing.certificate)
    const inHeader = { 'x-client-cert': encoded, 'client-cert': `:${Buffer.from(billing.certificate).toString('base64')}:` }
    for (const answer of [await ask(at()), await ask(at([other.certificate])), await ask(at(), inHeader), await ask(at(['x']))]) {
      assert.equal(answer.status, 401)
      assert.equal(((await answer.json()) as { error: string }).error, 'invalid_client')
    }
  })

  test('RFC8705-5 names the methods and the address for certificates in its metadata', async () => {
    const metadata = (await (await opened.fetch('/.well-known/openid-configuration')).json()) as Record<string, unknown>
    const methods = metadata['token_endpoint_auth_methods_supported'] as readonly string[]
    assert.ok(methods.includes('tls_client_auth') && methods.includes('self_signed_tls_client_auth'))
    const aliases = metadata['mtls_endpoint_aliases'] as Record<string, string>
    assert.equal(aliases['token_endpoint'], 'https://mtls.example/auth/token')
  })

  test('looks at none unless it is told to', async () => {
    await using plain = await openLatchkey({ url: 'http://localhost:8081' })
    const metadata = (await (await plain.fetch('/.well-known/openid-configuration')).json()) as Record<string, unknown>
    assert.equal((metadata['token_endpoint_auth_methods_supported'] as readonly string[]).includes('tls_client_auth'), false)
    assert.equal(metadata['mtls_endpoint_aliases'], undefined)
  })

  test('does not open with authorities or an address that cannot be used', async () => {
    for (const [mutualTls, name] of [
      [{ authorities: 'nothing' }, 'mutualTls.authorities'],
      [{ authorities: billing.certificate }, 'mutualTls.authorities'],
      [{ url: 'http://mtls.example' }, 'mutualTls.url'],
    ] as const) {
      await assert.rejects(openLatchkey({ mutualTls }), (error) => {
        assert.ok(error instanceof StartRefused)
        assert.deepEqual(
          error.mistakes.map((mistake) => mistake.name),
          [name],
        )
        return true
      })
    }
  })

  test('gets them by toNodeHandler, after a real handshake', async () => {
    const own = selfSignedIdentity(folder.path, { subject: '/CN=localhost', names: 'DNS:localhost,IP:127.0.0.1' })
    const { certificate: cert, key } = own
    const http = createServer(toNodeHandler(opened.latchkey))
    const sockets = new Set<TLSSocket>()
    const server = createTlsServer({ cert, key, requestCert: true, rejectUnauthorized: false }, (socket) => {
      sockets.add(socket)
      http.emit('connection', socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const url = `https://localhost:${(server.address() as AddressInfo).port}/auth/token`
      const statusAs = async (identity?: ClientIdentity) =>
        (await fetchTrusting(cert, identity)(url, { method: 'POST', body, headers })).status
      assert.deepEqual([await statusAs(billing), await statusAs(other), await statusAs()], [200, 401, 401])
    } finally {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  })
})
