import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Credentials, type RelyingParty, Scene } from '@latchkey/testing'
import { ApiClient, basicOf, type Json } from './api-client.ts'

const password = 'correct horse battery'
const long = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Hashes of `password`, made by libxcrypt, Python and OpenSSL. */
const hashes = {
  bcrypt: '$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.',
  keycloak:
    '$pbkdf2-sha512$i=27500,l=64$AAECAwQFBgcICQoLDA0ODw$5B4tnWqx2PYDfdhQilEny0L9eoEaMA8DMq85BtGBSuSxgz+uD+tGkC1hmXVbN1yvKeRJ0QZgeAVUUe3CJtSpBQ',
  scrypt: '$scrypt$ln=12,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$mQODSPipO7v2IkeXX6QyBSRUHAy5goafrJaPOn9CN2o',
  argon2i: '$argon2i$v=19$m=8192,t=3,p=1$c2l4dGVlbiBvY3RldHMuLg$PGCqDT2i2n8GbwhoJx7j9O2yPBGCqf7FSg3XIkQCDkg',
} as const

let scene: Scene
let api: ApiClient
let party: RelyingParty
before(async () => {
  scene = await Scene.open()
  api = await ApiClient.administrator(scene.server)
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

async function imported(name: string, secretHash: string, more: Json = {}): Promise<string> {
  const credentials = { 0: { '@type': 'Password', secretHash } }
  return (await api.create('Account', { name, credentials, ...more })).id
}

async function isRefused(credentials: Credentials): Promise<boolean> {
  const browser = scene.browser()
  const visit = await browser.submit(await browser.openPage(party.begin().url), { fields: { ...credentials } })
  return visit.kind === 'page' && visit.page.name === 'login'
}

describe('a person whose account comes from another program', { timeout: 240_000 }, () => {
  for (const [name, hash] of Object.entries(hashes)) {
    test(`signs in with the password of before, and again: ${name}`, async () => {
      const subject = `f:0b7a:${name}`
      await imported(name, hash, { subject })
      assert.equal(await isRefused({ username: name, password: `${password}!` }), true)
      for (const turn of ['first', 'second']) {
        const { claims } = await party.signIn(scene.browser(), { username: name, password })
        assert.equal(claims.sub, subject, turn)
      }
      assert.equal(await isRefused({ username: name, password: `${password}!` }), true)
    })
  }

  test('has a hash of this server after the first sign-in: what bcrypt did not read counts from then on', async () => {
    const hash = '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui'
    const [one, other] = ['long one', 'long other']
    for (const username of [one, other]) await imported(username, hash)
    await party.signIn(scene.browser(), { username: one, password: `${long}chars after 72 are ignored` })
    assert.equal(await isRefused({ username: one, password: long }), true)
    await party.signIn(scene.browser(), { username: other, password: long })
    assert.equal(await isRefused({ username: other, password: `${long}chars after 72 are ignored` }), true)
  })

  test('calls management with that password', async () => {
    await imported('basic', hashes.bcrypt)
    const status = async (secret: string): Promise<number> => {
      const authorization = basicOf({ username: 'basic', password: secret })
      return (await scene.server.fetch(`${scene.issuer}/api/account`, { headers: { authorization } })).status
    }
    assert.deepEqual([await status(`${password}!`), await status(password), await status(password)], [401, 200, 200])
  })

  test('comes in a plan, which never says the hash and the second time changes nothing', async () => {
    const value = {
      name: 'planned',
      subject: 'planned|1',
      credentials: { 0: { '@type': 'Password', secretHash: hashes.keycloak } },
    }
    const line = `${JSON.stringify({ '@type': 'upsert', object: 'Account', matchOn: 'name', value })}\n`
    const run = async (mode: string): Promise<string> => {
      const text = await (await api.request(`/api/plan?mode=${mode}`, { method: 'POST', body: line })).text()
      assert.match(text, /"type":"done"/)
      assert.equal(/pbkdf2|AAECAwQF/.test(text), false, text)
      return text
    }
    const planned = await run('plan')
    assert.match(planned, /"created":1/)
    assert.match(planned, /\{"field":"subject","after":"planned\|1"\}/)
    assert.match(await run('apply'), /"created":1/)
    const { claims } = await party.signIn(scene.browser(), { username: 'planned', password })
    assert.equal(claims.sub, 'planned|1')
    assert.match(await run('apply'), /"unchanged":1/)
    await party.signIn(scene.browser(), { username: 'planned', password })
  })

  test('does not come with a hash that would take the server too long, and nothing of it is said back', async () => {
    const secretHash = hashes.bcrypt.replace('$05$', '$31$')
    const credentials = { 0: { '@type': 'Password', secretHash } }
    const answer = await api.call('x:Account/set', { create: { k: { name: 'slow', credentials } } })
    const text = JSON.stringify(answer)
    assert.match(text, /"notCreated":\{"k":\{"type":"validationFailed"/)
    assert.match(text, /credentials\/0\/secretHash may cost at most 2\^14/)
    assert.equal(text.includes(secretHash), false)
    assert.equal((await api.find('Account', { name: 'slow' })).length, 0)
  })
})
