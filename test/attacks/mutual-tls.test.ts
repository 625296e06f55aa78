import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect } from 'node:tls'
import {
  type Answer,
  administrator,
  CertificateScene,
  type ClientIdentity,
  makeCertificate,
  type RelyingParty,
  readAnswer,
  temporaryFolder,
  waitUntil,
} from '@latchkey/testing'

/** Where a trusted proxy calls from; everybody else calls from 127.0.0.1. */
const proxy = '127.0.0.2'
const header = 'X-Client-Cert'

let scene: CertificateScene
let ours: ClientIdentity
let party: RelyingParty

before(async () => {
  scene = await CertificateScene.open({ LATCHKEY_TRUSTED_PROXIES: `${proxy}/32`, LATCHKEY_MTLS_HEADER: `pem:${header}` })
  ours = scene.authority.issue({ subject: '/C=DE/O=Example/CN=billing' })
  party = await scene.scene.client({ fields: byCertificate })
})
after(() => scene[Symbol.asyncDispose]())

const machine = { grantTypes: ['client_credentials'], responseTypes: [] }
const byCertificate = {
  ...machine,
  tokenEndpointAuthMethod: 'tls_client_auth',
  tlsClientAuthSubjectDn: 'CN=billing,O=Example,C=DE',
  tlsClientCertificateBoundAccessTokens: true,
}

interface Sender {
  readonly identity?: ClientIdentity
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: the port that asks for certificates. */
  readonly at?: string
}

async function ask({ identity, from, headers, at = scene.secureUrl }: Sender, clientId = party.clientId): Promise<Answer> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId })
  return readAnswer(await scene.fetchAs(identity, from)(`${at}/auth/token`, { method: 'POST', body, headers: { ...headers } }))
}

function told(identity: ClientIdentity): Readonly<Record<string, string>> {
  return { [header]: encodeURIComponent(identity.certificate) }
}

async function assertRefused(sender: Sender): Promise<void> {
  const { status, body } = await ask(sender)
  assert.deepEqual([status, body['error'], body['error_description']], [401, 'invalid_client', 'Client authentication failed'])
}

describe('RFC8705-2 a client is impersonated', () => {
  test('the client itself gets a token, with an intermediate of the authority too, and again where it would take its TLS session up', async () => {
    assert.equal((await ask({ identity: ours })).status, 200)
    const below = scene.authority.intermediate({ subject: '/CN=Below' }).issue({ subject: '/C=DE/O=Example/CN=billing' })
    assert.equal((await ask({ identity: below })).status, 200)
    assert.deepEqual(statusesInOneSession(below), [200, 200])
  })

  test('without a certificate, and at the port that asks for none', async () => {
    await assertRefused({})
    await assertRefused({ identity: ours, at: scene.scene.issuer })
  })

  const subject = '/C=DE/O=Example/CN=billing'
  const impostors: Readonly<Record<string, () => ClientIdentity>> = {
    'another client': () => scene.authority.issue({ subject: '/C=DE/O=Example/CN=other' }),
    'the same names in another order': () => scene.authority.issue({ subject: '/CN=billing/O=Example/C=DE' }),
    'the names in one attribute': () => scene.authority.issue({ subject: '/CN=billing,O=Example,C=DE' }),
    'the subject and more': () => scene.authority.issue({ subject: `${subject}/OU=More` }),
    'two common names': () => scene.authority.issue({ subject: `${subject}/CN=other` }),
    'the common name with more behind it': () => scene.authority.issue({ subject: '/C=DE/O=Example/CN=billing .other' }),
    'the subject as an alternative name': () => scene.authority.issue({ subject: '/CN=x', names: 'DNS:billing' }),
    'an expired certificate': () => scene.authority.issue({ subject, days: -1 }),
    'a certificate of an unknown authority of the same name': () => scene.stranger().issue({ subject }),
    'a self-signed certificate': () => scene.selfSigned({ subject }),
    'a certificate that an ordinary client issued': () =>
      scene.authority.intermediate({ subject: '/CN=client', extensions: ['keyUsage=digitalSignature'] }).issue({ subject }),
    'a certificate for servers': () => scene.authority.issue({ subject, extensions: ['extendedKeyUsage=serverAuth'] }),
    'an authority that is constrained to other names': () =>
      scene.authority
        .intermediate({
          subject: '/CN=Constrained',
          extensions: ['basicConstraints=critical,CA:TRUE', 'nameConstraints=permitted;DNS:example.org'],
        })
        .issue({ subject }),
  }
  for (const [name, make] of Object.entries(impostors)) test(`with ${name}`, () => assertRefused({ identity: make() }))
})

describe('RFC8705-6.5 the header of a proxy', () => {
  test('counts when a trusted proxy sends it, at either port', async () => {
    for (const at of [scene.scene.issuer, scene.secureUrl]) {
      const { status, body } = await ask({ from: proxy, headers: told(ours), at })
      assert.equal(status, 200, JSON.stringify(body))
    }
  })

  test('of anybody else does not exist, whatever certificate comes with the connection', async () => {
    await assertRefused({ headers: told(ours) })
    await assertRefused({ headers: told(ours), at: scene.scene.issuer })
    await assertRefused({ headers: { ...told(ours), 'X-Forwarded-For': proxy, Forwarded: `for=${proxy}` } })
    await assertRefused({ headers: told(ours), identity: scene.selfSigned() })
    assert.equal((await ask({ identity: ours, headers: told(scene.selfSigned()) })).status, 200)
  })

  test('of a trusted proxy replaces the certificate of the proxy, which is never that of a client', async () => {
    await assertRefused({ from: proxy, identity: ours })
    await assertRefused({ from: proxy, identity: ours, headers: told(scene.selfSigned()) })
    await assertRefused({ from: proxy, identity: ours, headers: { [header]: '' } })
  })

  test('with a certificate that is expired, or of nobody, or no certificate at all', async () => {
    for (const value of [
      'junk',
      '%',
      '%zz',
      encodeURIComponent('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
    ]) {
      await assertRefused({ from: proxy, headers: { [header]: value } })
    }
    const expired = scene.authority.issue({ subject: '/C=DE/O=Example/CN=billing', days: -1 })
    await assertRefused({ from: proxy, headers: told(expired) })
    await assertRefused({ from: proxy, headers: told(scene.stranger().issue({ subject: '/C=DE/O=Example/CN=billing' })) })
  })
})

describe('RFC8705-3 a bound token that was stolen', () => {
  test('is of no use at userinfo and in management without its certificate', async () => {
    const scopes = ['openid', 'urn:latchkey:management']
    const person = await scene.scene.client({ isPublic: true, fields: { scopes, tlsClientCertificateBoundAccessTokens: true } })
    const identity = scene.selfSigned()
    const pending = person.begin({ scope: scopes.join(' ') })
    const { url } = await scene.scene.browser().signIn(pending.url, administrator)
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: url.searchParams.get('code') ?? '',
      redirect_uri: person.redirectUri,
      code_verifier: pending.verifier,
      client_id: person.clientId,
    })
    const answer = await readAnswer(await scene.fetchAs(identity)(`${scene.secureUrl}/auth/token`, { method: 'POST', body }))
    const authorization = `Bearer ${String(answer.body['access_token'])}`
    for (const path of ['/auth/userinfo', '/jmap/session']) {
      const use = async (at: string, shown?: ClientIdentity, from?: string, headers = {}) =>
        (await scene.fetchAs(shown, from)(at + path, { headers: { authorization, ...headers } })).status
      assert.equal(await use(scene.secureUrl, identity), 200)
      assert.equal(await use(scene.scene.issuer, undefined, proxy, told(identity)), 200)
      assert.equal(await use(scene.secureUrl, scene.selfSigned()), 401)
      assert.equal(await use(scene.secureUrl), 401)
      assert.equal(await use(scene.scene.issuer), 401)
      assert.equal(await use(scene.scene.issuer, undefined, undefined, told(identity)), 401)
    }
  })
})

test('the port for certificates serves a new certificate of its own when the files change', async () => {
  using folder = temporaryFolder()
  const { certificateFile, keyFile } = makeCertificate(folder.path)
  const { LATCHKEY_TLS_CERT: servedFile = '', LATCHKEY_TLS_KEY: servedKey = '' } = scene.scene.server.env
  copyFileSync(keyFile, servedKey)
  copyFileSync(certificateFile, servedFile)
  const { fingerprint256 } = new X509Certificate(readFileSync(certificateFile))
  await waitUntil('the new certificate is served', async () =>
    (await servedFingerprint()) === fingerprint256 ? true : undefined,
  )
  assert.equal((await ask({ identity: ours })).status, 200)
})

async function servedFingerprint(): Promise<string> {
  const socket = connect({ port: Number(new URL(scene.secureUrl).port), host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

/** A token request, and one in a second connection that would take the TLS session up again; both get a session of their own. */
function statusesInOneSession(identity: ClientIdentity): readonly number[] {
  using folder = temporaryFolder()
  const file = (name: string, text = ''): string => {
    writeFileSync(join(folder.path, name), text)
    return join(folder.path, name)
  }
  const [own = '', ...others] = identity.certificate.split(/(?<=-----END CERTIFICATE-----\n)/)
  const shown = ['-cert', file('own', own), '-key', file('key', identity.key), '-cert_chain', file('chain', others.join(''))]
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: party.clientId }).toString()
  const head =
    'POST /auth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded'
  const input = `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const host = ['s_client', '-connect', `127.0.0.1:${new URL(scene.secureUrl).port}`, '-ign_eof']
  const session = join(folder.path, 'session')
  return ['-sess_out', '-sess_in'].map((option) => {
    // Not every runtime gives out a session that cannot be taken up.
    const known = option === '-sess_out' || existsSync(session) ? [option, session] : []
    const { stdout } = spawnSync('openssl', [...host, ...shown, ...known], { input, encoding: 'utf8', timeout: 20_000 })
    assert.match(stdout, /^New, TLSv1\.3/m)
    return Number(/HTTP\/1\.1 (\d+)/.exec(stdout)?.[1])
  })
}
