import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { connect } from 'node:tls'
import { makeCertificate, Scene, temporaryFolder, waitUntil } from '@latchkey/testing'

describe('serving https itself', () => {
  test('the certificate is read again when its file changes', async () => {
    await using scene = await Scene.open({ tls: true })
    using folder = temporaryFolder()
    const { certificateFile, keyFile } = makeCertificate(folder.path)
    const { LATCHKEY_TLS_CERT: servedFile = '', LATCHKEY_TLS_KEY: servedKey = '' } = scene.server.env
    const { port } = new URL(scene.issuer)
    assert.equal(await servedFingerprint(Number(port)), new X509Certificate(readFileSync(servedFile)).fingerprint256)
    copyFileSync(keyFile, servedKey)
    copyFileSync(certificateFile, servedFile)
    const { fingerprint256 } = new X509Certificate(readFileSync(certificateFile))
    await waitUntil('the new certificate is served', async () =>
      (await servedFingerprint(Number(port)).catch(resetInHandshake)) === fingerprint256 ? true : undefined,
    )
  })

  test('cookies are Secure with the __Host- prefix, and answers ask for https from then on', async () => {
    await using scene = await Scene.open({ tls: true })
    const party = await scene.client()
    const browser = scene.browser()
    const { headers } = (await party.signIn(browser, scene.person)).departure
    assert.match(headers.get('strict-transport-security') ?? '', /max-age=\d{7,}/)
    assert.ok(browser.cookies.entries().length > 0)
    for (const [name] of browser.cookies.entries()) assert.ok(name.startsWith('__Host-'), name)
  })
})

/** On Bun a handshake that is under way when the certificate changes may be reset; the next one is served. */
function resetInHandshake(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ECONNRESET') throw error
}

function servedFingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.once('error', reject)
  })
}
