import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene } from '@latchkey/testing'
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose'

const key = 'an encryption key of sixty-four characters, the same in each form'.slice(0, 64)
const otherKey = key.toUpperCase()
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

let scene: Scene
let party: RelyingParty
let files: { readonly key: string; readonly pem: string }

before(async () => {
  scene = await Scene.open({ env: { SETTINGS_TEST_KEY: key, SETTINGS_TEST_PEM: pem } })
  party = await scene.client()
  files = { key: join(scene.server.data, 'encryption.key'), pem: join(scene.server.data, 'signature.pem') }
  writeFileSync(files.key, key)
  writeFileSync(files.pem, pem)
})
after(() => scene[Symbol.asyncDispose]())

/** Sets the field with the command line; answers what `get` shows of it then. */
async function set(field: string, form: Readonly<Record<string, string>>): Promise<unknown> {
  await scene.settings({ [field]: JSON.stringify(form) })
  const { stdout } = await scene.server.cli('get', 'oidc-provider', '--json')
  for (const secret of [key, otherKey, 'PRIVATE KEY']) assert.equal(stdout.includes(secret), false)
  return (JSON.parse(stdout) as Record<string, unknown>)[field]
}

describe('SecretKey: encryptionKey', () => {
  test('is the same key as a value, from the environment and from a file, and another one ends the tokens', async () => {
    const variable = { '@type': 'EnvironmentVariable', variableName: 'SETTINGS_TEST_KEY' }
    const file = { '@type': 'File', filePath: files.key }
    assert.deepEqual(await set('encryptionKey', { '@type': 'Value', secret: key }), { '@type': 'Value', secret: '****' })
    const { access_token: token } = (await party.signIn(scene.browser(), scene.person)).tokens
    const status = async () => (await party.userinfo(token)).status
    assert.equal(await status(), 200)
    assert.deepEqual(await set('encryptionKey', variable), variable)
    assert.equal(await status(), 200)
    assert.deepEqual(await set('encryptionKey', file), file)
    assert.equal(await status(), 200)
    await set('encryptionKey', { '@type': 'Value', secret: otherKey })
    assert.equal(await status(), 401)
    await set('encryptionKey', variable)
    assert.equal(await status(), 200)
  })
})

describe('SecretText: signatureKey', () => {
  test('signs as a text, from the environment and from a file', async () => {
    const kid = await calculateJwkThumbprint(createPublicKey(pem).export({ format: 'jwk' }))
    const forms = [
      { '@type': 'EnvironmentVariable', variableName: 'SETTINGS_TEST_PEM' },
      { '@type': 'Text', secret: pem },
      { '@type': 'File', filePath: files.pem },
    ]
    for (const form of forms) {
      const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
      await set('signatureKey', { '@type': 'Text', secret: another.toString() })
      assert.notEqual(await signingKid(), kid)
      const shown = await set('signatureKey', form)
      assert.deepEqual(shown, 'secret' in form ? { '@type': 'Text', secret: '****' } : form)
      assert.equal(await signingKid(), kid)
    }
  })

  async function signingKid(): Promise<string | undefined> {
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    await party.verify(tokens.id_token)
    return decodeProtectedHeader(tokens.id_token).kid
  }
})
