import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { makeCertificate, Scene, temporaryFolder, waitUntil } from '@latchkey/testing'

let scene: Scene
before(async () => {
  scene = await Scene.open({ tls: true })
})
after(() => scene[Symbol.asyncDispose]())

/** What the command `openssl` prints of a handshake with the server. */
function handshake(...offer: readonly string[]): Promise<string> {
  const { port } = new URL(scene.issuer)
  const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost', ...offer]
  return new Promise((resolve) => {
    const child = execFile('openssl', args, { timeout: 30_000 }, (_error, stdout) => resolve(stdout))
    child.stdin?.end()
  })
}

/** Protocol and cipher suite of a handshake; `undefined`: there is nothing in common. */
async function agreed(...offer: readonly string[]): Promise<{ readonly protocol: string; readonly suite: string } | undefined> {
  const printed = await handshake(...offer)
  const [, suite] = /^New, .*Cipher is (\S+)$/m.exec(printed) ?? []
  const [, protocol] = /^ +Protocol *: (\S+)$/m.exec(printed) ?? /^New, (TLSv1\.3),/m.exec(printed) ?? []
  return suite === undefined || suite === '(NONE)' ? undefined : { protocol: String(protocol), suite }
}

/** Offers nothing that the command itself would not let out. */
const anything = ['-cipher', 'ALL:@SECLEVEL=0']

async function judge(): Promise<void> {
  assert.equal((await agreed())?.protocol, 'TLSv1.3')
  for (const version of ['-tls1', '-tls1_1']) assert.equal(await agreed(version, ...anything), undefined, version)
  for (const size of ['128', '256']) {
    const suite = `ECDHE-ECDSA-AES${size}-GCM-SHA${size === '128' ? '256' : '384'}`
    assert.deepEqual(await agreed('-tls1_2', '-cipher', suite), { protocol: 'TLSv1.2', suite })
  }
  const rest = 'ALL:!ECDHE+AESGCM:@SECLEVEL=0'
  assert.equal(await agreed('-tls1_2', '-cipher', rest), undefined)
  assert.equal(await agreed('-tls1_2', '-cipher', 'DHE'), undefined)
}

describe('FAPI2 transport', () => {
  test('FSP-72 TLS 1.3 is preferred, 1.2 has ECDHE with AES-GCM alone, and nothing older is spoken', judge)

  test('FSP-72 so it is with a certificate that was changed in the meantime', async () => {
    using folder = temporaryFolder()
    const { certificateFile, keyFile } = makeCertificate(folder.path)
    const { LATCHKEY_TLS_CERT: servedFile = '', LATCHKEY_TLS_KEY: servedKey = '' } = scene.server.env
    copyFileSync(keyFile, servedKey)
    copyFileSync(certificateFile, servedFile)
    const certificate = readFileSync(certificateFile, 'utf8').trim()
    await waitUntil('the new certificate is served', async () => (await handshake()).includes(certificate) || undefined)
    await judge()
  })
})
